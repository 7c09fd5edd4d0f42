use crate::lint::Context;
use crate::model::words;
use crate::model::{Endpoint, Headers};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

declare_rule! {
    /// A header is set from a claim and never forwarded.
    ///
    /// ## Why it matters
    /// KrakenD forwards only what is listed, also of the headers it sets itself: the upstream sees no identity and
    /// refuses, or takes the caller for nobody.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, forward: { credentials: false } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) MINTED_HEADER_LOST { code: "GW206", name: "minted-header-lost", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let hits = gateway.endpoints.iter().filter(|endpoint| !lost(context, endpoint).is_empty());
    let hits: Vec<(Span, &Endpoint)> =
        hits.map(|e| (gateway.span(e.forward.credentials.origin), e)).collect();
    for group in context.groups(hits) {
        let names: Vec<String> =
            lost(context, group.endpoints[0]).iter().map(|name| format!("`{name}`")).collect();
        out.push(
            group
                .at(
                    &MINTED_HEADER_LOST,
                    format!(
                        "{} {} set from claims and not forwarded by {}",
                        names.join(", "),
                        words::plural(names.len(), "is", "are"),
                        words::endpoints(&group.endpoints)
                    ),
                )
                .help("forward them, or do not set them"),
        );
    }
}

/// Minted headers that do not get to an upstream of ours.
fn lost<'a>(context: &'a Context<'_>, endpoint: &'a Endpoint) -> Vec<&'a str> {
    let Headers::List(list) = &*endpoint.forward.headers.value else { return Vec::new() };
    let outside =
        endpoint.backends().iter().any(|b| context.gateway.upstream(b.upstream.value).is_external());
    if endpoint.forward.credentials.value || outside || endpoint.backends().is_empty() {
        return Vec::new();
    }
    let minted = words::auths(context.gateway, endpoint).flat_map(|auth| &auth.mints);
    let names = minted.map(|mint| mint.header.value.as_str());
    names.filter(|name| !list.iter().any(|h| h.value.eq_ignore_ascii_case(name))).collect()
}
