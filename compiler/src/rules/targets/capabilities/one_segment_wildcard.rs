//! `/*`.

use crate::model::Endpoint;
use crate::model::phrases::plural;
use crate::rules::targets::check::{Check, Find, PerService, Runtime, Subject};
use gwc_syntax::declare_rule;

declare_rule! {
    /// `/*` matches only one segment under `hanzo` and `krakend-ce`, or the number that `depth` sets.
    ///
    /// ## What it does
    /// Reports the endpoints of a service with a path that ends in `/*`, if `hanzo` or `krakend-ce` is a target. It
    /// is a warning for the program that `deploy.runs` sets, and otherwise a loss. With `depth`, the number of
    /// segments that `/*` must match, it is a loss too.
    ///
    /// ## Why is this bad?
    /// The parameter `{path}` of KrakenD matches one segment. `GET /billing/plans` reaches the upstream, and
    /// `GET /billing/plans/7` returns `404`. `gwr` routes both. With `depth: N`, the generated configuration has a path
    /// for each number of segments up to N, and each of these paths has its own rate limit.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Declare the longer paths, set `depth` to their largest number of segments, or run the gateway with `gwr`.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET, "/plans/{id}": GET } }
    /// ```
    ///
    /// ## When to ignore
    /// The paths below the prefix have no more segments. On the line of `runs`, the comment suppresses the warning for
    /// all services.
    pub(crate) ONE_SEGMENT_WILDCARD { code: "GW720", name: "one-segment-wildcard", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &ONE_SEGMENT_WILDCARD,
    does: "`/*` matches one segment",
    find: Find::PerService(PerService {
        concerns: |_, endpoint| endpoint.path.has_tail() && endpoint.depth.is_none(),
        what: |_| "`/*` matches one segment, and longer paths return `404`".to_owned(),
        help: "declare the longer paths, or set `depth` to their largest number of segments",
        fails: Some(not_routed),
    }),
};

/// With `depth` no request fails unexpectedly: the gateway sets where its paths end.
pub(super) static UP_TO_DEPTH: Check = Check {
    rule: &ONE_SEGMENT_WILDCARD,
    does: "`/*` matches up to `depth` segments, with a separate rate limit for each number of segments",
    find: Find::PerService(PerService {
        concerns: |_, endpoint| endpoint.path.has_tail() && endpoint.depth.is_some(),
        what: up_to_depth,
        help: "raise `depth` if a path has more segments",
        fails: None,
    }),
};

fn not_routed(subject: &Subject<'_>, endpoint: &Endpoint, runtime: &Runtime) -> String {
    let (method, path) = (endpoint.method, subject.routed().not_routed(endpoint));
    format!("`{method} {path}` returns `404` in {}: `/*` matches one segment there", runtime.named())
}

fn up_to_depth(endpoint: &Endpoint) -> String {
    let depth = *endpoint.rest_lengths().end();
    let limits = match endpoint.limit {
        Some(_) if depth > 1 => ", with a separate rate limit for each number",
        _ => "",
    };
    format!("`/*` matches up to {depth} {}{limits}", plural(depth, "segment", "segments"))
}
