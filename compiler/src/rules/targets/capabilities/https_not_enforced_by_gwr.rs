//! `https` upstreams where `gwr` is a target.

use std::collections::BTreeSet;

use crate::model::{Endpoint, Upstream};
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::Spanned;
use gwc_syntax::value::UpstreamUrl;

declare_rule! {
    /// An upstream uses `https`, and `gwr` is a target.
    ///
    /// ## What it does
    /// Reports an `https` upstream that an endpoint uses, if `gwr` is a target.
    ///
    /// ## Why is this bad?
    /// `gwr` does not support TLS to upstreams yet. It never sends such a request in clear text: it does not start with
    /// this artifact, and each of its pods crashes.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce, gwr]
    /// upstreams: { search: "https://search.example.com" }
    /// services: { search: { at: /search, upstream: search, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// Remove `gwr` from `targets`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { search: "https://search.example.com" }
    /// services: { search: { at: /search, upstream: search, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// `gwr` is built to compare its artifact, and does not run yet. The comment belongs on the line of `targets`.
    pub(crate) HTTPS_NOT_ENFORCED_BY_GWR { code: "GW742", name: "https-not-enforced-by-gwr", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &HTTPS_NOT_ENFORCED_BY_GWR,
    does: "TLS to upstreams is not supported yet: the target does not start",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let gateway = subject.gateway;
    let backends = gateway.endpoints.iter().flat_map(Endpoint::backends);
    let used: BTreeSet<_> = backends.map(|backend| backend.upstream.value).collect();
    let encrypted = used.into_iter().filter_map(|id| {
        let upstream = gateway.upstream(id);
        Some((upstream, first_https(upstream)?))
    });
    encrypted
        .map(|(upstream, url)| {
            let name = &upstream.name.value;
            let message = format!(
                "upstream `{name}` is `https`: `gwr` does not support TLS to upstreams yet, and does not start"
            );
            subject.unprotected(&HTTPS_NOT_ENFORCED_BY_GWR, url.span, message)
        })
        .collect()
}

fn first_https(upstream: &Upstream) -> Option<&Spanned<UpstreamUrl>> {
    upstream.urls.iter().find(|url| url.value.https)
}
