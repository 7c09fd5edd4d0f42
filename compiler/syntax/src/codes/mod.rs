//! `GW00x`: the text itself. One rule a file.

mod yaml_syntax;
mod unknown_alias;
mod endless_alias;
mod several_documents;
mod yaml_tag;
mod brace_in_flow;

pub use brace_in_flow::BRACE_IN_FLOW;
pub use endless_alias::ENDLESS_ALIAS;
pub use several_documents::SEVERAL_DOCUMENTS;
pub use unknown_alias::UNKNOWN_ALIAS;
pub use yaml_syntax::YAML_SYNTAX;
pub use yaml_tag::YAML_TAG;
