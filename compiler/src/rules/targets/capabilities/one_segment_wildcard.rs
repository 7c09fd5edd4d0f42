//! `/*`.

use crate::model::Endpoint;
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
    /// Declare the paths that are longer, or say on the line above that one segment is enough.
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
        concerns: |_, endpoint| endpoint.path.has_tail(),
        what: |_| "match one segment where `/*` stands".to_owned(),
        fails: Some(Fails { message: not_routed, help: "declare the paths that are longer" }),
    }),
};

fn not_routed(subject: &Subject<'_>, endpoint: &Endpoint, runtime: &Runtime) -> String {
    let (method, path) = (endpoint.method, subject.routed().not_routed(endpoint));
    format!("`{method} {path}` answers 404 under {}: `/*` matches one segment there", runtime.named())
}
