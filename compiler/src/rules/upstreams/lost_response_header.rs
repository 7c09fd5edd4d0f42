use crate::lint::Subject;
use gwc_krakend::config::Backend;
use gwc_krakend::value::Value;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::tree::NodeId;

declare_rule! {
    /// A modifier sets a response header that clients do not receive.
    ///
    /// ## What it does
    /// Reports modifiers of `modifier/martian` with the scope `response` that set a header or a cookie, on a backend
    /// whose response KrakenD decodes. `Cache-Control` together with `qos/http-cache` is not reported, because the cache
    /// reads it.
    ///
    /// ## Why is this bad?
    /// KrakenD builds a new response from the decoded one and drops all headers of the backend. Clients receive
    /// headers of a backend only if the endpoint is `no-op`. A security header that is set here has no effect.
    ///
    /// ## Example
    /// ```json,bad,backend
    /// { "extra_config": { "modifier/martian": { "header.Modifier": { "scope": ["response"], "name": "X-Gateway", "value": "yes" } } } }
    /// ```
    ///
    /// ## Use instead
    /// Use `no-op`, or set the header in a proxy in front of the gateway.
    /// ```json,good,endpoint
    /// { "output_encoding": "no-op", "backend": [{ "url_pattern": "/b", "extra_config": { "modifier/martian": { "header.Modifier": { "scope": ["response"], "name": "X-Gateway", "value": "yes" } } } }] }
    /// ```
    ///
    /// ## When to ignore
    /// A plugin of the gateway reads the header.
    ///
    /// ## References
    /// - lura v2.14, `router/gin/render.go`
    pub(crate) LOST_RESPONSE_HEADER { code: "GW475", name: "lost-response-header", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

/// What may read the headers of a backend's response.
const READERS: [&str; 3] = ["modifier/lua-backend", "modifier/lua-proxy", "plugin/req-resp-modifier"];

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        let decoded = !backend.encoding.eq_ignore_ascii_case("no-op");
        let reads = |name: &&str| {
            [&endpoint.config.extra_config, &backend.extra_config].iter().any(|e| e.component(name).is_some())
        };
        let Some(martian) = backend.extra_config.component("modifier/martian").filter(|_| decoded) else {
            continue;
        };
        if READERS.iter().any(&reads) {
            continue;
        }
        let mut found = Vec::new();
        headers(subject, martian.value, 0, &mut found);
        for (name, node) in found.into_iter().filter(|(name, _)| !is_cached(backend, name)) {
            let message =
                format!("clients do not receive `{name}`: KrakenD drops the headers of a decoded response");
            let help =
                "set `output_encoding` to `no-op`, or set the header in a proxy in front of the gateway";
            out.push(LOST_RESPONSE_HEADER.at(subject.span(node), message).help(help).route(endpoint.route));
        }
    }
}

fn is_cached(backend: &Backend, name: &str) -> bool {
    let read = ["Cache-Control", "Expires", "ETag", "Last-Modified", "Vary"];
    read.iter().any(|header| header.eq_ignore_ascii_case(name))
        && backend.extra_config.component("qos/http-cache").is_some()
}

/// Nested modifiers are searched down to this depth.
const DEEPEST: usize = 64;

/// Response headers that modifiers set, with their places.
fn headers<'a>(subject: &Subject<'a>, node: NodeId, depth: usize, found: &mut Vec<(&'a str, NodeId)>) {
    if depth > DEEPEST {
        return;
    }
    match subject.tree.value(node) {
        Value::List(items) => items.iter().for_each(|item| headers(subject, *item, depth + 1, found)),
        Value::Map(map) => {
            for entry in subject.tree.entries(map) {
                match entry.name {
                    "header.Modifier" | "header.Append" => of(subject, entry.value, "name", found),
                    "header.Copy" => of(subject, entry.value, "to", found),
                    "cookie.Modifier" if in_response(subject, entry.value) => {
                        found.push(("Set-Cookie", entry.key));
                    }
                    _ => headers(subject, entry.value, depth + 1, found),
                }
            }
        }
        _ => {}
    }
}

fn of<'a>(subject: &Subject<'a>, modifier: NodeId, key: &str, found: &mut Vec<(&'a str, NodeId)>) {
    let name = subject.tree.get(modifier, key).filter(|_| in_response(subject, modifier));
    found.extend(name.and_then(|name| Some((subject.tree.value(name.value).as_str()?, name.value))));
}

/// Whether a modifier applies to the response, and to nothing else.
fn in_response(subject: &Subject<'_>, modifier: NodeId) -> bool {
    let Some(scope) = subject.tree.get(modifier, "scope") else { return false };
    let Value::List(items) = subject.tree.value(scope.value) else { return false };
    items.iter().any(|item| subject.tree.value(*item).as_str() == Some("response"))
}
