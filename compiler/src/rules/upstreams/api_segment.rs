use crate::lint::Context;
use crate::model::Endpoint;
use crate::model::overlap::{self, Part};
use crate::model::phrases;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

declare_rule! {
    /// A path at an internal upstream contains the segment `api`.
    ///
    /// ## What it does
    /// Reports an endpoint if its path at an upstream inside the cluster contains the segment `api`. Upstreams outside
    /// the cluster are not checked. This is a convention of some teams: the rule is off unless `gwc.toml` sets its
    /// severity.
    ///
    /// ## Why is this bad?
    /// Services inside the cluster serve versioned paths such as `/v1/billing`. A path such as `/api/billing` is
    /// usually left over from before a service moved, and the upstream returns `404` for it.
    ///
    /// ## Example
    /// `rewrite_prefix` replaces `/billing`, the value of `at`, in the path that the upstream receives. `gwc.toml`
    /// turns the rule on:
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, rewrite_prefix: /api/billing, methods: GET }
    /// # file: gwc.toml
    /// [severity]
    /// api-segment = "note"
    /// ```
    ///
    /// ## Use instead
    /// Set `rewrite_prefix` to the versioned path of the service.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, rewrite_prefix: /v1/billing, methods: GET }
    /// ```
    ///
    /// ## When to ignore
    /// The service serves its paths below `/api`. Many third-party services do.
    pub(crate) API_SEGMENT { code: "GW410", name: "api-segment", category: Style, severity: Note, since: "0.1.0", inputs: [RouteFiles, Krakend], convention: true }
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
        let reach = phrases::plural(group.endpoints.len(), "reaches", "reach");
        let list = phrases::endpoints(&group.endpoints);
        let message = format!(
            "{list} {reach} `{path}`, but services in the cluster have versioned paths such as `/v1` by convention"
        );
        out.push(group.at(&API_SEGMENT, message).help(match context.is_raw() {
            true => "write the versioned path of the service in `url_pattern`, without `api`",
            false => "set `rewrite_prefix` to the versioned path of the service, without `api`",
        }));
    }
}
