//! `respond: health`.

use crate::model::Action;
use crate::rules::targets::check::{Check, Find, PerService};
use gwc_syntax::declare_rule;

declare_rule! {
    /// `respond: health` tells a JSON target's own health only.
    ///
    /// ## Why is this bad?
    /// `gwr` answers how its upstreams do. The JSON targets call themselves, which tells that they run and nothing else.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   gateway: { at: /, paths: { /health: { GET: { profile: open, respond: health } } } }
    /// ```
    ///
    /// ## Use instead
    /// Serve it with `gwr`.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /health: { GET: { profile: open } } } }
    /// ```
    pub(crate) HEALTH_OF_ITSELF { code: "GW727", name: "health-of-itself", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &HEALTH_OF_ITSELF,
    does: "answer for themselves alone, not for their upstreams",
    find: Find::PerService(PerService {
        concerns: |_, endpoint| matches!(endpoint.action, Action::Respond(_)),
        what: |_| "answer for themselves alone, not for their upstreams".to_owned(),
        fails: None,
    }),
};
