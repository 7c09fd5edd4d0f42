use crate::lint::{Context, Subject};
use gwc_artifact::Network;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::Span;
use gwc_syntax::value::is_network;

declare_rule! {
    /// `trusted_proxies` makes the gateway trust every client as a proxy, or KrakenD reads only a part of it.
    ///
    /// ## What it does
    /// Reports `0.0.0.0/0` and `::/0` in `trusted_proxies`. In `router` of KrakenD JSON, also reports an empty list,
    /// and an entry that is neither an IP address nor a network.
    ///
    /// ## Why is this bad?
    /// If every client is trusted, the gateway takes the address of a client from the first value of `X-Forwarded-For`,
    /// which the client chooses. If a client sends another value with each request, a rate limit per address never
    /// stops it. KrakenD treats an empty list as not set, and trusts all addresses. A configuration without
    /// `trusted_proxies` has the same effect in KrakenD. GW309 reports that for a limit per address behind an Ingress.
    ///
    /// At an entry that is no address or network, KrakenD stops reading the list. All clients behind a proxy that is
    /// listed after it have the address of that proxy, and share one rate limit.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "extra_config": { "router": { "trusted_proxies": [] } } }
    /// ```
    ///
    /// ## Use instead
    /// List the proxies in front of the gateway.
    /// ```json,good
    /// { "version": 3, "endpoints": [], "extra_config": { "router": { "trusted_proxies": ["10.0.0.0/8"] } } }
    /// ```
    ///
    /// In route files, the key is `trusted_proxies` of `gateway.yaml`:
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// trusted_proxies: [10.0.0.0/8]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## References
    /// - gin v1.12, `Engine.SetTrustedProxies`, `prepareTrustedCIDRs`
    pub(crate) TRUSTS_EVERYBODY { code: "GW262", name: "trusts-everybody", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, BuiltJson] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for network in &context.gateway.trusted_proxies {
        if network.value.is_everything() {
            out.push(everything(network.span, &network.value.to_string()));
        }
    }
}

fn everything(span: Span, network: &str) -> Diagnostic {
    let message = format!(
        "`{network}` trusts every client as a proxy: each can choose its own address with `X-Forwarded-For`"
    );
    TRUSTS_EVERYBODY
        .at(span, message)
        .help("list the addresses or networks of the proxies in front of the gateway")
}

pub(crate) fn check_configuration(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(router) = subject.block("router") else { return };
    let Some((_, node)) = router.get("trusted_proxies") else { return };
    let proxies = router.texts("trusted_proxies");
    if proxies.is_empty() {
        let message = "`trusted_proxies` is empty, so KrakenD trusts every client as a proxy: each can choose its own address with `X-Forwarded-For`";
        out.push(
            TRUSTS_EVERYBODY
                .at(subject.span(node), message)
                .help("list the addresses or networks of the proxies in front of the gateway"),
        );
    }
    for (proxy, node) in &proxies {
        if Network::parse(proxy).is_ok_and(|network| network.is_everything()) {
            out.push(everything(subject.span(*node), proxy));
        }
    }
    for (proxy, node) in proxies.into_iter().filter(|(proxy, _)| !is_network(proxy)) {
        let message = format!(
            "`{proxy}` is not an IP address or network: KrakenD ignores it and the entries after it, so all clients behind these proxies have the address of their proxy"
        );
        let help = "write an address such as `10.0.0.1`, or a network such as `10.0.0.0/8`";
        out.push(TRUSTS_EVERYBODY.at(subject.span(node), message).help(help));
    }
}
