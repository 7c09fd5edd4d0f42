use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// An upstream is the gateway's own machine.
    ///
    /// ## Why is this bad?
    /// `localhost` is the pod of the gateway itself. On its own port, it calls itself: a path it does not answer is a
    /// request that goes round until a time limit ends it. On another port nothing listens there.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://localhost:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// Name the service; for the gateway's own health there is `respond: health`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    pub(crate) SELF_CALL { code: "GW406", name: "self-call", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

/// Paths that a gateway answers itself.
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
        let what = match url.value.port == own {
            true => "the gateway calls itself".to_owned(),
            false => format!("the gateway listens on {own}, and nothing else runs beside it"),
        };
        out.push(
            SELF_CALL
                .at(url.span, format!("`{}` is the gateway's own machine: {what}", url.value))
                .help("name the service that answers; for the gateway's own health say `respond: health`"),
        );
    }
}
