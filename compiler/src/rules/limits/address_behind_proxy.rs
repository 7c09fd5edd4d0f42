use crate::lint::Context;
use crate::model::ClientKey;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A rate limit counts by client address behind an Ingress, but no trusted proxies are set.
    ///
    /// ## What it does
    /// Reports a limit with `per_ip` of a gateway that has an Ingress, if `trusted_proxies` is set neither at the
    /// gateway nor in the component `router`. Only the first such limit is reported.
    ///
    /// ## Why is this bad?
    /// Behind an Ingress, every connection is from the proxy, which sends the address of the client in
    /// `X-Forwarded-For`. Without `trusted_proxies`, KrakenD uses the first value of this header:
    ///
    /// - If the proxy appends to the header, the first value is what the client sent. A script that sends another value
    ///   with each request gets a new bucket each time, and is never limited.
    /// - If the proxy does not set the header, all callers share one bucket: one script causes `429` for all of them.
    ///
    /// `gwr` ignores the header of a proxy that is not listed, so all callers share one bucket there too.
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
    /// Configure the proxy in front to overwrite `X-Forwarded-For`, and list its networks in `trusted_proxies`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// hosts: [api.example.com]
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { standard: { per_ip: 100/s } }
    /// trusted_proxies: [10.0.0.0/8]
    /// deploy: { runs: krakend-ce, ingress: { class: nginx } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: standard } }
    /// ```
    ///
    /// ## When to ignore
    /// The Ingress controller already overwrites `X-Forwarded-For`, as ingress-nginx does by default.
    ///
    /// ## References
    /// - gin v1.12, `Context.ClientIP`
    pub(crate) ADDRESS_BEHIND_PROXY { code: "GW309", name: "address-behind-proxy", category: Security, severity: Note, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let Some(ingress) = gateway.deploy.as_ref().and_then(|d| d.ingress.as_ref()) else { return };
    let router = gateway.extra.get("router").or(gateway.extra.get("github_com/luraproject/lura/router/gin"));
    let stated =
        !gateway.trusted_proxies.is_empty() || router.is_some_and(|r| r.get("trusted_proxies").is_some());
    let by_address =
        gateway.limits.iter().find(|limit| limit.client.as_ref().is_some_and(|c| c.key == ClientKey::Ip));
    if let Some(limit) = by_address.filter(|_| !stated) {
        let message = "limits count by client address, but `trusted_proxies` is not set: the address may be that of the proxy, or one that the client invented";
        let help = "let the proxy overwrite `X-Forwarded-For`, and list its networks in `trusted_proxies`";
        let finding = ADDRESS_BEHIND_PROXY.at(limit.name.span, message);
        out.push(finding.related(ingress.span, "proxy in front of the gateway").help(help));
    }
}
