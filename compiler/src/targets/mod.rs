//! What each target says with less than the source does (a loss), and what it can not say at all (an error).
//!
//! Losses are reported once for each service, at its name; refusals at the value the target can not say. A gateway
//! that was read from a KrakenD configuration is in that target's own words, so there is nothing to lose.

mod edge;
mod losses;
mod refusals;

use crate::diagnostic::{Diagnostics, Rule};
use crate::model::{Gateway, Source};
use crate::value::Target;

/// All rules about targets.
pub fn rules() -> Vec<&'static Rule> {
    [losses::RULES, refusals::RULES, edge::RULES].concat()
}

/// Reports what the gateway's targets lose or refuse.
pub fn check(gateway: &Gateway, out: &mut Diagnostics) {
    if gateway.source == Source::Krakend {
        return;
    }
    losses::check(gateway, out);
    refusals::check(gateway, out);
    edge::check(gateway, out);
}

/// The targets that are KrakenD-style JSON.
fn json_targets(gateway: &Gateway) -> Vec<Target> {
    gateway.targets.iter().map(|t| t.value).filter(|t| *t != Target::Gwr).collect()
}

/// Targets for a sentence: `` `hanzo` and `krakend-ce@2.13.8` ``.
fn names(targets: &[Target]) -> String {
    let names: Vec<String> = targets.iter().map(|t| format!("`{t}`")).collect();
    names.join(" and ")
}
