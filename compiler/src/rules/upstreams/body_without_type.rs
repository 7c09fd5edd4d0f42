//! Bodies whose type is not forwarded.

use crate::lint::{Context, Subject};
use crate::model::phrases;
use crate::model::{Endpoint, Headers};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::Span;
use gwc_syntax::value::Method;

declare_rule! {
    /// A write forwards its body without `Content-Type`.
    ///
    /// ## Why is this bad?
    /// The upstream does not know what it gets, and refuses it or reads it as something else. KrakenD forwards `Content-Type` by
    /// default only while `input_headers` is empty: once any header is listed, it must be listed too.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: POST, forward: { headers: [Accept] } }
    /// ```
    /// ```json,bad,endpoint
    /// { "method": "POST", "input_headers": ["Authorization"] }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: POST, forward: { headers: [Accept, Content-Type] } }
    /// ```
    /// ```json,good,endpoint
    /// { "method": "POST", "input_headers": ["Authorization", "Content-Type"] }
    /// ```
    pub(crate) BODY_WITHOUT_TYPE { code: "GW413", name: "body-without-type", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend, BuiltJson] }
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
                    format!(
                        "the bodies of {} go on without their type",
                        phrases::endpoints(&group.endpoints)
                    ),
                )
                .help("list `Content-Type` too"),
        );
    }
}

/// The same of `input_headers`.
pub(crate) fn check_configuration(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let headers = &endpoint.config.input_headers;
        let body = matches!(&*endpoint.config.method.to_uppercase(), "POST" | "PUT" | "PATCH");
        let forwarded =
            headers.iter().any(|h| h.value == "*" || h.value.eq_ignore_ascii_case("Content-Type"));
        if body && !headers.is_empty() && !forwarded {
            let span = subject.place(headers, endpoint.config.at);
            let message = "`Content-Type` is not forwarded with the body";
            out.push(
                BODY_WITHOUT_TYPE
                    .at(span, message)
                    .help("add `Content-Type` to `input_headers`")
                    .route(endpoint.route),
            );
        }
    }
}
