//! Advice about targets: "list only `gwr` under `targets`" is given only if `gwr` then accepts the whole gateway.

use super::capabilities::{Outcome, TABLE};
use super::check::names;
use super::find::{findings, is_waivable};
use crate::model::Gateway;
use gwc_syntax::diagnostic::{Diagnostic, Severity};
use gwc_syntax::value::Target;

/// The targets, `krakend-ce` at its newest version.
const ALL: [Target; 3] = [Target::Hanzo, Target::KrakendCe { minor: 13, patch: 8 }, Target::Gwr];

/// The findings, each error with the targets that accept the whole gateway.
pub(super) fn with_advice(gateway: &Gateway, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    for finding in found.iter_mut().filter(|finding| finding.severity == Severity::Warning) {
        finding.help = failing(gateway, finding);
    }
    if found.iter().all(|finding| finding.severity != Severity::Error) {
        return found;
    }
    let way_out = way_out(gateway);
    for finding in found.iter_mut().filter(|finding| finding.severity == Severity::Error) {
        let own = finding.help.take();
        let is_new = |way: &String| own.as_ref().is_none_or(|help| !help.contains(way.as_str()));
        let ways = [own.clone(), way_out.clone().filter(is_new)];
        finding.help = alternatives(ways.into_iter().flatten().collect());
        finding.notes.extend(is_waivable(finding.rule).then(|| waiver(finding)));
    }
    found
}

/// Instructions of which one is to be followed. Those that contain alternatives themselves are set apart by `;`.
fn alternatives(ways: Vec<String>) -> Option<String> {
    let nested = ways.iter().any(|way| way.contains(", or "));
    Some(ways.join(if nested { "; or " } else { ", or " })).filter(|help| !help.is_empty())
}

/// What to do about requests that fail under the target that `deploy.runs` sets.
fn failing(gateway: &Gateway, finding: &Diagnostic) -> Option<String> {
    let own = finding.help.clone();
    let listed = gateway.targets.iter().any(|target| target.value == Target::Gwr);
    let gwr = (listed && takes(gateway, Target::Gwr)).then(|| "set `deploy: { runs: gwr }`".to_owned());
    let code = finding.rule.code;
    let waiver =
        format!("accept the finding for all services with `# gwc: ignore[{code}] REASON` above `runs`");
    alternatives(own.into_iter().chain(gwr).chain([waiver]).collect())
}

fn waiver(finding: &Diagnostic) -> String {
    let code = finding.rule.code;
    // `gwr` does not start with what it cannot enforce; KrakenD starts without the protection.
    let of_gwr = TABLE.iter().filter_map(|row| row.gwr.check()).any(|check| check.rule == finding.rule);
    let still = if of_gwr { "`gwr` still does not start" } else { "the target still drops the protection" };
    format!("`# gwc: ignore[{code}] REASON` above `targets` accepts this finding; {still}")
}

/// Whether a target accepts the whole gateway, with losses or without; it need not be one of the gateway's targets.
pub(crate) fn takes(gateway: &Gateway, target: Target) -> bool {
    findings(gateway, &[target], Outcome::is_error).is_empty()
}

/// The targets that accept the whole gateway, as an instruction; `None` when no target does.
fn way_out(gateway: &Gateway) -> Option<String> {
    let takers: Vec<Target> = ALL.into_iter().filter(|target| takes(gateway, *target)).collect();
    let first = takers.first()?;
    let list = names(takers.iter().map(|target| target.name().to_owned()));
    let runs = gateway.deploy.as_ref().and_then(|deploy| deploy.runs.as_ref());
    let stays = runs.is_none_or(|runs| takers.iter().any(|target| target.name() == runs.value));
    Some(match stays {
        true => format!("list only {list} under `targets`"),
        false => format!("list only {list} under `targets` and set `deploy: {{ runs: {} }}`", first.name()),
    })
}
