//! What a no-op backend cannot do.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::tree::NodeId;

declare_rule! {
    /// A no-op backend's answer passes as it is, and this would change it.
    ///
    /// ## Why is this bad?
    /// Nothing decodes the answer, so `allow`, `deny`, `mapping`, `group`, `target`, `is_collection` and
    /// `flatmap_filter` do nothing: fields that should be hidden are not.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "output_encoding": "no-op", "backend": [{ "url_pattern": "/b", "deny": ["password"] }] }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/b", "deny": ["password"] }] }
    /// ```
    pub(crate) NO_OP_MANIPULATION { code: "GW454", name: "no-op-manipulation", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, b) in subject.backends().filter(|(_, b)| b.encoding.eq_ignore_ascii_case("no-op")) {
        let proxy = subject.block_of(&b.extra_config, "proxy");
        let flatmap =
            proxy.filter(|p| !p.list("flatmap_filter").is_empty()).map(|p| p.place("flatmap_filter"));
        let used: [(&str, bool, Option<NodeId>); 7] = [
            ("allow", !b.allow.is_empty(), b.allow.node),
            ("deny", !b.deny.is_empty(), b.deny.node),
            ("mapping", !b.mapping.0.is_empty(), b.mapping.node),
            ("group", !b.group.is_empty(), b.group.node),
            ("target", !b.target.is_empty(), b.target.node),
            ("is_collection", *b.is_collection, b.is_collection.node),
            ("flatmap_filter", flatmap.is_some(), flatmap),
        ];
        for (name, _, node) in used.into_iter().filter(|(_, used, _)| *used) {
            let Some(node) = node else { continue };
            let message = format!("`{name}` does nothing on a no-op backend");
            out.push(NO_OP_MANIPULATION.at(subject.span(node), message).route(endpoint.route));
        }
    }
}
