//! `http: 2` for targets that speak HTTP/1.1 to backends.

use gwc_artifact::UpstreamHttp;

use crate::model::Upstream;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An upstream sets `http: 2`, but `hanzo` and `krakend-ce` call upstreams with HTTP/1.1.
    ///
    /// ## What it does
    /// Reports `http: 2` of an upstream.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD CE sends requests with HTTP/1.1 and drops the trailers of responses. gRPC needs HTTP/2 and sends the
    /// status of a call in a trailer, so each gRPC call fails.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: { url: "http://commerce.shop.svc.cluster.local:8001", http: 2 } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. If the upstream also accepts HTTP/1.1,
    /// and it is not gRPC, you can remove `http` instead.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { commerce: { url: "http://commerce.shop.svc.cluster.local:8001", http: 2 } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    pub(crate) HTTP2_NOT_SPOKEN { code: "GW795", name: "http2-not-spoken", category: Compatibility, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &HTTP2_NOT_SPOKEN,
    does: "HTTP/1.1 is spoken, and trailers are dropped",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for upstream in &subject.gateway.upstreams {
        for key in ["http"] {
            let Some(span) = upstream.places.get(key).filter(|_| is_set(upstream, key)) else { continue };
            let names = subject.names();
            let message = format!("{names} cannot call upstream `{}` with HTTP/2", upstream.name.value);
            found.push(
                HTTP2_NOT_SPOKEN
                    .at(*span, message)
                    .help("remove `http`, if the upstream also accepts HTTP/1.1"),
            );
        }
    }
    found
}

fn is_set(upstream: &Upstream, _: &str) -> bool {
    upstream.options.http == UpstreamHttp::Two
}
