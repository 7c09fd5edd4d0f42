//! The behaviour of KrakenD CE, derived from its configuration: what it reads, what it rejects with which message, which
//! routes it registers, and whether it starts.
//!
//! This crate reports no findings. The rules of `gwc` do, with the facts of this crate.

/// A text of KrakenD, word for word.
macro_rules! quoted {
    ($text:literal) => {
        $text
    };
}

pub mod simulate;
pub mod verdict;
pub mod config;
pub mod decode;
pub mod init;
pub mod namespaces;
pub mod renamed;
pub mod gin;
pub mod run;
pub mod shape;
pub mod effects;
pub mod toml;
pub mod value;
mod yaml;
pub mod engine;
pub mod go;
