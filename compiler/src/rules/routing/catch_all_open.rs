use crate::lint::Context;
use crate::model::Endpoint;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::Segment;

declare_rule! {
    /// A public endpoint matches any first path segment, so clients can call upstream paths that no endpoint declares.
    ///
    /// ## What it does
    /// Reports a public endpoint with a path that begins with a wildcard or a parameter.
    ///
    /// ## Why is this bad?
    /// The endpoint publishes every path of the upstream, also those that are added later. If the upstream gets
    /// `/internal/metrics`, anyone can read it. A misspelt path reaches the upstream instead of returning `404`.
    ///
    /// ## Example
    /// `at: /` and `methods` together match every path:
    /// ```yaml,bad
    /// services:
    ///   rest: { at: /, upstream: commerce, methods: GET, auth: public }
    /// ```
    ///
    /// ## Use instead
    /// Route the paths that are meant to be public, or require a credential.
    /// ```yaml,good
    /// services:
    ///   plans: { at: /plans, upstream: commerce, methods: GET, auth: public }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream serves a website with public pages only.
    pub(crate) CATCH_ALL_OPEN { code: "GW116", name: "catch-all-open", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let all = |e: &&Endpoint| {
        matches!(e.path.segments.first(), Some(Segment::Tail | Segment::Param(_)))
            && e.credential.value.is_open()
    };
    let hits: Vec<(Span, &Endpoint)> =
        context.gateway.endpoints.iter().filter(all).map(|e| (context.place(e), e)).collect();
    for group in context.groups(hits) {
        let key = group.endpoints[0].key();
        out.push(
            group
                .at(
                    &CATCH_ALL_OPEN,
                    format!("public `{key}` matches any first path segment, so clients can call upstream paths that no endpoint declares"),
                )
                .help("give it a fixed prefix, or require a credential"),
        );
    }
}
