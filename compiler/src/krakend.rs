//! KrakenD's own behaviour, told by its configuration: what it reads, what it refuses and with which words.

pub mod judge;
pub mod config;
pub mod decode;
pub mod init;
pub mod namespaces;
pub mod gin;
pub mod run;
pub mod shape;
pub mod effects;
pub mod subject;
pub mod rules;
pub mod value;
mod yaml;
pub mod go;
