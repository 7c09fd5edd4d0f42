//! The files of API keys: one for each path and process, read again when they change.
//!
//! A file that cannot be read keeps the keys of the one before: a mistake in an edit must not reject everybody, and it is
//! reported. Until a first file was read, every key is refused.

mod store;
mod watch;

pub(crate) use store::{KeyFiles, KeyStore};
pub(crate) use watch::run;
