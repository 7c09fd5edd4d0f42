//! `forward: { headers: all }`.

use crate::model::Headers;
use crate::rules::targets::check::{Check, Find, PerService};
use gwc_syntax::declare_rule;

declare_rule! {
    /// `headers: all` forwards identity headers as well in a JSON target.
    ///
    /// ## Why is this bad?
    /// `gwr` never lets a client's own identity headers pass. KrakenD's `*` does: a client writes `X-User-Id` itself and
    /// the upstream believes it.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET }, forward: { headers: all } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET }, forward: { headers: [Accept, Accept-Language] } }
    /// ```
    pub(crate) IDENTITY_NOT_STRIPPED { code: "GW726", name: "identity-not-stripped", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &IDENTITY_NOT_STRIPPED,
    does: "forward the client's own identity headers too",
    find: Find::PerService(PerService {
        concerns: |_, endpoint| *endpoint.forward.headers.value == Headers::All,
        what: |_| "forward the client's own identity headers too".to_owned(),
        fails: None,
    }),
};
