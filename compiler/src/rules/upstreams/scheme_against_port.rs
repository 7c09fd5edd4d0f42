use crate::lint::Context;
use crate::topology::Topology;
use crate::topology::hosts::backend_url;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::Span;
use gwc_syntax::value::UpstreamUrl;

declare_rule! {
    /// The scheme and the port of an upstream contradict each other.
    ///
    /// ## What it does
    /// Reports `http` on port 443 or 8443, and `https` on port 80 or 8080. Checks upstreams, and the backends in a host
    /// table: a file such as `ingress.json`, with which a proxy in front of the gateway maps hosts to backends.
    ///
    /// ## Why is this bad?
    /// A TLS server rejects plain HTTP, and a plain HTTP server does not answer a TLS handshake. Every request to the
    /// upstream fails.
    ///
    /// ## Example
    /// Port 8443 usually serves TLS, but the URL has `http`:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { dns: "http://dns.hanzo.svc.cluster.local:8443" }
    /// services: { dns: { at: /dns, upstream: dns, methods: GET, auth: public } }
    /// ```
    ///
    /// ## Use instead
    /// Use the scheme that the port serves, or the port that serves the scheme.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { dns: "https://dns.hanzo.svc.cluster.local:8443" }
    /// services: { dns: { at: /dns, upstream: dns, methods: GET, auth: public } }
    /// ```
    ///
    /// ## When to ignore
    /// The service serves this scheme on this port, such as plain HTTP on 8443.
    pub(crate) SCHEME_AGAINST_PORT { code: "GW404", name: "scheme-against-port", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for upstream in &context.gateway.upstreams {
        for url in &upstream.urls {
            out.extend(contradiction(&format!("upstream `{}`", upstream.name.value), &url.value, url.span));
        }
    }
}

/// The backends of host tables.
pub(crate) fn check_topology(topology: &Topology<'_>, out: &mut Diagnostics) {
    for backend in topology.host_tables().flat_map(|table| table.backends()) {
        let Ok(url) = backend_url(&backend.value) else { continue };
        out.extend(contradiction(&format!("backend `{}`", backend.value), &url, backend.span));
    }
}

/// A finding when a URL's scheme and port contradict each other. `subject` begins the message.
fn contradiction(subject: &str, url: &UpstreamUrl, span: Span) -> Option<Diagnostic> {
    let (scheme, other) = match (url.https, url.port) {
        (false, 443 | 8443) => ("http", "https"),
        (true, 80 | 8080) => ("https", "http"),
        _ => return None,
    };
    let message = format!("{subject} uses `{scheme}` on port {}, which usually serves `{other}`", url.port);
    let help = format!("use `{other}://`, or the port that serves `{scheme}`");
    Some(SCHEME_AGAINST_PORT.at(span, message).help(help))
}
