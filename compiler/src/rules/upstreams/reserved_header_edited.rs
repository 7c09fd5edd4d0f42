use std::collections::BTreeSet;

use gwc_artifact::{EndpointPolicy, HeaderEdit};

use crate::lint::{Context, is_identity};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// `request_headers` sets or removes a header that identifies the client.
    ///
    /// ## What it does
    /// `request_headers` sets and removes headers of the requests to the upstream. Reports these headers in it:
    /// - identity headers, such as `X-User-Id`
    /// - headers that an entry under `auth` sets for an accepted credential
    /// - headers that `identity: { strip: [...] }` lists: the gateway removes them from requests of clients
    /// - `Forwarded`, `X-Real-IP` and `X-Forwarded-*`
    ///
    /// ## Why is this bad?
    /// Upstreams read the user and the address of the client from these headers. With
    /// `request_headers: { X-User-Id: admin }`, the upstream takes every caller for the administrator, also one without
    /// a token.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   plans: { at: /plans, upstream: commerce, methods: GET, auth: public, request_headers: { X-User-Id: guest } }
    /// ```
    ///
    /// ## Use instead
    /// Use a header of another name, or require a token that sets the header. An entry that only removes an identity
    /// header is not needed: `gwr`, the runtime of this project, forwards such a header only if a credential sets it.
    /// ```yaml,good
    /// services:
    ///   plans: { at: /plans, upstream: commerce, methods: GET, auth: public, request_headers: { X-Caller: guest } }
    /// ```
    pub(crate) RESERVED_HEADER_EDITED { code: "GW430", name: "reserved-header-edited", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let mut seen = BTreeSet::new();
    let stripped = context.gateway.stripped();
    for endpoint in &context.gateway.endpoints {
        for policy in &endpoint.policies {
            let EndpointPolicy::RequestHeaders(edits) = &policy.value else { continue };
            let is_reserved = |edit: &&HeaderEdit| {
                is_forwarding(edit.name())
                    || is_identity(context.gateway, edit.name())
                    || stripped.has(edit.name())
            };
            for edit in edits.iter().filter(is_reserved) {
                let span = context.gateway.span(policy.origin);
                if seen.insert((span, edit.name().to_owned())) {
                    let states =
                        if is_forwarding(edit.name()) { "the address of the client" } else { "the user" };
                    let message = format!(
                        "`request_headers` changes `{}`, by which upstreams identify {states}",
                        edit.name()
                    );
                    let finding = RESERVED_HEADER_EDITED.at(span, message).route(endpoint.key());
                    let help = format!(
                        "remove `{}` from `request_headers`, or use a header of another name",
                        edit.name()
                    );
                    out.push(finding.help(help));
                }
            }
        }
    }
}

fn is_forwarding(name: &str) -> bool {
    matches!(name, "forwarded" | "x-real-ip") || name.starts_with("x-forwarded-")
}
