//! Harness of the whole-tool tests.

pub mod golden;
pub mod examples;
pub mod net;
