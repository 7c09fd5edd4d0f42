use crate::lint::Context;
use crate::model::phrases;
use crate::model::{Endpoint, Query};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::Method;

declare_rule! {
    /// A read forwards no query parameters.
    ///
    /// ## Why is this bad?
    /// `?page=2`, filters and searches are dropped without a word: every page is the first. KrakenD forwards none unless
    /// they are listed. In route files it is reported where everything below a prefix goes on.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, forward: { query: none } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, forward: { query: all } }
    /// ```
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
        true => format!("{} of {all} reads forward no query parameters", endpoints.len()),
        false => format!("{} forward no query parameters", phrases::endpoints(endpoints)),
    };
    let findings = context.crowd(&QUERY_DROPPED, hits, message);
    let help = match context.is_raw() {
        true => "list them under `input_query_strings`, or `[\"*\"]`",
        false => "forward them: `query: all`, or list them",
    };
    out.extend(findings.into_iter().map(|finding| finding.help(help)));
}
