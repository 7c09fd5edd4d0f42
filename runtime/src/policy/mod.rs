//! Policies at work: one policy, one file, each built once from the artifact.

mod names;
mod percent;
pub(crate) mod identity;
pub(crate) mod limits;
pub(crate) mod headers;
pub(crate) mod query;
pub(crate) mod health;
pub(crate) mod unenforced;
