//! The effect table: who reads each key and each `extra_config` block, at which level, in which target.
//!
//! One table answers several questions: which keys have no effect (rules of `gwc`), what a key means (`gwc explain key`),
//! and what the JSON Schemas say. Facts come from lura v2.14 and the modules that krakend-ce 2.13.8 pins; first
//! versions from the releases' go.mod and the keys that lura had then.

mod service;
mod endpoint;
mod tls;
mod auth;
mod security;
mod qos;
mod telemetry;
pub mod modifier;
mod backend;
mod plugin;
mod hanzo;
mod enterprise;

/// A place where keys may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The top of the file.
    Service,
    /// An endpoint.
    Endpoint,
    /// A backend, of an endpoint or of an agent.
    Backend,
    /// An async agent.
    Agent,
}

impl Level {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Service, Self::Endpoint, Self::Backend, Self::Agent];

    /// As part of a sentence: "at the top of the file".
    pub fn place(self) -> &'static str {
        match self {
            Self::Service => "at the top of the file",
            Self::Endpoint => "on an endpoint",
            Self::Backend => "on a backend",
            Self::Agent => "on an async agent",
        }
    }

    /// The keys that may stand there.
    pub fn keys(self) -> &'static [Key] {
        match self {
            Self::Service => service::KEYS,
            Self::Endpoint => endpoint::ENDPOINT,
            Self::Backend => endpoint::BACKEND,
            Self::Agent => endpoint::AGENT,
        }
    }
}

/// What kind of value is read.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A text.
    Text,
    /// One of these words; any other counts as the default.
    Word(&'static [&'static str]),
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// A number.
    Number,
    /// A duration as Go writes it: `1m30s`.
    Duration,
    /// A list of texts.
    Texts,
    /// A list of whole numbers.
    Ints,
    /// A map with these keys.
    Object(&'static [Key]),
    /// A list of maps with these keys.
    Objects(&'static [Key]),
    /// A map with these keys, and others that plugins or modules read.
    Open(&'static [Key]),
    /// Endpoints, backends or agents.
    Items(Level),
    /// The `extra_config` of this level.
    Extra,
    /// A modifier of Martian: a map with its name as the only key.
    Modifier,
    /// A list of them.
    Modifiers,
    /// Whatever its reader makes of it.
    Any,
}

impl Kind {
    /// As part of a sentence: "a duration".
    pub fn noun(self) -> &'static str {
        match self {
            Self::Text | Self::Word(_) => "a string",
            Self::Bool => "a boolean",
            Self::Int => "a whole number",
            Self::Number => "a number",
            Self::Duration => "a duration such as `3s`",
            Self::Texts => "a list of strings",
            Self::Ints => "a list of whole numbers",
            Self::Object(_) | Self::Open(_) | Self::Extra | Self::Modifier => "an object",
            Self::Objects(_) | Self::Items(_) | Self::Modifiers => "a list of objects",
            Self::Any => "a value",
        }
    }
}

/// First minor version of KrakenD CE 2 that reads something.
pub type Since = u16;

/// A key and its effect.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its exact spelling.
    pub name: &'static str,
    /// What is read.
    pub kind: Kind,
    /// What counts when it is absent, as JSON; empty when that is nothing or zero.
    pub default: &'static str,
    /// First minor version of KrakenD CE 2 that reads it.
    pub since: Since,
    /// Read by the Enterprise edition only.
    pub enterprise: bool,
    /// Nothing sensible happens without it.
    pub required: bool,
    /// What it does, in a few words.
    pub doc: &'static str,
}

const fn key(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, default: "", since: 0, enterprise: false, required: false, doc }
}

impl Key {
    const fn or(self, default: &'static str) -> Self {
        Self { default, ..self }
    }

    const fn since(self, since: Since) -> Self {
        Self { since, ..self }
    }

    const fn enterprise(self) -> Self {
        Self { enterprise: true, ..self }
    }

    const fn required(self) -> Self {
        Self { required: true, ..self }
    }
}

/// How a reader takes values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// Weakly, keys in any case: strings for numbers, single values for lists.
    Weakly,
    /// By type, keys in any case: one wrong value drops the whole block.
    Strictly,
    /// By type and exact key: a wrong value counts as absent, unless its reader panics.
    Option,
}

/// An `extra_config` block and its readers.
#[derive(Debug, Clone, Copy)]
pub struct Component {
    /// The short name.
    pub name: &'static str,
    /// Where KrakenD CE reads it; nowhere for what only others read.
    pub levels: &'static [Level],
    /// Where the Enterprise edition reads it in addition.
    pub enterprise: &'static [Level],
    /// First minor version of KrakenD CE 2 that reads it.
    pub since: Since,
    /// Where the Hanzo gateway reads it.
    pub hanzo: &'static [Level],
    /// Whether an artifact can say it.
    pub artifact: bool,
    /// How its values are taken.
    pub reads: Reads,
    /// What it holds.
    pub body: Kind,
    /// What follows from a value of the wrong kind.
    pub mismatch: &'static str,
    /// What it does, in a few words.
    pub doc: &'static str,
}

