use crate::lint::Context;
use crate::model::Endpoint;
use crate::model::overlap::{self, Part};
use crate::model::phrases;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

declare_rule! {
    /// The path at the upstream says a segment twice: `/v1/v1/models`.
    ///
    /// ## Why is this bad?
    /// A prefix was put in front of a path that has it already. The upstream answers 404.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   kms: { at: /kms, upstream: commerce, rewrite_prefix: /v1/v1/kms, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   kms: { at: /kms, upstream: commerce, rewrite_prefix: /v1/kms, methods: GET }
    /// ```
    pub(crate) DOUBLED_PREFIX { code: "GW411", name: "doubled-prefix", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let mut hits: Vec<(Span, &Endpoint)> = Vec::new();
    for endpoint in &gateway.endpoints {
        let doubled = endpoint.backends().iter().find(|b| {
            let parts = overlap::of_rewrite(&b.path.value);
            parts.windows(2).any(|pair| matches!(pair[0], Part::Literal(_)) && pair[0] == pair[1])
        });
        hits.extend(doubled.map(|b| (gateway.span(b.path.origin), endpoint)));
    }
    for group in context.groups(hits) {
        let path = group.endpoints[0].backend().map(|b| b.path.value.to_string()).unwrap_or_default();
        out.push(
            group
                .at(
                    &DOUBLED_PREFIX,
                    format!("`{path}` says a segment twice, for {}", phrases::endpoints(&group.endpoints)),
                )
                .help("say it once"),
        );
    }
}
