use std::collections::BTreeMap;

use crate::lint::{Context, is_identity, is_minted};
use crate::lower::artifact::identity::BUILT_IN;
use crate::model::phrases;
use crate::model::{Endpoint, Gateway, Headers, Scheme};
use gwc_artifact::HeaderNames;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::Target;

declare_rule! {
    /// An endpoint forwards an identity header, such as `X-User-Id`, that clients can set themselves.
    ///
    /// ## What it does
    /// Reports a forwarded header such as `X-User-Id` or `X-Org-Id`, or any other header that an auth of the gateway
    /// sets. Not reported if every credential that the endpoint accepts sets the header from a verified claim. Not
    /// reported with `edge: true` either: hanzo's gateway then removes these headers from requests and sets them
    /// itself.
    ///
    /// ## Why is this bad?
    /// KrakenD forwards the header as the client sent it. If the upstream trusts it, `curl -H 'X-User-Id: admin'` is
    /// enough to act as the administrator. `gwr`, the runtime of gwc, removes common identity headers such as
    /// `X-User-Id` from requests, but forwards others such as `X-Remote-User`.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   plans: { at: /plans, upstream: commerce, methods: GET, auth: public, forward: { headers: [Accept, X-User-Id] } }
    /// ```
    ///
    /// ## Use instead
    /// Do not forward the header, or require a token that sets it.
    /// ```yaml,good
    /// services:
    ///   plans: { at: /plans, upstream: commerce, methods: GET, auth: public, forward: { headers: [Accept] } }
    /// ```
    ///
    /// ## When to ignore
    /// A proxy in front of the gateway removes the header from the requests of clients and sets it itself.
    pub(crate) FORGEABLE_IDENTITY_HEADER { code: "GW205", name: "forgeable-identity-header", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

/// Places that forward a header, each with its endpoint.
type Hits<'a> = Vec<(Span, &'a Endpoint)>;

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let mut by_name: BTreeMap<String, (&str, Hits<'_>)> = BTreeMap::new();
    for endpoint in &context.gateway.endpoints {
        let Headers::List(list) = &*endpoint.forward.headers.value else { continue };
        // The edge removes and sets headers by rules of its own, which this file does not show.
        let edge = phrases::auths(context.gateway, endpoint).any(|a| matches!(a.scheme, Scheme::Edge));
        for header in list.iter().filter(|h| !edge && is_identity(context.gateway, &h.value)) {
            let is_set = is_minted(context.gateway, endpoint, &header.value);
            if !is_set && !is_removed(context.gateway, &header.value) {
                let key = header.value.to_ascii_lowercase();
                by_name.entry(key).or_insert((&header.value, Vec::new())).1.push((header.span, endpoint));
            }
        }
    }
    for (name, hits) in by_name.into_values() {
        let message = |endpoints: &[&Endpoint]| {
            let count = endpoints.len();
            match context.is_raw() && count > 2 {
                true => format!("{count} endpoints forward `{name}` as the client sent it"),
                false => format!(
                    "{} {} `{name}` as the client sent it",
                    phrases::endpoints(endpoints),
                    phrases::plural(count, "forwards", "forward")
                ),
            }
        };
        let findings =
            context.crowd(&FORGEABLE_IDENTITY_HEADER, hits, message, |endpoint| message(&[endpoint]));
        out.extend(findings.into_iter().map(|finding| {
            finding
                .detail(name)
                .label("not set from a verified claim")
                .note("a client can set this header to any value, such as the id of another user")
                .help(match context.is_raw() {
                    true => format!("remove `{name}` from `input_headers`, or set it from a verified claim with `propagate_claims` of `auth/validator`"),
                    false => format!("require a token that sets `{name}`, or do not forward it"),
                })
        }));
    }
}

/// Whether the header of a client never reaches an upstream, in any target.
fn is_removed(gateway: &Gateway, header: &str) -> bool {
    let mut minted = gateway.auths.iter().flat_map(|auth| &auth.mints);
    let is_gwr_alone = gateway.targets.iter().all(|target| target.value == Target::Gwr);
    let in_gwr =
        HeaderNames::of(BUILT_IN).has(header) || minted.any(|m| m.header.value.eq_ignore_ascii_case(header));
    gateway.stripped().has(header) || (is_gwr_alone && in_gwr)
}
