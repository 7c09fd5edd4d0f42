use crate::lint::Context;
use crate::model::Endpoint;
use crate::model::overlap::{self, Part};
use crate::model::phrases;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

declare_rule! {
    /// A path at an upstream repeats a segment, such as `/v1/v1/models`.
    ///
    /// ## What it does
    /// Reports an endpoint if its path at the upstream has the same literal segment twice in a row.
    ///
    /// ## Why is this bad?
    /// Usually, a prefix was added to a path that already had it. In the example, `GET /kms/keys` reaches
    /// `/v1/v1/kms/keys`, and the upstream returns `404`.
    ///
    /// ## Example
    /// `rewrite_prefix` replaces `/kms`, the value of `at`, in the path that the upstream receives:
    /// ```yaml,bad
    /// services:
    ///   kms: { at: /kms, upstream: commerce, rewrite_prefix: /v1/v1/kms, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Set `rewrite_prefix` to the path with the segment once.
    /// ```yaml,good
    /// services:
    ///   kms: { at: /kms, upstream: commerce, rewrite_prefix: /v1/kms, methods: GET }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream serves such a path, such as `/repos/acme/acme`.
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
        let message =
            format!("upstream path `{path}` of {} repeats a segment", phrases::endpoints(&group.endpoints));
        out.push(group.at(&DOUBLED_PREFIX, message).help("remove one of the two segments where the path is set: `rewrite_prefix`, `rewrite` or `url_pattern`"));
    }
}
