use crate::lint::{Block, Subject};
use crate::rules::upstreams::response_headers::{self, SetHeader};
use gwc_krakend::config::Backend;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::value::Target;

const HEADER: &str = "Access-Control-Allow-Origin";

declare_rule! {
    /// A response has two `Access-Control-Allow-Origin` headers.
    ///
    /// ## What it does
    /// Reports, in a configuration with `security/cors` at the root:
    ///
    /// - `security/cors` itself, if the target is `hanzo`: hanzo's gateway sets the header without it
    /// - for KrakenD, a modifier of `modifier/martian` that sets `Access-Control-Allow-Origin` on the response of a
    ///   `no-op` endpoint
    ///
    /// ## Why is this bad?
    /// `security/cors` adds the header to each response. If the response already has the header, the browser gets two
    /// values and blocks the response: the page at `https://app.example.com` shows no data. hanzo's gateway sets the
    /// header for the origins of its own list and of the environment variable `GATEWAY_CORS_ORIGINS`. KrakenD forwards
    /// all headers of the backend from a `no-op` endpoint, also a header that a modifier has set.
    ///
    /// ## Example
    /// For the target `hanzo`:
    /// ```json,bad,target=hanzo
    /// { "version": 3, "endpoints": [], "extra_config": { "security/cors": { "allow_origins": ["https://app.example.com"] } } }
    /// ```
    ///
    /// For KrakenD, the modifier in the last line sets the header again:
    /// ```json,bad
    /// { "version": 3, "host": ["http://shop"], "extra_config": { "security/cors": { "allow_origins": ["https://app.example.com"] } },
    ///   "endpoints": [{ "endpoint": "/a", "output_encoding": "no-op", "backend": [{ "url_pattern": "/a", "extra_config": {
    ///     "modifier/martian": { "header.Modifier": { "scope": ["response"], "name": "Access-Control-Allow-Origin", "value": "*" } } } }] }] }
    /// ```
    ///
    /// ## Use instead
    /// For `hanzo`, remove `security/cors`, and add its origins to the environment variable `GATEWAY_CORS_ORIGINS` of
    /// the gateway. For KrakenD, remove the modifier.
    /// ```json,good,target=hanzo
    /// { "version": 3, "endpoints": [] }
    /// ```
    ///
    /// ## When to ignore
    /// KrakenD serves the same file elsewhere and needs `security/cors`, and hanzo's gateway allows none of its
    /// origins.
    ///
    /// ## References
    /// - krakend-cors v2.2, `cors.go`
    /// - lura v2.14, `router/gin/render.go`
    pub(crate) CORS_TWICE { code: "GW276", name: "cors-twice", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(block) = subject.block("security/cors") else { return };
    match subject.target {
        Target::Hanzo => {
            let message = "hanzo's gateway sets `Access-Control-Allow-Origin` itself: `security/cors` adds a second one, and browsers block responses with two";
            let help = "remove the block, and add its origins to the environment variable `GATEWAY_CORS_ORIGINS` of the gateway";
            out.push(CORS_TWICE.at(subject.span(block.key), message).help(help));
        }
        _ => modifiers(subject, &block, out),
    }
}

/// The modifiers that set the header on a response whose headers clients receive.
fn modifiers(subject: &Subject<'_>, block: &Block<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends().filter(|(_, backend)| forwards_headers(backend)) {
        let Some(martian) = backend.extra_config.component("modifier/martian") else { continue };
        let set = response_headers::set_by_martian(subject, martian.value);
        for SetHeader { node, .. } in set.into_iter().filter(|set| set.name.eq_ignore_ascii_case(HEADER)) {
            let message = "`security/cors` sets `Access-Control-Allow-Origin` too: responses have the header twice, and browsers block them";
            let finding = CORS_TWICE.at(subject.span(node), message).route(endpoint.route);
            let finding = finding.related(subject.span(block.key), "sets the header on each response");
            out.push(finding.help("remove the modifier, and list the origins in `security/cors`"));
        }
    }
}

fn forwards_headers(backend: &Backend) -> bool {
    backend.encoding.eq_ignore_ascii_case("no-op")
}
