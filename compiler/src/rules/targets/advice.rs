//! Advice about targets: "list only `gwr` under `targets`" is given only if `gwr` then accepts the whole gateway, and with
//! all that has to be set for the finding to be gone.

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
    let to_gwr = to_gwr(gateway);
    for finding in &mut found {
        match finding.severity {
            Severity::Warning => finding.help = failing(gateway, finding, to_gwr.as_deref()),
            Severity::Loss | Severity::Note => {
                finding.help = finding.help.take().and_then(|help| settled(&help, to_gwr.as_deref()));
            }
            Severity::Error => {}
        }
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

/// How the help of a rule sends an author to `gwr`. Which keys that takes depends on the gateway.
const TO_GWR: [&str; 2] = ["run the gateway with `gwr`", "list only `gwr` under `targets`"];

/// What to set so that only `gwr` runs the gateway; nothing where it does not accept the gateway.
fn to_gwr(gateway: &Gateway) -> Option<String> {
    let runs = gateway.deploy.as_ref().and_then(|deploy| deploy.runs.as_ref());
    let stays = runs.is_none_or(|runs| runs.value == Target::Gwr.name());
    takes(gateway, Target::Gwr).then(|| match stays {
        true => "list only `gwr` under `targets`".to_owned(),
        false => "list only `gwr` under `targets` and set `deploy: { runs: gwr }`".to_owned(),
    })
}

/// The help of a rule for this gateway: `way` is how to run it with `gwr`. Without a way, that alternative is left out.
fn settled(help: &str, way: Option<&str>) -> Option<String> {
    let Some(phrase) = TO_GWR.into_iter().find(|phrase| help.contains(phrase)) else {
        return Some(help.to_owned());
    };
    if let Some(way) = way {
        return Some(help.replace(phrase, way));
    }
    const AROUND: [(&str, &str); 5] =
        [(", or ", ""), ("; or ", ""), ("; if it streams, ", ""), ("", ", or "), ("", "; ")];
    let cuts = AROUND.iter().map(|(before, after)| format!("{before}{phrase}{after}"));
    let rest = cuts.into_iter().find(|cut| help.contains(cut)).map(|cut| help.replace(&cut, ""));
    rest.filter(|rest| !rest.is_empty())
}

/// What to do about requests that fail under the target that `deploy.runs` sets.
fn failing(gateway: &Gateway, finding: &Diagnostic, to_gwr: Option<&str>) -> Option<String> {
    let listed = gateway.targets.iter().any(|target| target.value == Target::Gwr);
    let runs = (listed && to_gwr.is_some()).then_some("set `deploy: { runs: gwr }`");
    let own = finding.help.as_deref().and_then(|help| settled(help, runs.or(to_gwr)));
    let is_new = |way: &&str| own.as_ref().is_none_or(|help| !help.contains(way));
    let gwr = runs.filter(is_new).map(str::to_owned);
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

#[cfg(test)]
mod tests {
    use super::settled;

    #[test]
    fn an_alternative_that_is_refused_is_left_out() {
        let way = "list only `gwr` under `targets` and set `deploy: { runs: gwr }`";
        for (help, with, without) in [
            (
                "remove the endpoint, or run the gateway with `gwr`",
                "remove the endpoint, or list only `gwr` under `targets` and set `deploy: { runs: gwr }`",
                Some("remove the endpoint"),
            ),
            (
                "list only `gwr` under `targets`, or split the traffic behind the gateway",
                "list only `gwr` under `targets` and set `deploy: { runs: gwr }`, or split the traffic behind the gateway",
                Some("split the traffic behind the gateway"),
            ),
            (
                "run the gateway with `gwr`; if the response is no stream, set `stream: none`",
                "list only `gwr` under `targets` and set `deploy: { runs: gwr }`; if the response is no stream, set `stream: none`",
                Some("if the response is no stream, set `stream: none`"),
            ),
            ("run the gateway with `gwr`", way, None),
            ("remove it", "remove it", Some("remove it")),
        ] {
            assert_eq!(settled(help, Some(way)).as_deref(), Some(with));
            assert_eq!(settled(help, None).as_deref(), without);
        }
    }
}
