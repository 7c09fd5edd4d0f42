//! `/*`.

use crate::model::Endpoint;
use crate::model::phrases::plural;
use crate::rules::targets::check::{Check, Find, PerService, Runtime, Subject};
use gwc_syntax::declare_rule;

declare_rule! {
    /// In KrakenD, `/*` matches only up to a fixed number of segments of a path.
    ///
    /// ## What it does
    /// Reports the endpoints of a service with a path that ends in `/*`. `depth` sets the largest number of segments
    /// that `/*` matches in KrakenD. If it is not set, `/*` matches one segment.
    ///
    /// The finding is a warning under the target that you deploy, which `deploy: { runs: ... }` in `gateway.yaml` sets.
    /// Under any other target, it is a loss. With `depth`, it is a loss under every target.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
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
    /// Declare the longer paths, as here. Or set `depth` at the service to their largest number of segments, such as
    /// `depth: 3`. Or run the gateway with `gwr`: write `targets: [gwr]` and `deploy: { runs: gwr }` in `gateway.yaml`.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET, "/plans/{id}": GET } }
    /// ```
    ///
    /// ## When to ignore
    /// No client requests a path with more segments. A comment on the line of `runs` suppresses the warning for all
    /// services.
    pub(crate) ONE_SEGMENT_WILDCARD { code: "GW720", name: "one-segment-wildcard", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles], fails_if_run: true }
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
