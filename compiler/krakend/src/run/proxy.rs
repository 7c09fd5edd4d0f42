//! `proxy` on an endpoint: merged and sequential calls; on a backend: shadows (lura v2.14, proxy/merging.go and
//! proxy/shadow.go).

use super::end::End;
use crate::config::{Backend, Endpoint};
use crate::value::{Tree, Value};
use gwc_syntax::tree::NodeId;

/// Starts one group of an endpoint's backends: the shadows, or the others.
pub(super) fn start(tree: Tree<'_>, endpoint: &Endpoint, backends: usize) -> Result<(), End> {
    let Some(found) = endpoint.extra_config.component("proxy") else { return Ok(()) };
    match assertions(tree, backends, found.value) {
        Some((message, node)) => Err(End::panics(message, node)),
        None => Ok(()),
    }
}

/// What merging several backends assumes: a `combiner` that is a string, and propagated parameters that are strings.
/// Returns Go's panic and the offending value.
pub fn assertions(tree: Tree<'_>, backends: usize, config: NodeId) -> Option<(String, NodeId)> {
    if backends < 2 {
        return None;
    }
    let not_a_string = |node: NodeId| match tree.value(node) {
        Value::Str(_) => None,
        other => Some((super::option::conversion(other, "string"), node)),
    };
    let combiner = tree.get(config, "combiner").and_then(|e| not_a_string(e.value));
    combiner.or_else(|| {
        let params = tree.get(config, "sequential_propagated_params")?;
        let Value::List(items) = tree.value(params.value) else { return None };
        items.iter().find_map(|item| not_a_string(*item))
    })
}

/// Whether a backend is called without waiting for its answer.
pub fn is_shadow(tree: Tree<'_>, backend: &Backend) -> bool {
    let found = backend.extra_config.component("proxy").and_then(|n| tree.get(n.value, "shadow"));
    found.is_some_and(|e| tree.value(e.value).as_bool() == Some(true))
}
