use crate::lint::Context;
use crate::model::ClientKey;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Target;

declare_rule! {
    /// Limits count by address, and the gateway stands behind an Ingress.
    ///
    /// ## Why is this bad?
    /// KrakenD takes the address from `X-Forwarded-For` as it comes. If the proxy in front does not overwrite that header,
    /// callers choose their address; if it sends none, all callers share one bucket.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// hosts: [api.example.com]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { standard: { per_ip: 100/s } }
    /// deploy: { runs: krakend-ce, ingress: { class: nginx } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: standard } }
    /// ```
    ///
    /// ## Use instead
    /// Let the proxy in front overwrite `X-Forwarded-For`, and state which proxies are trusted: `krakend: { router: {
    /// remote_ip_headers: [X-Forwarded-For], trusted_proxies: [10.0.0.0/8] } }`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// hosts: [api.example.com]
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { standard: { per_ip: 100/s } }
    /// krakend: { router: { trusted_proxies: [10.0.0.0/8] } }
    /// deploy: { runs: krakend-ce, ingress: { class: nginx } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: standard } }
    /// ```
    pub(crate) ADDRESS_BEHIND_PROXY { code: "GW309", name: "address-behind-proxy", category: Security, severity: Note, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let Some(ingress) = gateway.deploy.as_ref().and_then(|d| d.ingress.as_ref()) else { return };
    let krakend = gateway.targets.iter().any(|t| t.value != Target::Gwr);
    let router = gateway.extra.get("router").or(gateway.extra.get("github_com/luraproject/lura/router/gin"));
    let stated = router.is_some_and(|r| r.get("trusted_proxies").is_some());
    let by_address =
        gateway.limits.iter().find(|limit| limit.client.as_ref().is_some_and(|c| c.key == ClientKey::Ip));
    if let Some(limit) = by_address.filter(|_| krakend && !stated) {
        out.push(
            ADDRESS_BEHIND_PROXY
                .at(
                    limit.name.span,
                    "callers are told apart by address, and the address is what a proxy says",
                )
                .related(ingress.span, "the proxy in front")
                .help("let the proxy overwrite `X-Forwarded-For`, and say which proxies are trusted"),
        );
    }
}
