//! Kubernetes facts for manifests that are emitted, read or checked: the workload, the limits of Kubernetes, and the
//! labels that select pods.

mod config;
mod destinations;
mod names;
mod waits;
mod workload;
pub mod size;

pub use config::{ConfigMode, config_mode};
pub use destinations::{Destination, declared};
pub use names::{namespace, object_name};
pub use waits::{Longest, NGINX, PRE_STOP, UNLIMITED, Waits, grace, longest};
pub use workload::{ADMIN_PATHS, AdminPaths, Workload, admin_port, workload};

/// The labels that select the pods of a gateway. A selector is immutable, so they can never change.
pub(crate) const SELECTOR: [&str; 2] = ["app.kubernetes.io/name", "app.kubernetes.io/instance"];

/// A manifest template of the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFile {
    /// The path, for messages.
    pub path: String,
    /// The text.
    pub text: String,
}
