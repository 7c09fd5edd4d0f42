//! API keys.

use crate::model::phrases;
use crate::rules::targets::check::{Check, Find, PerService};
use gwc_syntax::declare_rule;

declare_rule! {
    /// An endpoint that takes API keys is open in a JSON target.
    ///
    /// ## Why is this bad?
    /// KrakenD CE does not check opaque keys: it accepts every request, with or without a key. The upstream must reject.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, paths: { /completions: POST }, auth: key }
    /// ```
    ///
    /// ## Use instead
    /// Require a token where the upstream does not check keys itself.
    /// ```yaml,good
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, paths: { /completions: POST }, auth: iam }
    /// ```
    pub(crate) KEY_ROUTE_OPEN { code: "GW724", name: "key-route-open", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &KEY_ROUTE_OPEN,
    does: "check no API keys: all requests pass, and the upstream has to refuse",
    find: Find::PerService(PerService {
        concerns: |gateway, endpoint| phrases::auths(gateway, endpoint).any(|auth| auth.is_api_key()),
        what: |_| "check no API keys: all requests pass, and the upstream has to refuse".to_owned(),
        fails: None,
    }),
};
