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

pub use qos::UNPROVED_ROOT_LIMIT;
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

/// Keys that are comments to everybody: they start with `@`, `$`, `_` or `#`.
pub fn is_comment(key: &str) -> bool {
    key.starts_with(['@', '$', '_', '#'])
}

#[cfg(test)]
mod tests;
