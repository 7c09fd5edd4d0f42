use std::collections::BTreeMap;

use crate::lint::Context;
use crate::model::overlap::{self, Patterns};
use crate::model::{Endpoint, ServiceId, UpstreamId, phrases};
use crate::rules::routing::aliases_differ::named_alike;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Method;

declare_rule! {
    /// Wildcard endpoints of two services reach the same paths of one upstream.
    ///
    /// ## What it does
    /// `rewrite_prefix` replaces the prefix of a service (`at`) in the path that the upstream receives. Reports two
    /// services if requests to both can reach the same path of an upstream. Only their `/*` endpoints with the same
    /// method, upstream and `auth` are compared. Two prefixes of one resource, such as `/auth/*` and `/v1/auth/*`, are
    /// accepted: `GW115` and `GW419` report what differs between them.
    ///
    /// ## Why is this bad?
    /// Usually one of the rewrites is too short. In the example, the upstream receives `/v1/*` for `/billing/*`:
    /// `GET /billing/commerce/orders` returns the orders of `commerce`, without the rate limit of that service.
    ///
    /// ## Example
    /// The `rewrite_prefix` of `billing` does not end in `/billing`:
    /// ```yaml,bad
    /// services:
    ///   commerce: { at: /commerce, upstream: commerce, rewrite_prefix: /v1/commerce, methods: GET }
    ///   billing:  { at: /billing, upstream: commerce, rewrite_prefix: /v1, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// End each `rewrite_prefix` with the part of the path that belongs to the service.
    /// ```yaml,good
    /// services:
    ///   commerce: { at: /commerce, upstream: commerce, rewrite_prefix: /v1/commerce, methods: GET }
    ///   billing:  { at: /billing, upstream: commerce, rewrite_prefix: /v1/billing, methods: GET }
    /// ```
    ///
    /// ## When to ignore
    /// One service exposes the whole upstream on purpose, such as for administration.
    pub(crate) SERVICES_SHARE_PATHS { code: "GW412", name: "services-share-paths", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
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
                // What differs between aliases has rules of its own.
                if let (Some(a), Some(b)) = (endpoint.service, other.service)
                    && a < b
                    && same_rank
                    && !named_alike(endpoint, other)
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

/// A finding at the shorter rewrite.
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
                    "`{}` (as `{}`) and `{}` (as `{}`) reach the same paths of `{}`",
                    wide.0.key(),
                    wide.1.path.value,
                    narrow.0.key(),
                    narrow.1.path.value,
                    phrases::upstream(gateway, wide.1.upstream.value)
                ),
            )
            .route(wide.0.key())
            .related(gateway.span(narrow.1.path.origin), "other service")
            .help("set the `rewrite_prefix` of each service to a path of its own"),
    )
}
