//! Kubernetes manifests as trees with lookups. They are compared with the configuration that they run; what the API
//! server would reject is not checked.

mod container;
mod list;
mod object;
mod shell;

pub use container::{Container, Env, Mount, Program};
pub(crate) use list::listed;
pub use list::part;
pub(crate) use object::selects;
pub use object::{Manifest, of, read};
