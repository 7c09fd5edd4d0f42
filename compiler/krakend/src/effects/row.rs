//! The rows of the table.

/// A level of a configuration.
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

    /// For a message: "at the top of the file".
    pub fn place(self) -> &'static str {
        match self {
            Self::Service => "at the top of the file",
            Self::Endpoint => "on an endpoint",
            Self::Backend => "on a backend",
            Self::Agent => "on an async agent",
        }
    }
}

/// What kind of value is read.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A text.
    Text,
    /// One of these words; for any other KrakenD uses the default.
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
    /// Any value.
    Any,
}

impl Kind {
    /// For a message: "a duration".
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
    /// The type of its value.
    pub kind: Kind,
    /// The default, as JSON; empty if it is nothing or zero.
    pub default: &'static str,
    /// First minor version of KrakenD CE 2 that reads it.
    pub since: Since,
    /// Read by the Enterprise edition only.
    pub enterprise: bool,
    /// Whether the component or level is useless without it.
    pub required: bool,
    /// What KrakenD does with a word that it does not know; empty if it uses the default.
    pub unknown: &'static str,
    /// What it does, in a few words.
    pub doc: &'static str,
}

pub(super) const fn key(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, default: "", since: 0, enterprise: false, required: false, unknown: "", doc }
}

impl Key {
    pub(super) const fn or(self, default: &'static str) -> Self {
        Self { default, ..self }
    }

    pub(super) const fn since(self, since: Since) -> Self {
        Self { since, ..self }
    }

    pub(super) const fn enterprise(self) -> Self {
        Self { enterprise: true, ..self }
    }

    pub(super) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub(super) const fn unknown(self, unknown: &'static str) -> Self {
        Self { unknown, ..self }
    }
}

/// How a reader converts values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// Weakly, keys in any case: strings for numbers, single values for lists.
    Weakly,
    /// By type, keys in any case: KrakenD ignores the whole component if one value is wrong.
    Strictly,
    /// By type, exact keys: KrakenD ignores a wrong value, or panics.
    Option,
}

/// An `extra_config` block and its readers.
#[derive(Debug, Clone, Copy)]
pub struct Component {
    /// The short name.
    pub name: &'static str,
    /// Where KrakenD CE reads it.
    pub levels: &'static [Level],
    /// Where the Enterprise edition reads it in addition.
    pub enterprise: &'static [Level],
    /// First minor version of KrakenD CE 2 that reads it.
    pub since: Since,
    /// Where the Hanzo gateway reads it.
    pub hanzo: &'static [Level],
    /// How its values are converted.
    pub reads: Reads,
    /// The type of its value.
    pub body: Kind,
    /// The consequence of a value of the wrong type.
    pub mismatch: &'static str,
    /// A remark on the level where it is read; empty if there is no doubt.
    pub remark: &'static str,
    /// What it does, in a few words.
    pub doc: &'static str,
}

const IGNORED: &str = "KrakenD ignores the option";
pub(super) const DROPPED: &str = "KrakenD ignores the whole component";

/// A component of KrakenD CE that the Hanzo gateway has too.
pub(super) const fn component(
    name: &'static str,
    levels: &'static [Level],
    body: Kind,
    doc: &'static str,
) -> Component {
    Component {
        name,
        levels,
        enterprise: &[],
        since: 0,
        hanzo: levels,
        reads: Reads::Option,
        body,
        mismatch: IGNORED,
        remark: "",
        doc,
    }
}

impl Component {
    pub(super) const fn strictly(self, mismatch: &'static str) -> Self {
        Self { reads: Reads::Strictly, mismatch, ..self }
    }

    pub(super) const fn mismatch(self, mismatch: &'static str) -> Self {
        Self { mismatch, ..self }
    }

    pub(super) const fn remark(self, remark: &'static str) -> Self {
        Self { remark, ..self }
    }

    pub(super) const fn since(self, since: Since) -> Self {
        Self { since, ..self }
    }

    pub(super) const fn enterprise(self, enterprise: &'static [Level]) -> Self {
        Self { enterprise, ..self }
    }

    /// Where the Hanzo gateway reads it, when that is not where KrakenD does.
    pub(super) const fn in_hanzo(self, hanzo: &'static [Level]) -> Self {
        Self { hanzo, ..self }
    }

    pub(super) const fn not_in_hanzo(self) -> Self {
        Self { hanzo: &[], ..self }
    }

    /// Whether only the Enterprise edition reads it.
    pub fn is_enterprise(&self) -> bool {
        self.levels.is_empty() && !self.enterprise.is_empty()
    }
}
