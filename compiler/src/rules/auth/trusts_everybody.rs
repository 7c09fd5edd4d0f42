use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::value::is_network;

declare_rule! {
    /// An empty or invalid `trusted_proxies` makes KrakenD trust every client.
    ///
    /// ## What it does
    /// Reports `trusted_proxies` in `router` if the list is empty, or if an entry is neither an IP address nor a
    /// network.
    ///
    /// ## Why is this bad?
    /// KrakenD treats an empty list as not set, and ignores the whole list if one entry is invalid. It then reads the
    /// address of a client from the first value of `X-Forwarded-For`. A client that sends another value with each
    /// request gets a new rate limit with each request.
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
    /// ## References
    /// - gin v1.12, `Engine.SetTrustedProxies`
    pub(crate) TRUSTS_EVERYBODY { code: "GW262", name: "trusts-everybody", category: Security, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(router) = subject.block("router") else { return };
    let Some((_, node)) = router.get("trusted_proxies") else { return };
    let proxies = router.texts("trusted_proxies");
    if proxies.is_empty() {
        let message = "`trusted_proxies` is empty, so KrakenD trusts every client";
        out.push(
            TRUSTS_EVERYBODY
                .at(subject.span(node), message)
                .help("list the addresses or networks of the proxies in front"),
        );
    }
    for (proxy, node) in proxies.into_iter().filter(|(proxy, _)| !is_network(proxy)) {
        let message = format!("`{proxy}` is not an IP address or network, so KrakenD ignores the whole list");
        let help = "write an address such as `10.0.0.1`, or a network such as `10.0.0.0/8`";
        out.push(TRUSTS_EVERYBODY.at(subject.span(node), message).help(help));
    }
}
