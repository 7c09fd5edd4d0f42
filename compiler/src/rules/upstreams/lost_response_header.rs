use super::response_headers::{self, SetHeader};
use crate::lint::Subject;
use gwc_krakend::config::Backend;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A modifier sets a response header that clients do not receive.
    ///
    /// ## What it does
    /// Reports modifiers of `modifier/martian` with the scope `response` that set a header or a cookie, on a backend
    /// without the encoding `no-op`. KrakenD decodes the responses of such a backend. `Cache-Control` together with
    /// `qos/http-cache` is not reported, because the cache reads it.
    ///
    /// ## Why is this bad?
    /// KrakenD builds a new response from the decoded one and drops all headers of the backend. Clients receive
    /// headers of a backend only if the endpoint is `no-op`. A security header that is set here has no effect.
    ///
    /// ## Example
    /// The modifier of a backend sets `X-Gateway`, and the endpoint is not `no-op`:
    /// ```json,bad,backend
    /// { "extra_config": { "modifier/martian": { "header.Modifier": { "scope": ["response"], "name": "X-Gateway", "value": "yes" } } } }
    /// ```
    ///
    /// ## Use instead
    /// Set `output_encoding` to `no-op`, which copies the response of the backend unchanged. Or set the header in a
    /// proxy in front of the gateway.
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
        let set = response_headers::set_by_martian(subject, martian.value);
        // Without a scope, the header is set in requests as well, where it has an effect.
        let is_lost = |set: &SetHeader<'_>| !set.unscoped && !is_cached(backend, set.name);
        for SetHeader { name, node, .. } in set.into_iter().filter(is_lost) {
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