const IGNORED: &str = "the option counts as absent";
const DROPPED: &str = "the whole block is dropped";

/// A component of KrakenD CE that the Hanzo gateway has too.
const fn component(name: &'static str, levels: &'static [Level], body: Kind, doc: &'static str) -> Component {
    Component {
        name,
        levels,
        enterprise: &[],
        since: 0,
        hanzo: levels,
        artifact: false,
        reads: Reads::Option,
        body,
        mismatch: IGNORED,
        doc,
    }
}

impl Component {
    const fn strictly(self, mismatch: &'static str) -> Self {
        Self { reads: Reads::Strictly, mismatch, ..self }
    }

    const fn mismatch(self, mismatch: &'static str) -> Self {
        Self { mismatch, ..self }
    }

    const fn since(self, since: Since) -> Self {
        Self { since, ..self }
    }

    const fn artifact(self) -> Self {
        Self { artifact: true, ..self }
    }

    const fn enterprise(self, enterprise: &'static [Level]) -> Self {
        Self { enterprise, ..self }
    }

    /// Where the Hanzo gateway reads it, when that is not where KrakenD does.
    const fn in_hanzo(self, hanzo: &'static [Level]) -> Self {
        Self { hanzo, ..self }
    }

    const fn not_in_hanzo(self) -> Self {
        Self { hanzo: &[], ..self }
    }

    /// Whether only the Enterprise edition reads it.
    pub fn is_enterprise(&self) -> bool {
        self.levels.is_empty() && !self.enterprise.is_empty()
    }
}

/// All tables of components, in the order of the modules.
const TABLES: [&[Component]; 9] = [
    auth::COMPONENTS,
    security::COMPONENTS,
    qos::COMPONENTS,
    telemetry::COMPONENTS,
    modifier::COMPONENTS,
    backend::COMPONENTS,
    plugin::COMPONENTS,
    hanzo::COMPONENTS,
    enterprise::COMPONENTS,
];

/// All components.
pub fn components() -> impl Iterator<Item = &'static Component> {
    TABLES.iter().flat_map(|table| table.iter())
}

/// The component with this name, short or long, that stands at this level if there is a choice.
pub fn find(name: &str, level: Level) -> Option<&'static Component> {
    let short = super::namespaces::short(name).unwrap_or(name);
    let named = || components().filter(|c| c.name == short);
    named().find(|c| c.levels.contains(&level)).or_else(|| named().next())
}

/// What `gwc explain key` says: about a block by its name, or about a key by its own.
pub fn explain(word: &str) -> Option<String> {
    let short = super::namespaces::short(word).unwrap_or(word);
    let blocks: Vec<String> = components().filter(|c| c.name == short).map(describe_component).collect();
    if !blocks.is_empty() {
        return Some(blocks.join("\n"));
    }
    let said = |level: Level| {
        let keys = level.keys().iter().filter(|key| key.name == word);
        keys.map(move |key| format!("{word} {}\n{}", level.place(), describe_key(key, "  ")))
            .collect::<Vec<_>>()
    };
    let keys: Vec<String> = Level::ALL.into_iter().flat_map(said).collect();
    (!keys.is_empty()).then(|| keys.join("\n"))
}

fn describe_component(component: &Component) -> String {
    let places = |levels: &[Level]| levels.iter().map(|l| l.place()).collect::<Vec<_>>().join(" and ");
    let mut text = format!("{}: {}\n", component.name, component.doc);
    for (who, levels) in [
        ("KrakenD CE", component.levels),
        ("KrakenD Enterprise, in addition,", component.enterprise),
        ("the Hanzo gateway", component.hanzo),
    ] {
        if !levels.is_empty() {
            text += &format!("  {who} reads it {}\n", places(levels));
        }
    }
    if component.since > 0 {
        text += &format!("  since KrakenD 2.{}\n", component.since);
    }
    text += &format!("  a value of the wrong type: {}\n", component.mismatch);
    if let Kind::Object(keys) | Kind::Objects(keys) | Kind::Open(keys) = component.body {
        for key in keys {
            text += &format!("  {}\n{}", key.name, describe_key(key, "    "));
        }
    }
    text
}

fn describe_key(key: &Key, indent: &str) -> String {
    let mut text = format!("{indent}{}: {}\n", key.kind.noun(), key.doc);
    for (holds, words) in [
        (!key.default.is_empty(), format!("default {}", key.default)),
        (key.since > 0, format!("since KrakenD 2.{}", key.since)),
        (key.enterprise, "Enterprise edition only".to_owned()),
    ] {
        if holds {
            text += &format!("{indent}{words}\n");
        }
    }
    text
}

/// Keys that are comments to everybody: they start with `@`, `$`, `_` or `#`.
pub fn is_comment(key: &str) -> bool {
    key.starts_with(['@', '$', '_', '#'])
}

#[cfg(test)]
mod tests;
