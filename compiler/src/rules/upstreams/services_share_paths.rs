use std::collections::BTreeMap;

use crate::lint::Context;
use crate::model::overlap::{self, Patterns};
use crate::model::{Endpoint, ServiceId, UpstreamId};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Method;

declare_rule! {
    /// Wildcards of two services reach the same paths of one upstream.
    ///
    /// ## Why is this bad?
    /// One of the two has usually lost its own part of the path in its rewrite: `/billing/*` and `/commerce/*` both as
    /// `/v1/*` means that a caller of the one gets answers of the other.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   commerce: { at: /commerce, upstream: commerce, rewrite_prefix: /v1/commerce, methods: GET }
    ///   billing:  { at: /billing, upstream: commerce, rewrite_prefix: /v1, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   commerce: { at: /commerce, upstream: commerce, rewrite_prefix: /v1/commerce, methods: GET }
    ///   billing:  { at: /billing, upstream: commerce, rewrite_prefix: /v1/billing, methods: GET }
    /// ```
    pub(crate) SERVICES_SHARE_PATHS { code: "GW412", name: "services-share-paths", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let mut places: BTreeMap<(UpstreamId, Method), (Patterns<'_>, Vec<&Endpoint>)> = BTreeMap::new();
    let wide = |e: &&Endpoint| e.service.is_some() && e.path.has_tail() && e.prefix == 0;
    for endpoint in gateway.endpoints.iter().filter(wide) {
        let Some(backend) = endpoint.backend() else { continue };
        let place = (context.hosts_of(backend.upstream.value), endpoint.method);
        let (patterns, list) = places.entry(place).or_default();
        patterns.insert(&overlap::of_rewrite(&backend.path.value), list.len());
        list.push(endpoint);
    }
    let mut pairs: BTreeMap<(ServiceId, ServiceId), (&Endpoint, &Endpoint)> = BTreeMap::new();
    for (patterns, list) in places.values() {
        for endpoint in list {
            let Some(backend) = endpoint.backend() else { continue };
            let parts = overlap::of_rewrite(&backend.path.value);
            for other in patterns.overlapping(&parts).into_iter().map(|id| list[id]) {
                let same_rank = endpoint.credential.value == other.credential.value;
                if let (Some(a), Some(b)) = (endpoint.service, other.service)
                    && a < b
                    && same_rank
                {
                    pairs.entry((a, b)).or_insert((endpoint, other));
                }
            }
        }
    }
    for (one, two) in pairs.into_values() {
        out.extend(finding(context, one, two));
    }
}

/// At the rewrite that says less.
fn finding(
    context: &Context<'_>,
    one: &Endpoint,
    two: &Endpoint,
) -> Option<gwc_syntax::diagnostic::Diagnostic> {
    let (a, b) = (one.backend()?, two.backend()?);
    let length = |e: &crate::model::Backend| overlap::of_rewrite(&e.path.value).len();
    let (wide, narrow) = if length(a) <= length(b) { ((one, a), (two, b)) } else { ((two, b), (one, a)) };
    let gateway = context.gateway;
    let span = gateway.span(wide.1.path.origin);
    Some(
        SERVICES_SHARE_PATHS
            .at(
                span,
                format!(
                    "`{}` as `{}` and `{}` as `{}` reach the same paths of `{}`",
                    wide.0.key(),
                    wide.1.path.value,
                    narrow.0.key(),
                    narrow.1.path.value,
                    gateway.upstream(wide.1.upstream.value).name.value
                ),
            )
            .route(wide.0.key())
            .related(gateway.span(narrow.1.path.origin), "the other service")
            .help("give each service a part of the path of its own"),
    )
}
