use std::collections::BTreeSet;

use crate::lint::{Context, is_minted};
use crate::model::Headers;
use gwc_artifact::HeaderNames;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A header is listed in `forward.headers`, and `identity.strip` removes it.
    ///
    /// ## What it does
    /// `identity.strip` lists headers that `gwr`, the runtime of gwc, removes from every request. Reports such a header
    /// in `forward.headers`, unless an auth of the endpoint sets it again.
    ///
    /// ## Why is this bad?
    /// The upstream never receives the header. An upstream that selects the tenant by `X-Tenant` uses its default for
    /// every client.
    ///
    /// ## Example
    /// The endpoint forwards `X-Tenant`, and `identity.strip` removes it:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// identity: { strip: [X-Tenant] }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, forward: { headers: [Accept, X-Tenant] } } }
    /// ```
    ///
    /// ## Use instead
    /// If the upstream can do without the header, remove it from `forward.headers`, as here. If clients may choose its
    /// value, remove it from `identity.strip`. Otherwise require a token, and set the header from a claim with
    /// `headers` of the auth.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// identity: { strip: [X-Tenant] }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, forward: { headers: [Accept] } } }
    /// ```
    ///
    /// ## When to ignore
    /// Another target of the gateway forwards the header, and the upstream can do without it under `gwr`.
    pub(crate) STRIPPED_HEADER_LISTED { code: "GW231", name: "stripped-header-listed", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let stripped = gateway.stripped();
    let mut seen = BTreeSet::new();
    for endpoint in &gateway.endpoints {
        let Headers::List(list) = &*endpoint.forward.headers.value else { continue };
        for header in list.iter().filter(|header| stripped.has(&header.value)) {
            if is_minted(gateway, endpoint, &header.value) || !seen.insert(header.span) {
                continue;
            }
            let message =
                format!("`{}` never reaches the upstream: `identity.strip` removes it", header.value);
            let has = |text: &str| HeaderNames::of([text]).has(&header.value);
            let mut finding = STRIPPED_HEADER_LISTED.at(header.span, message).route(endpoint.key());
            if let Some(entry) = gateway.stripped.iter().find(|entry| has(&entry.value)) {
                finding = finding.related(entry.span, "removed here");
            }
            out.push(finding.help("remove it from `forward: { headers: ... }`, or from `identity.strip`"));
        }
    }
}
