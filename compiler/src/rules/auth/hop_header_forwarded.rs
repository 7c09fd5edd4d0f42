use crate::lint::Context;
use crate::model::phrases;
use crate::model::{Endpoint, Headers};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

declare_rule! {
    /// A header is forwarded that applies to one connection only, or that the gateway sets itself.
    ///
    /// ## What it does
    /// Reports a forwarded header that is one of `Connection`, `Keep-Alive`, `Proxy-Authenticate`, `Proxy-Connection`,
    /// `TE`, `Trailer`, `Transfer-Encoding`, `Upgrade`, `Content-Length`, `Host` and `Expect`. In a KrakenD configuration,
    /// `Content-Length` is not reported: KrakenD needs it there to send a body in one piece instead of in chunks.
    ///
    /// ## Why is this bad?
    /// These headers describe the connection between the client and the gateway. Forwarded, `Content-Length` or
    /// `Transfer-Encoding` can contradict the body that the gateway sends: the upstream then reads the rest of the body
    /// as a second request, which the gateway has not checked. `Host` selects another site at the upstream.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, forward: { headers: [Accept, Host, Connection] } }
    /// ```
    ///
    /// ## Use instead
    /// Remove the header from the list.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, forward: { headers: [Accept] } }
    /// ```
    ///
    /// ## When to ignore
    /// The route file lists `Content-Length` for KrakenD, because the upstream rejects bodies in chunks.
    ///
    /// ## References
    /// - RFC 9110, section 7.6.1
    /// - RFC 9112, section 11.2
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
        // KrakenD reads this header to send the body with its length instead of in chunks.
        let framing = |name: &str| context.is_raw() && name.eq_ignore_ascii_case("Content-Length");
        let bad = list
            .iter()
            .filter(|h| HOP.contains(&h.value.to_ascii_lowercase().as_str()) && !framing(&h.value));
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
                        "{} {} `{name}` of the client, which can be wrong for the request that the gateway sends",
                        phrases::endpoints(&group.endpoints),
                        phrases::plural(group.endpoints.len(), "forwards", "forward")
                    ),
                )
                .help("remove it from the list; the gateway sets what the upstream needs"),
        );
    }
}
