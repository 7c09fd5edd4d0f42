//! What each target does with less than the route files declare (a loss), what it drops (an error that can be
//! waived), and what it cannot do at all (an error). [`capabilities`] is the table of it, with a file
//! for each rule.
//!
//! Losses are reported once for each service, at its name, and as a warning where requests fail under the target that
//! `deploy.runs` names; refusals at the value the target does not have. A gateway
//! that was read from a KrakenD configuration is in that target's own words, so there is nothing to lose.

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

/// Reports what the gateway's targets lose or refuse.
pub fn check(gateway: &Gateway, out: &mut Diagnostics) {
    let targets: Vec<Target> = gateway.targets.iter().map(|t| t.value).collect();
    let found = find::findings(gateway, &targets, |_| true);
    out.extend(advice::with_advice(gateway, found));
}
