//! `/*`.

use crate::model::Endpoint;
use crate::model::phrases::plural;
use crate::rules::targets::check::{Check, Fails, Find, PerService, Runtime, Subject};
use gwc_syntax::declare_rule;

declare_rule! {
    /// `/*` is one segment in a JSON target.
    ///
    /// ## Why is this bad?
    /// KrakenD's `{path}` matches one segment: `/billing/plans` is routed there, `/billing/plans/7` is answered 404. In
    /// `gwr` both are routed.
    ///
    /// Where `deploy.runs` names such a target, requests fail, so it is a warning. `# gwc: ignore[GW720] REASON` on the line
    /// of `runs` waives it for all services.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Declare the paths that are longer, or set `depth` to the most segments that they have: KrakenD then gets a path for
    /// each number of segments, and paths that are deeper still are the loss.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET, "/plans/{id}": GET } }
    /// ```
    pub(crate) ONE_SEGMENT_WILDCARD { code: "GW720", name: "one-segment-wildcard", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &ONE_SEGMENT_WILDCARD,
    does: "match one segment where `/*` stands",
    find: Find::PerService(PerService {
        concerns: |_, endpoint| endpoint.path.has_tail() && endpoint.depth.is_none(),
        what: |_| "match one segment where `/*` stands".to_owned(),
        fails: Some(Fails {
            message: not_routed,
            help: "declare the paths that are longer, or set `depth` to the most segments that they have",
        }),
    }),
};

/// A gateway that sets `depth` knows where the paths end, so nothing fails unexpectedly.
pub(super) static UP_TO_DEPTH: Check = Check {
    rule: &ONE_SEGMENT_WILDCARD,
    does: "answer 404 where `/*` has more segments than `depth`, and count limits for each number of segments separately",
    find: Find::PerService(PerService {
        concerns: |_, endpoint| endpoint.path.has_tail() && endpoint.depth.is_some(),
        what: up_to_depth,
        fails: None,
    }),
};

fn not_routed(subject: &Subject<'_>, endpoint: &Endpoint, runtime: &Runtime) -> String {
    let (method, path) = (endpoint.method, subject.routed().not_routed(endpoint));
    format!("`{method} {path}` answers 404 under {}: `/*` matches one segment there", runtime.named())
}

fn up_to_depth(endpoint: &Endpoint) -> String {
    let depth = *endpoint.rest_lengths().end();
    let limits = match endpoint.limit {
        Some(_) if depth > 1 => ", and count the limit for each number of segments separately",
        _ => "",
    };
    format!("answer 404 where `/*` has more than {depth} {}{limits}", plural(depth, "segment", "segments"))
}
