//! What manifests are about, whether they are written, read or checked: the program in the pods, the limits of
//! Kubernetes, the labels that select pods.

mod names;
mod workload;
pub mod size;

pub use names::{namespace, object_name};
pub use workload::{Workload, workload};

/// The labels that tell a gateway's pods from others. They can never change.
pub(crate) const SELECTOR: [&str; 2] = ["app.kubernetes.io/name", "app.kubernetes.io/instance"];

/// A template of the author's: where it is, for people, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFile {
    /// The path as people are shown it.
    pub path: String,
    /// The text.
    pub text: String,
}
