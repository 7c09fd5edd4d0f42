//! `trusted_proxies` that trusts nobody it means.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::value::is_network;

declare_rule! {
    /// `trusted_proxies` names nobody, so everybody is trusted.
    ///
    /// ## Why is this bad?
    /// An empty list counts as absent, and one entry that is no address drops the list without a word. Then any
    /// client chooses its own address by a header, and with it its rate limit.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "extra_config": { "router": { "trusted_proxies": [] } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good
    /// { "version": 3, "endpoints": [], "extra_config": { "router": { "trusted_proxies": ["10.0.0.0/8"] } } }
    /// ```
    pub(crate) TRUSTS_EVERYBODY { code: "GW262", name: "trusts-everybody", category: Security, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(router) = subject.block("router") else { return };
    let Some((_, node)) = router.get("trusted_proxies") else { return };
    let proxies = router.texts("trusted_proxies");
    if proxies.is_empty() {
        let message = "this names nobody, so everybody is trusted";
        out.push(TRUSTS_EVERYBODY.at(subject.span(node), message).help("name the proxies in front"));
    }
    for (proxy, node) in proxies.into_iter().filter(|(proxy, _)| !is_network(proxy)) {
        let message = format!("`{proxy}` is neither address nor network, and the whole list is dropped");
        out.push(TRUSTS_EVERYBODY.at(subject.span(node), message));
    }
}
