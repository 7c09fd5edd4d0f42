//! What every part of the compiler is built on: sources and spans, diagnostics and the rules they belong to, syntax
//! trees of YAML and JSON, and the small typed values of the language.
//!
//! It does not know what a route is, and it does not touch the disk.

pub mod source;
pub mod diagnostic;
pub mod suggest;
pub mod codes;
pub mod tree;
pub mod value;
