//! What each target approximates (a loss), which protections it drops (an error that can be suppressed), and what it
//! cannot do (an error). [`capabilities`] is the table, with one file for each rule.
//!
//! Losses are reported once for each service, at its name, and as a warning if requests fail under the target that
//! `deploy.runs` sets. Errors are reported at the value that the target does not support. A gateway that was read from a
//! KrakenD configuration has no losses: that configuration is the target's own.

mod advice;
pub mod capabilities;
mod check;
mod find;
pub mod page;
mod per_service;
pub mod reference;
mod routed;

use crate::model::Gateway;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Target;

pub(crate) use advice::takes;
pub use find::is_waivable;

/// Reports what the gateway's targets approximate, drop or cannot do.
pub fn check(gateway: &Gateway, out: &mut Diagnostics) {
    let targets: Vec<Target> = gateway.targets.iter().map(|t| t.value).collect();
    let found = find::findings(gateway, &targets, |_| true);
    out.extend(advice::with_advice(gateway, found));
}
