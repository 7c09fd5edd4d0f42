//! The one syntax tree of the project: YAML and JSON both become a [`Document`], and all other code sees only
//! that. Keys and values carry byte spans, comments are kept, aliases are edges and never copies.
//!
//! It does not know what a route is.

mod ast;
pub mod json;
pub mod yaml;
mod removal;

pub use ast::{Comment, Document, Kind, MapEntry, Node, NodeId, Scalar, Style};
pub use removal::removal;
