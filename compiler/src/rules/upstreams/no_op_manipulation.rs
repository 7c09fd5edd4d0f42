//! Keys that have no effect on a `no-op` backend.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::tree::NodeId;

declare_rule! {
    /// A `no-op` backend sets a key that changes the response, and KrakenD ignores it.
    ///
    /// ## What it does
    /// Reports `allow`, `deny`, `mapping`, `group`, `target`, `is_collection`, `flatmap_filter` and the options of
    /// `backend/http` on a backend with the encoding `no-op`. KrakenD sets that encoding itself if the endpoint has `"output_encoding": "no-op"`.
    ///
    /// ## Why is this bad?
    /// KrakenD copies the response of a `no-op` backend without decoding it. With `"deny": ["password"]`, clients still
    /// receive `password`. The options of `backend/http` do not change the status that clients receive.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "output_encoding": "no-op", "backend": [{ "url_pattern": "/b", "deny": ["password"] }] }
    /// ```
    ///
    /// ## Use instead
    /// Use another encoding than `no-op`: the default is `json`. If the response must stay unchanged, remove the key.
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/b", "deny": ["password"] }] }
    /// ```
    ///
    /// ## References
    /// lura v2.14, `proxy/http_response.go`.
    pub(crate) NO_OP_MANIPULATION { code: "GW454", name: "no-op-manipulation", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, b) in subject.backends().filter(|(_, b)| b.encoding.eq_ignore_ascii_case("no-op")) {
        let proxy = subject.block_of(&b.extra_config, "proxy");
        let flatmap =
            proxy.filter(|p| !p.list("flatmap_filter").is_empty()).map(|p| p.place("flatmap_filter"));
        let http = subject.block_of(&b.extra_config, "backend/http");
        let option = |name: &str| http.and_then(|http| http.get(name)).map(|(_, node)| node);
        let (details, code) = (option("return_error_details"), option("return_error_code"));
        let used: [(&str, bool, Option<NodeId>); 9] = [
            ("allow", !b.allow.is_empty(), b.allow.node),
            ("deny", !b.deny.is_empty(), b.deny.node),
            ("mapping", !b.mapping.0.is_empty(), b.mapping.node),
            ("group", !b.group.is_empty(), b.group.node),
            ("target", !b.target.is_empty(), b.target.node),
            ("is_collection", *b.is_collection, b.is_collection.node),
            ("flatmap_filter", flatmap.is_some(), flatmap),
            ("return_error_details", details.is_some(), details),
            ("return_error_code", code.is_some(), code),
        ];
        for (name, _, node) in used.into_iter().filter(|(_, used, _)| *used) {
            let Some(node) = node else { continue };
            let message =
                format!("`{name}` has no effect on a `no-op` backend: KrakenD copies its response unchanged");
            let help = "use another encoding than `no-op`, such as `json`; or remove the key, if the response must stay unchanged";
            out.push(NO_OP_MANIPULATION.at(subject.span(node), message).help(help).route(endpoint.route));
        }
    }
}
