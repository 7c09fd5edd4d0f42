use crate::lint::Context;
use crate::model::phrases;
use crate::model::{Endpoint, Headers};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

declare_rule! {
    /// A header is forwarded that belongs to one connection, or that the gateway writes itself.
    ///
    /// ## Why is this bad?
    /// `Connection`, `Transfer-Encoding` or `Content-Length` of the client say something about its connection to the
    /// gateway. Passed on, they break the framing to the upstream, or let a request be smuggled; `Host` chooses another
    /// site there.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, forward: { headers: [Accept, Host, Connection] } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, forward: { headers: [Accept] } }
    /// ```
    pub(crate) HOP_HEADER_FORWARDED { code: "GW224", name: "hop-header-forwarded", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

const HOP: [&str; 11] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "content-length",
    "host",
    "expect",
];

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let mut hits: Vec<(Span, &Endpoint)> = Vec::new();
    for endpoint in &context.gateway.endpoints {
        let Headers::List(list) = &*endpoint.forward.headers.value else { continue };
        let bad = list.iter().filter(|h| HOP.contains(&h.value.to_ascii_lowercase().as_str()));
        hits.extend(bad.map(|header| (header.span, endpoint)));
    }
    for group in context.groups(hits) {
        let name = match &*group.endpoints[0].forward.headers.value {
            Headers::List(list) => list.iter().find(|h| h.span == group.span).map_or("", |h| &h.value),
            Headers::All => "",
        };
        out.push(
            group
                .at(
                    &HOP_HEADER_FORWARDED,
                    format!(
                        "`{name}` is of one connection only, and {} forwards it",
                        phrases::endpoints(&group.endpoints)
                    ),
                )
                .help("take it out of the list: the gateway writes what the upstream needs"),
        );
    }
}
