use crate::lint::Context;
use crate::model::Endpoint;
use crate::model::overlap::{self, Part};
use crate::model::phrases;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

declare_rule! {
    /// A service of ours is asked below `/api`.
    ///
    /// ## Why is this bad?
    /// Where all services speak `/v1/...`, a path with a segment `api` is one that was moved and forgotten, and is
    /// answered 404.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, rewrite_prefix: /api/billing, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, rewrite_prefix: /v1/billing, methods: GET }
    /// ```
    pub(crate) API_SEGMENT { code: "GW410", name: "api-segment", category: Style, severity: Note, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let mut hits: Vec<(Span, &Endpoint)> = Vec::new();
    for endpoint in &gateway.endpoints {
        for backend in endpoint.backends() {
            let own = !gateway.upstream(backend.upstream.value).is_external();
            if own && overlap::of_rewrite(&backend.path.value).contains(&Part::Literal("api")) {
                hits.push((gateway.span(backend.path.origin), endpoint));
            }
        }
    }
    for group in context.groups(hits) {
        let path = group.endpoints[0].backend().map(|b| b.path.value.to_string()).unwrap_or_default();
        out.push(
            group
                .at(
                    &API_SEGMENT,
                    format!("{} ask for `{path}` of a service of ours", phrases::endpoints(&group.endpoints)),
                )
                .help("ask for the versioned path, such as `/v1`"),
        );
    }
}
