use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A gateway that is deployed in pods listens where no pod can, or where nobody reaches it.
    ///
    /// ## Why is this bad?
    /// On one address such as `127.0.0.1` neither probes nor the Service reach the pod, which never becomes ready. A
    /// port below 1024 takes a right that the pods do not have.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: shop
    /// listen: 127.0.0.1:8080
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// gateway: shop
    /// listen: 8080
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo }
    /// ```
    pub(crate) UNREACHABLE_LISTENER { code: "GW607", name: "unreachable-listener", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let Some(deploy) = &gateway.deploy else { return };
    let listen = gateway.listen;
    let related = deploy.span.unwrap_or(gateway.name.span);
    if let Some(address) = listen.value.address.filter(|a| !a.is_unspecified()) {
        out.push(
            UNREACHABLE_LISTENER
                .at(
                    gateway.span(listen.origin),
                    format!("no pod has the address `{address}` for others to reach"),
                )
                .related(related, "deployed in pods here")
                .help(format!("listen on all addresses: `listen: {}`", listen.value.port)),
        );
    }
    if listen.value.port < 1024 {
        out.push(
            UNREACHABLE_LISTENER
                .at(
                    gateway.span(listen.origin),
                    format!("the pods run without the right to listen on port {}", listen.value.port),
                )
                .related(related, "deployed in pods here")
                .help("listen on a port from 1024 on, such as 8080; the Ingress serves 80 and 443"),
        );
    }
}
