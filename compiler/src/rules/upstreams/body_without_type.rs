//! Request bodies without their type.

use crate::lint::{Context, Subject};
use crate::model::phrases;
use crate::model::{Endpoint, Headers};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::Span;
use gwc_syntax::value::Method;

declare_rule! {
    /// A request body is forwarded without its `Content-Type`.
    ///
    /// ## What it does
    /// Reports a `POST`, `PUT` or `PATCH` endpoint if its list of forwarded headers does not contain `Content-Type`.
    /// The list is `forward: { headers: [...] }` in route files, and `input_headers` in a KrakenD configuration. An
    /// empty `input_headers` is accepted: KrakenD then forwards `Content-Type`.
    ///
    /// ## Why is this bad?
    /// The upstream cannot tell the format of the body. Many upstreams reject a JSON body without `Content-Type` with
    /// `415`; some parse it as a form and store empty values.
    ///
    /// KrakenD forwards `Content-Type` by default only while `input_headers` is empty. With the first entry, such as
    /// `Authorization`, the default no longer applies.
    ///
    /// ## Example
    /// A service of a route file, and an endpoint of a KrakenD configuration:
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: POST, forward: { headers: [Accept] } }
    /// ```
    /// ```json,bad,endpoint
    /// { "method": "POST", "input_headers": ["Authorization"] }
    /// ```
    ///
    /// ## Use instead
    /// Add `Content-Type` to the list.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: POST, forward: { headers: [Accept, Content-Type] } }
    /// ```
    /// ```json,good,endpoint
    /// { "method": "POST", "input_headers": ["Authorization", "Content-Type"] }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream does not read the body, or does not read `Content-Type`.
    ///
    /// ## References
    /// lura v2.14, `router/gin/endpoint.go`.
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
        let forward = phrases::plural(group.endpoints.len(), "forwards", "forward");
        let list = phrases::endpoints(&group.endpoints);
        let message = format!("{list} {forward} request bodies without `Content-Type`");
        let help = match context.is_raw() {
            true => "add `Content-Type` to `input_headers`",
            false => "add `Content-Type` to `forward.headers`",
        };
        out.push(group.at(&BODY_WITHOUT_TYPE, message).help(help));
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
            let message = "request bodies are forwarded without `Content-Type`";
            out.push(
                BODY_WITHOUT_TYPE
                    .at(span, message)
                    .help("add `Content-Type` to `input_headers`")
                    .route(endpoint.route),
            );
        }
    }
}
