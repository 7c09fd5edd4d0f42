use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// `deploy` declares an Ingress or an HTTPRoute, but the gateway has no hosts.
    ///
    /// ## What it does
    /// Reports `ingress` and `httproute` under `deploy` if the gateway does not set `hosts`.
    ///
    /// ## Why is this bad?
    /// An Ingress without hosts accepts requests for every host that no other Ingress claims. An HTTPRoute without
    /// hosts accepts every host of its listener. In a shared cluster, a request for `new.other-team.example` then
    /// reaches this gateway.
    ///
    /// ## Example
    /// `ingress` is set, but `hosts` is not:
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
    let ingress = deploy.ingress.as_ref().map(|ingress| (ingress.span, "the Ingress"));
    let route = deploy.httproute.as_ref().map(|route| (route.span, "the HTTPRoute"));
    if let Some((span, what)) = ingress.or(route).filter(|_| gateway.hosts.is_empty()) {
        let message = format!("`hosts` is not set, so {what} would accept requests for every host");
        let finding = INGRESS_WITHOUT_HOSTS.at(span, message);
        out.push(finding.help("set `hosts` beside `gateway`, such as `hosts: [api.example.com]`"));
    }
}
