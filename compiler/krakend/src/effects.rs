//! The effect table: who reads each key and each `extra_config` block, at which level, in which target.
//!
//! One table answers several questions: which keys have no effect (rules of `gwc`), what a key means (`gwc explain key`),
//! and what the JSON Schemas say. Facts come from lura v2.14 and the modules that krakend-ce 2.13.8 pins; first
//! versions from the releases' go.mod and the keys that lura had then.

mod row;
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

pub use row::{Component, Key, Kind, Level, Reads, Since};

impl Level {
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
