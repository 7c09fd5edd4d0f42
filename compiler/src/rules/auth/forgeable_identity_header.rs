use std::collections::BTreeMap;

use crate::lint::{Context, is_identity, is_minted};
use crate::model::phrases;
use crate::model::{Endpoint, Headers, Scheme};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

declare_rule! {
    /// An identity header is forwarded that the client may have written itself.
    ///
    /// ## Why is this bad?
    /// KrakenD forwards what is listed. On an endpoint that verifies no token, or whose token does not set this header,
    /// `X-User-Id: admin` goes to the upstream as the client sent it. What is stripped must hold what is minted, and what
    /// is minted must hold what is forwarded.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   plans: { at: /plans, upstream: commerce, methods: GET, auth: public, forward: { headers: [Accept, X-User-Id] } }
    /// ```
    ///
    /// ## Use instead
    /// Require a token that sets the header, or do not forward it.
    /// ```yaml,good
    /// services:
    ///   plans: { at: /plans, upstream: commerce, methods: GET, auth: public, forward: { headers: [Accept] } }
    /// ```
    pub(crate) FORGEABLE_IDENTITY_HEADER { code: "GW205", name: "forgeable-identity-header", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

/// Places that forward a header, each with its endpoint.
type Hits<'a> = Vec<(Span, &'a Endpoint)>;

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let mut by_name: BTreeMap<String, (&str, Hits<'_>)> = BTreeMap::new();
    for endpoint in &context.gateway.endpoints {
        let Headers::List(list) = &*endpoint.forward.headers.value else { continue };
        // What stands in front of the endpoints strips and mints more than one can see here.
        let edge = phrases::auths(context.gateway, endpoint).any(|a| matches!(a.scheme, Scheme::Edge));
        for header in list.iter().filter(|h| !edge && is_identity(context.gateway, &h.value)) {
            if !is_minted(context.gateway, endpoint, &header.value) {
                let key = header.value.to_ascii_lowercase();
                by_name.entry(key).or_insert((&header.value, Vec::new())).1.push((header.span, endpoint));
            }
        }
    }
    for (name, hits) in by_name.into_values() {
        let message = |endpoints: &[&Endpoint]| {
            let count = endpoints.len();
            match context.is_raw() && count > 2 {
                true => format!("clients can send `{name}` themselves to {count} endpoints"),
                false => format!("clients can send `{name}` themselves to {}", phrases::endpoints(endpoints)),
            }
        };
        let findings = context.crowd(&FORGEABLE_IDENTITY_HEADER, hits, message);
        out.extend(findings.into_iter().map(|finding| {
            finding
                .label("forwarded as the client sent it")
                .help(format!("require a token that sets `{name}`, or do not forward it"))
        }));
    }
}
