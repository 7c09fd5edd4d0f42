use crate::lint::Context;
use crate::topology::Topology;
use crate::topology::hosts::backend_url;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::Span;
use gwc_syntax::value::UpstreamUrl;

declare_rule! {
    /// An upstream's scheme and port contradict each other: `http` on 443 or 8443, `https` on 80 or 8080.
    ///
    /// ## Why is this bad?
    /// Plain HTTP to a TLS port fails on every request, and TLS to a plain port does too.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { dns: "http://dns.hanzo.svc.cluster.local:8443" }
    /// services: { dns: { at: /dns, upstream: dns, methods: GET, auth: public } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { dns: "https://dns.hanzo.svc.cluster.local:8443" }
    /// services: { dns: { at: /dns, upstream: dns, methods: GET, auth: public } }
    /// ```
    pub(crate) SCHEME_AGAINST_PORT { code: "GW404", name: "scheme-against-port", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for upstream in &context.gateway.upstreams {
        for url in &upstream.urls {
            out.extend(contradiction(
                &format!("the upstream `{}`", upstream.name.value),
                &url.value,
                url.span,
            ));
        }
    }
}

/// The backends of host tables.
pub(crate) fn check_topology(topology: &Topology<'_>, out: &mut Diagnostics) {
    for backend in topology.host_tables().flat_map(|table| table.backends()) {
        let Ok(url) = backend_url(&backend.value) else { continue };
        out.extend(contradiction(&format!("the backend `{}`", backend.value), &url, backend.span));
    }
}

/// A finding when a URL's scheme and port contradict each other. `who` begins the sentence.
fn contradiction(who: &str, url: &UpstreamUrl, span: Span) -> Option<Diagnostic> {
    let (scheme, other) = match (url.https, url.port) {
        (false, 443 | 8443) => ("http", "https"),
        (true, 80 | 8080) => ("https", "http"),
        _ => return None,
    };
    let finding = SCHEME_AGAINST_PORT.at(span, format!("{who} speaks `{scheme}` on port {}", url.port));
    Some(finding.help(format!("write `{other}://`, or the port that speaks `{scheme}`")))
}
