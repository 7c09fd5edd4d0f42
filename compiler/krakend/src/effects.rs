//! The table of effects: which target reads each key and each component of `extra_config`, at which level.
//!
//! The rules of `gwc` use it to find keys without an effect, and `gwc explain key` prints it. The facts are from lura v2.14
//! and the modules that krakend-ce 2.13.8 pins; the first versions are from the go.mod of each release and the keys of
//! its lura.

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
    /// The keys at this level.
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

/// The component with this name, short or long; of several, the one at this level.
pub fn find(name: &str, level: Level) -> Option<&'static Component> {
    let short = super::namespaces::short(name).unwrap_or(name);
    let named = || components().filter(|c| c.name == short);
    named().find(|c| c.levels.contains(&level)).or_else(|| named().next())
}

/// Whether a key is a comment: it begins with `@`, `$`, `_` or `#`.
pub fn is_comment(key: &str) -> bool {
    key.starts_with(['@', '$', '_', '#'])
}

#[cfg(test)]
mod tests;
