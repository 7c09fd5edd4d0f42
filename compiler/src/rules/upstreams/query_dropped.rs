use crate::lint::Context;
use crate::model::phrases;
use crate::model::{Endpoint, Query};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::Method;

declare_rule! {
    /// A `GET` endpoint forwards no query parameters.
    ///
    /// ## What it does
    /// In route files, reports a `GET` endpoint with a path that ends in `/*`, if it forwards no query parameters. In a
    /// KrakenD configuration, reports the `GET` endpoints without `input_query_strings`, all in one finding.
    ///
    /// ## Why is this bad?
    /// The gateway removes `?page=2`, filters and search terms without an error. A client that requests page 2 receives
    /// page 1. KrakenD forwards a query parameter only if it is listed.
    ///
    /// ## Example
    /// `forward` removes all query parameters:
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, forward: { query: none } }
    /// ```
    ///
    /// ## Use instead
    /// Forward all parameters, or list them.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, forward: { query: all } }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream reads no query parameters.
    ///
    /// ## References
    /// lura v2.14, `router/gin/endpoint.go`.
    pub(crate) QUERY_DROPPED { code: "GW414", name: "query-dropped", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let reads = || gateway.endpoints.iter().filter(|e| e.method == Method::Get && !e.backends().is_empty());
    let dropped =
        |e: &&Endpoint| *e.forward.query.value == Query::None && (context.is_raw() || e.path.has_tail());
    let place = |e: &Endpoint| match context.is_raw() {
        true => context.place(e),
        false => gateway.span(e.forward.query.origin),
    };
    let hits: Vec<(Span, &Endpoint)> = reads().filter(dropped).map(|e| (place(e), e)).collect();
    let all = reads().count();
    let message = |endpoints: &[&Endpoint]| match context.is_raw() {
        true => format!("{} of {all} `GET` endpoints forward no query parameters", endpoints.len()),
        false => {
            let forward = phrases::plural(endpoints.len(), "forwards", "forward");
            format!("{} {forward} no query parameters", phrases::endpoints(endpoints))
        }
    };
    let findings = context.crowd(&QUERY_DROPPED, hits, message, |endpoint| {
        format!("`{}` forwards no query parameters", endpoint.key())
    });
    let help = match context.is_raw() {
        true => {
            "list the parameters in `input_query_strings`, or forward all of them with `\"input_query_strings\": [\"*\"]`"
        }
        false => "set `query: all` under `forward`, or list the parameters",
    };
    out.extend(findings.into_iter().map(|finding| finding.help(help)));
}
