//! Policies at work: one policy, one file, each built once from the artifact.

mod names;
pub(crate) mod identity;
pub(crate) mod headers;
pub(crate) mod query;
pub(crate) mod health;
pub(crate) mod unenforced;
