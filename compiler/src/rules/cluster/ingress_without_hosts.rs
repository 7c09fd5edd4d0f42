use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// `deploy` declares an Ingress, but the gateway has no hosts.
    ///
    /// ## What it does
    /// Reports `ingress` under `deploy` if the gateway does not set `hosts`.
    ///
    /// ## Why is this bad?
    /// An Ingress without hosts accepts requests for every host that no other Ingress claims. In a shared cluster, a
    /// request for `new.other-team.example` then reaches this gateway.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, ingress: { class: nginx, tls_secret: shop-tls } }
    /// ```
    ///
    /// ## Use instead
    /// List the hosts of the gateway.
    /// ```yaml,good
    /// gateway: shop
    /// hosts: [api.example.com]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, ingress: { class: nginx, tls_secret: shop-tls } }
    /// ```
    pub(crate) INGRESS_WITHOUT_HOSTS { code: "GW604", name: "ingress-without-hosts", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let Some(deploy) = &gateway.deploy else { return };
    if let Some(ingress) = deploy.ingress.as_ref().filter(|_| gateway.hosts.is_empty()) {
        out.push(
            INGRESS_WITHOUT_HOSTS
                .at(ingress.span, "`hosts` is not set, so the Ingress would accept requests for every host")
                .help("set `hosts`, for example `hosts: [api.example.com]`"),
        );
    }
}
