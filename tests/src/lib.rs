//! Harness of the whole-tool tests.

pub mod golden;
pub mod process;
pub mod folder;
pub mod shared;
pub mod examples;
pub mod net;
