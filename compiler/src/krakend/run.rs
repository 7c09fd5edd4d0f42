//! What `krakend run` does beyond `check -t`: CE's own engine and every component, in the order they start
//! (krakend-ce 2.13.8, executor.go). One component a file; the first that ends the process decides.

pub(super) mod proxy;

use super::config::Service;
use super::gin::GinVersion;
use super::judge::Run;
use super::value::{Tree, Value};
use crate::syntax::NodeId;

/// How a start ends when it does not end in serving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// Panics or exits.
    pub run: Run,
    /// What it prints.
    pub message: String,
    /// The endpoints it is about.
    pub routes: Vec<usize>,
    /// The offending places.
    pub nodes: Vec<NodeId>,
}

/// Starts a gateway; `None` when it serves.
pub fn run(_tree: Tree<'_>, _service: &Service, _gin: GinVersion) -> Option<End> {
    None
}

/// Go's panic of a type assertion that does not hold.
pub(super) fn conversion(value: Value<'_>, wanted: &str) -> String {
    match value {
        Value::Null => format!("panic: interface conversion: interface {{}} is nil, not {wanted}"),
        other => {
            format!("panic: interface conversion: interface {{}} is {}, not {wanted}", other.type_name())
        }
    }
}
