use crate::lint::Context;
use crate::model::phrases;
use crate::model::{Endpoint, Headers};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

declare_rule! {
    /// An endpoint that anybody may call forwards all headers.
    ///
    /// ## Why is this bad?
    /// Cookies, forged identity headers and whatever else a stranger sends get to an upstream inside the cluster.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   plans: { at: /plans, upstream: commerce, methods: GET, auth: public, forward: { headers: all } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   plans: { at: /plans, upstream: commerce, methods: GET, auth: public, forward: { headers: [Accept, Accept-Language] } }
    /// ```
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
                        "all headers that strangers send to {} go on",
                        phrases::endpoints(&group.endpoints)
                    ),
                )
                .help("list the headers that the upstream needs"),
        );
    }
}
