use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// An Ingress is asked for, and the gateway says no host.
    ///
    /// ## Why is this bad?
    /// An Ingress without hosts answers for every host that nobody else claims.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, ingress: { class: nginx, tls_secret: shop-tls } }
    /// ```
    ///
    /// ## Use instead
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
                .at(ingress.span, "an Ingress without hosts would claim every host of the cluster")
                .help("say which: `hosts: [api.example.com]`"),
        );
    }
}
