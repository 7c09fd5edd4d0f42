//! Harness of the whole-tool tests.

pub mod generate;
pub mod golden;
pub mod krakend;
pub mod passed;
pub mod process;
pub mod folder;
mod shared;
pub mod examples;
pub mod net;
pub mod recording;

pub use shared::shared;
