//! Harness of the whole-tool tests.

pub mod check;
pub mod examples;
pub mod exposures;
pub mod folder;
pub mod generate;
pub mod golden;
pub mod guide;
pub mod imports;
pub mod krakend;
pub mod krakend_data;
pub mod kubernetes;
pub mod passed;
pub mod net;
pub mod oracle;
pub mod process;
pub mod prose;
pub mod recording;
pub mod suite;
