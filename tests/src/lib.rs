//! Harness of the whole-tool tests.

pub mod generate;
pub mod golden;
mod shared;

pub use shared::shared;
