//! The commands of `gwr` beside serving.

pub(crate) mod probe;
pub(crate) mod verify;
