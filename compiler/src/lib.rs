//! Compiles route files into gateway configurations, and checks configurations, host tables and manifests that exist
//! already.
//!
//! Data flows one way: [`load`] reads files, [`gwc_syntax::tree`] makes trees of them, [`parse`] makes declarations,
//! [`resolve`] finds names, [`expand`] makes the [`model`], and everything else reads the model. [`compile()`] is that
//! way.

pub mod catalog;
pub mod codes;
mod ledger;
pub mod load;
pub mod grammar;
pub mod layer;
pub mod decl;
pub mod parse;
pub mod resolve;
pub mod model;
pub mod expand;
pub mod lock;
pub mod lint;
pub mod rules;
pub mod kube;
mod passthrough;
pub mod lower;
mod compilation;
mod waivers;
pub mod compile;
pub mod emit;
pub mod settings;
pub mod suppress;
pub mod baseline;
pub mod fix;
pub mod read;
pub mod topology;
pub mod import;
pub mod compared;
pub mod changes;
pub mod verify;
pub mod render;
pub mod why;
pub mod cli;

pub use compilation::{Checked, Compilation, VerdictRecord};
pub use compile::{compile, compile_gateway};
