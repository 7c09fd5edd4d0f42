use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// The host of an upstream is `localhost`, which is the pod of the gateway itself.
    ///
    /// ## What it does
    /// Reports an upstream with the host `localhost` or a loopback address. An upstream on the gateway's own port is
    /// accepted if endpoints use it only for the health of the gateway (`/__health`, `/healthz`).
    ///
    /// ## Why is this bad?
    /// `localhost` is the pod of the gateway, not that of a service. On the gateway's own port, each request calls
    /// the gateway again until a timeout ends the loop. On another port usually nothing listens, and every request
    /// fails.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://localhost:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// Set the host of the service. An endpoint that shows the health of the gateway needs no upstream: set
    /// `respond: health` at its path.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// A sidecar container in the pod of the gateway listens on this port.
    pub(crate) SELF_CALL { code: "GW406", name: "self-call", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

/// Paths where a gateway returns its own health.
const BUILT_IN: [&str; 3] = ["/__health", "/healthz", "/__health/"];

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let own = gateway.listen.value.port;
    for (id, upstream) in gateway.upstreams.iter().enumerate() {
        let local = upstream.urls.iter().find(|url| {
            let address = url.value.host.parse::<std::net::IpAddr>();
            url.value.host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|a| a.is_loopback())
        });
        let Some(url) = local else { continue };
        if url.value.port == own {
            let backends = gateway.endpoints.iter().flat_map(|e| e.backends());
            let mut here = backends.filter(|b| b.upstream.value.0 as usize == id);
            if here.all(|b| BUILT_IN.contains(&b.path.value.to_string().as_str())) {
                continue;
            }
        }
        let message = match url.value.port == own {
            true => format!("`{}` is the gateway itself, which then calls itself in a loop", url.value),
            false => {
                format!(
                    "`{}` is a port in the pod of the gateway, on which nothing listens unless the pod has a sidecar",
                    url.value
                )
            }
        };
        let help = match context.is_raw() {
            true => "set the host of the service",
            false => {
                "set the host of the service; to show the health of the gateway, set `respond: health` at its path"
            }
        };
        out.push(SELF_CALL.at(url.span, message).help(help));
    }
}
