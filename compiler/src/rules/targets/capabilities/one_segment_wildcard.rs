//! `/*`.

use crate::model::Endpoint;
use crate::model::phrases::plural;
use crate::rules::targets::check::{Check, Find, PerService, Runtime, Subject};
use gwc_syntax::declare_rule;

declare_rule! {
    /// Under `hanzo` and `krakend-ce`, `/*` matches only one segment of a path, or up to `depth` segments.
    ///
    /// ## What it does
    /// Reports the endpoints of a service with a path that ends in `/*`, if `targets` in `gateway.yaml` lists
    /// `krakend-ce` (KrakenD) or `hanzo` (the Hanzo gateway, built on KrakenD), or is not set. For the program that
    /// `deploy: { runs: ... }` sets, it is a warning, because its clients get `404`. For another target it is a loss.
    ///
    /// `depth` sets the largest number of segments that `/*` matches in KrakenD. With `depth`, the finding is a loss
    /// for each target.
    ///
    /// ## Why is this bad?
    /// `gwc` writes `/*` as a parameter of KrakenD, which matches one segment. `GET /billing/plans` reaches the
    /// upstream, and `GET /billing/plans/7` returns `404`. `gwr`, the runtime of this project, routes both. With
    /// `depth: N`, `gwc` writes one path for each number of segments up to N, and each of these paths has its own rate
    /// limit.
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
