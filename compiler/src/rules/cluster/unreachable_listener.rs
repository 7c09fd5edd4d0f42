use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A gateway in pods listens on one address, or on a port that the pods may not use.
    ///
    /// ## What it does
    /// Reports `listen` with an address, or with a port below 1024, if the gateway has `deploy`.
    ///
    /// ## Why is this bad?
    /// Probes and the Service connect to the address of the pod. A gateway that listens on `127.0.0.1` does not answer
    /// there, so the pod never becomes ready. A port below 1024 requires a privilege that the pods do not have: the
    /// gateway exits at start.
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
    /// Listen on all addresses.
    /// ```yaml,good
    /// gateway: shop
    /// listen: 8080
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo }
    /// ```
    ///
    /// ## When to ignore
    /// A sidecar in the pod forwards requests to this address.
    pub(crate) UNREACHABLE_LISTENER { code: "GW607", name: "unreachable-listener", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let Some(deploy) = &gateway.deploy else { return };
    let related = deploy.span.unwrap_or(gateway.name.span);
    for listen in gateway.listeners() {
        if let Some(address) = listen.value.address.filter(|a| !a.is_unspecified()) {
            out.push(
                UNREACHABLE_LISTENER
                    .at(
                        gateway.span(listen.origin),
                        format!(
                            "the gateway listens only on `{address}`: probes and the Service cannot reach it"
                        ),
                    )
                    .related(related, "deployed here")
                    .help(format!("listen on all addresses: `listen: {}`", listen.value.port)),
            );
        }
        if listen.value.port < 1024 {
            out.push(
                UNREACHABLE_LISTENER
                    .at(
                        gateway.span(listen.origin),
                        format!("the pods have no privilege to listen on port `{}`", listen.value.port),
                    )
                    .related(related, "deployed here")
                    .help(
                        "set `listen` to a port from 1024 on, such as `8080`; the Ingress serves 80 and 443",
                    ),
            );
        }
    }
}
