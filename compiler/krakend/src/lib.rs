//! KrakenD's own behaviour, derived from its configuration: what it reads, what it refuses and with which words, which
//! routes it registers, and whether it starts.
//!
//! It reports no findings: the rules of `gwc` do, from what this crate knows.

pub mod simulate;
pub mod verdict;
pub mod config;
pub mod decode;
pub mod init;
pub mod namespaces;
pub mod gin;
pub mod run;
pub mod shape;
pub mod effects;
pub mod value;
mod yaml;
pub mod engine;
pub mod go;
