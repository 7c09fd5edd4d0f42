use crate::lint::Context;
use crate::model::phrases;
use crate::model::{Endpoint, Headers};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

declare_rule! {
    /// A public endpoint forwards all headers of its callers.
    ///
    /// ## What it does
    /// Reports a public endpoint with `forward: { headers: all }`. In a KrakenD configuration, reports `"*"` in the
    /// `input_headers` of an endpoint that requires no credential.
    ///
    /// ## Why is this bad?
    /// Cookies and headers that the caller invents reach an upstream inside the cluster. If the upstream turns on a
    /// debug mode for `X-Internal-Debug: 1`, any client on the internet can turn it on.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   plans: { at: /plans, upstream: commerce, methods: GET, auth: public, forward: { headers: all } }
    /// ```
    ///
    /// ## Use instead
    /// List the headers that the upstream needs.
    /// ```yaml,good
    /// services:
    ///   plans: { at: /plans, upstream: commerce, methods: GET, auth: public, forward: { headers: [Accept, Accept-Language] } }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream is built to be exposed to the internet and trusts no request header.
    pub(crate) ALL_HEADERS_PUBLIC { code: "GW207", name: "all-headers-public", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let all = |e: &&Endpoint| e.credential.value.is_open() && *e.forward.headers.value == Headers::All;
    let hits: Vec<(Span, &Endpoint)> =
        gateway.endpoints.iter().filter(all).map(|e| (gateway.span(e.forward.headers.origin), e)).collect();
    for group in context.groups(hits) {
        out.push(
            group
                .at(
                    &ALL_HEADERS_PUBLIC,
                    format!(
                        "{} {} all headers of its callers",
                        phrases::endpoints(&group.endpoints),
                        phrases::plural(
                            group.endpoints.len(),
                            "is public and forwards",
                            "are public and forward"
                        )
                    ),
                )
                .note("the upstream also receives headers that clients invent, such as one that turns on a debug mode")
                .help(match context.is_raw() {
                    true => "list the headers that the upstream needs in `input_headers`",
                    false => "list the headers that the upstream needs: `forward: { headers: [...] }`",
                }),
        );
    }
}
