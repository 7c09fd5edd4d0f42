//! API keys.

use crate::model::phrases;
use crate::rules::targets::check::{Check, Find, PerService};
use gwc_syntax::declare_rule;

declare_rule! {
    /// An endpoint that accepts API keys is public under `hanzo` and `krakend-ce`.
    ///
    /// ## What it does
    /// Reports the endpoints of a service that accept an API key.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD CE cannot check API keys. It accepts every request, with a key, with a wrong key or without one, and the
    /// upstream has to reject it. If the upstream does not check keys, anyone can call `POST /chat/completions`.
    ///
    /// ## Example
    /// `key` is an API key:
    /// ```yaml,bad
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, paths: { /completions: POST }, auth: key }
    /// ```
    ///
    /// ## Use instead
    /// If the upstream does not check keys itself, require a token. Here, `iam` is a credential that verifies tokens:
    /// ```yaml,good
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, paths: { /completions: POST }, auth: iam }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream checks the keys itself.
    pub(crate) KEY_ROUTE_OPEN { code: "GW724", name: "key-route-open", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &KEY_ROUTE_OPEN,
    does: "API keys are not checked: every request is accepted, and the upstream has to reject it",
    find: Find::PerService(PerService {
        concerns: |gateway, endpoint| phrases::auths(gateway, endpoint).any(|auth| auth.is_api_key()),
        what: |_| "API keys are not checked, so every request reaches the upstream".to_owned(),
        help: "require a token if the upstream does not check keys itself",
        fails: None,
    }),
};
