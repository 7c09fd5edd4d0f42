use crate::lint::Context;
use crate::model::words;
use crate::model::{Endpoint, Headers};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::Method;

declare_rule! {
    /// A write forwards its body without `Content-Type`.
    ///
    /// ## Why it matters
    /// The upstream does not know what it gets, and refuses it or reads it as something else.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: POST, forward: { headers: [Accept] } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: POST, forward: { headers: [Accept, Content-Type] } }
    /// ```
    pub(crate) BODY_WITHOUT_TYPE { code: "GW413", name: "body-without-type", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let bare = |e: &&Endpoint| {
        let writes = matches!(e.method, Method::Post | Method::Put | Method::Patch);
        let typed = match &*e.forward.headers.value {
            Headers::All => true,
            Headers::List(list) => list.iter().any(|h| h.value.eq_ignore_ascii_case("content-type")),
        };
        writes && !typed && !e.backends().is_empty()
    };
    let endpoints = context.gateway.endpoints.iter().filter(bare);
    let hits: Vec<(Span, &Endpoint)> =
        endpoints.map(|e| (context.gateway.span(e.forward.headers.origin), e)).collect();
    for group in context.groups(hits) {
        out.push(
            group
                .at(
                    &BODY_WITHOUT_TYPE,
                    format!("the bodies of {} go on without their type", words::endpoints(&group.endpoints)),
                )
                .help("list `Content-Type` too"),
        );
    }
}
