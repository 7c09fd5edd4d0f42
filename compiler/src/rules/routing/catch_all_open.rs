use crate::lint::Context;
use crate::model::Endpoint;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::Segment;

declare_rule! {
    /// Everything that no other endpoint takes goes to an upstream, for everybody.
    ///
    /// ## Why is this bad?
    /// A catch-all opens whatever the upstream has, today and tomorrow, and hides every misspelt path.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   rest: { at: /, upstream: commerce, methods: GET, auth: public }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   plans: { at: /plans, upstream: commerce, methods: GET, auth: public }
    /// ```
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
                    format!("`{key}` takes whatever no other endpoint takes, from everybody"),
                )
                .help("give it a prefix, or ask for a credential"),
        );
    }
}
