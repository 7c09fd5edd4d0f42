//! `proxy` on an endpoint: merging and sequences (lura v2.14, proxy/merging.go).

use crate::krakend::config::Endpoint;
use crate::krakend::value::{Tree, Value};
use crate::syntax::NodeId;

/// What merging several backends takes for granted: a `combiner` that is a string, propagated parameters that
/// are strings. Answers Go's panic and the offending value.
pub(in crate::krakend) fn assertions(
    tree: Tree<'_>,
    endpoint: &Endpoint,
    config: NodeId,
) -> Option<(String, NodeId)> {
    if endpoint.backend.len() < 2 {
        return None;
    }
    let not_a_string = |node: NodeId| match tree.value(node) {
        Value::Str(_) => None,
        other => Some((super::conversion(other, "string"), node)),
    };
    let combiner = tree.get(config, "combiner").and_then(|e| not_a_string(e.value));
    combiner.or_else(|| {
        let params = tree.get(config, "sequential_propagated_params")?;
        let Value::List(items) = tree.value(params.value) else { return None };
        items.iter().find_map(|item| not_a_string(*item))
    })
}
