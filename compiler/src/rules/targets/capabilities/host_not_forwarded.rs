//! `host` for targets that send the host of the backend.

use gwc_artifact::HostHeader;

use crate::model::Upstream;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An upstream sets `host`, but `hanzo` and `krakend-ce` always send the host of its URL.
    ///
    /// ## What it does
    /// `host` of an upstream sets the `Host` header of its requests: `client` for that of the client, or a name. The
    /// rule reports both.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD sends the host of the URL in the `Host` header. In the example, a request for `api.example.com` reaches
    /// `commerce` with `Host: commerce.shop.svc.cluster.local:8001`. An upstream that serves several hosts then returns
    /// the content of the wrong one.
    ///
    /// ## Example
    /// With `host: client`, `commerce` should get the `Host` of the request of the client:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: { url: "http://commerce.shop.svc.cluster.local:8001", host: client } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. If the upstream accepts the host of its
    /// URL, you can remove `host` instead.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { commerce: { url: "http://commerce.shop.svc.cluster.local:8001", host: client } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    pub(crate) HOST_NOT_FORWARDED { code: "GW796", name: "host-not-forwarded", category: Compatibility, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &HOST_NOT_FORWARDED,
    does: "the upstream receives the host of its URL",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for upstream in &subject.gateway.upstreams {
        for key in ["host"] {
            let Some(span) = upstream.places.get(key).filter(|_| is_set(upstream, key)) else { continue };
            let names = subject.names();
            let message = format!(
                "{names} cannot set the `Host` of requests to upstream `{}`: KrakenD sends the host of its URL",
                upstream.name.value
            );
            found.push(HOST_NOT_FORWARDED.at(*span, message).help("remove `host`"));
        }
    }
    found
}

fn is_set(upstream: &Upstream, _: &str) -> bool {
    upstream.options.host != HostHeader::Upstream
}
