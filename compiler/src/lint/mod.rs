//! What rules check: a gateway or a KrakenD configuration, with the lookups that several rules share. The rules
//! themselves are in [`crate::rules`].

pub(crate) mod cel;
mod config_map;
mod context;
mod equal;
mod group;
mod headers;
pub(crate) mod lua;
mod subject;

pub use config_map::ConfigMap;
pub use context::Context;
pub(crate) use context::{Class, components, is_socket_word, literals};
pub(crate) use equal::{merge_equal, tell_apart};
pub(crate) use headers::{is_credential, is_identity, is_minted};
pub use subject::Subject;
pub(crate) use subject::{Block, EndpointOf, Expression, remove_superseded, shape, with_value};
