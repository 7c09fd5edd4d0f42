//! Kubernetes manifests as they are written: a tree and a few questions to it. What Kubernetes itself would refuse
//! is its own business; here they are held against the configuration that they run.

mod container;
mod list;
mod object;

pub use container::{Container, Env, Mount, Program};
pub(crate) use list::listed;
pub use list::part;
pub(crate) use object::selects;
pub use object::{Manifest, of, read};
