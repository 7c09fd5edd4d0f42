//! Sides that were read become changes with places, without secrets and with approvals.

use super::failed::Failed;
use super::pairs::{Pair, pairs};
use super::sides::{Config, Read};
use super::since;
use crate::compared::{self, Prepared};
use crate::model::Source;
use crate::render::changes::{
    Approved, Change, Changes, Completeness, GatewayChanges, Location, Targets, Verdict, Witness,
};
use crate::rules;
use crate::settings::{Approval, Settings};
use gwc_diff::Comparison;
use gwc_syntax::source::{SourceMap, Span};
use gwc_syntax::value::{Date, Target};

/// Sides that were read, and how their changes are judged.
pub(super) struct Sides {
    pub(super) before: Read,
    pub(super) after: Read,
    pub(super) base: Option<Read>,
    pub(super) settings: Settings,
}

impl Sides {
    /// Compares them.
    ///
    /// # Errors
    /// A gateway that its target cannot be given, a pair that is too large, or a value that nothing explains.
    pub(super) fn changes(&self, target: Option<Target>, today: Date) -> Result<Changes, Failed> {
        let judging = Judging { settings: &self.settings, today, target };
        let mut changes = judging.changes(&self.before, &self.after)?;
        changes.remarks.extend(self.before.remarks.iter().chain(&self.after.remarks).cloned());
        changes.remarks.extend(unused(&self.settings.approvals, &changes, today));
        if let Some(base) = &self.base {
            let old = judging.changes(base, &self.before)?;
            let new = judging.changes(base, &self.after)?;
            changes.base = Some(since::three_way(&base.label, &self.before.managers, &old, &new));
        }
        Ok(changes)
    }
}

/// How changes are judged.
pub(super) struct Judging<'a> {
    pub(super) settings: &'a Settings,
    pub(super) today: Date,
    pub(super) target: Option<Target>,
}

impl Judging<'_> {
    /// The changes between two sides.
    pub(super) fn changes(&self, before: &Read, after: &Read) -> Result<Changes, Failed> {
        let pairs = pairs(&before.gateways, &after.gateways);
        let gateways = pairs.iter().map(|pair| self.gateway(pair, &before.sources, &after.sources));
        Ok(Changes {
            before: before.label.clone(),
            after: after.label.clone(),
            gateways: gateways.collect::<Result<_, _>>()?,
            ..Changes::default()
        })
    }

    fn gateway(
        &self,
        pair: &Pair<'_, Config>,
        before: &SourceMap,
        after: &SourceMap,
    ) -> Result<GatewayChanges, Failed> {
        let target = self.target.or_else(|| common(pair));
        let prepared = |config: Option<&Config>| config.map(|config| prepared(config, target)).transpose();
        let (old, new) = (prepared(pair.before)?, prepared(pair.after)?);
        let (old, new) = match (old, new) {
            (Some(old), Some(new)) => (old, new),
            (Some(old), None) => {
                let nothing = old.without_endpoints();
                (old, nothing)
            }
            (None, Some(new)) => (new.without_endpoints(), new),
            (None, None) => return Ok(GatewayChanges::default()),
        };
        let compared = gwc_diff::compare(&old.side, &new.side);
        let compared = compared.map_err(|error| Failed::Unreadable(error.to_string()))?;
        let secrets = [pair.before, pair.after].into_iter().flatten().flat_map(secrets).collect();
        let base = address(&new);
        let targets = targets(pair, [old.target, new.target]);
        let view = Viewed {
            comparison: &compared,
            before: (before, &old.spans),
            after: (after, &new.spans),
            secrets,
            base,
        };
        Ok(GatewayChanges { targets, ..self.judged(pair.name, &view)? })
    }

    fn judged(&self, name: &str, view: &Viewed<'_>) -> Result<GatewayChanges, Failed> {
        let verdict = &view.comparison.verdict;
        let completeness = &verdict.completeness;
        if let Some(leaf) = completeness.unexplained.first() {
            let count = completeness.unexplained.len();
            return Err(Failed::Internal(format!(
                "internal error: {count} changed values have no explanation, the first is `{}`; compare the files as text, \
                 and report this with both files",
                leaf.name
            )));
        }
        let approval = |fingerprint: &str| {
            self.settings.approvals.iter().find(|approval| approval.covers(fingerprint, self.today))
        };
        let mut changes: Vec<Change> =
            view.comparison.changes.iter().map(|change| view.change(change, &approval)).collect();
        changes.sort_by_key(Change::order);
        Ok(GatewayChanges {
            name: name.to_owned(),
            targets: Targets::default(),
            changes,
            exposure: Verdict {
                classes: verdict.classes,
                compared: verdict.count(),
                unauthenticated: verdict.unauthenticated,
                line: verdict.exposure_line(),
            },
            completeness: Completeness {
                changed: completeness.changed,
                idle: completeness.idle.iter().map(|leaf| (leaf.name.clone(), leaf.reason.clone())).collect(),
                unexplained: Vec::new(),
                line: completeness.line(),
            },
        })
    }
}

/// A comparison with what turns its places and values into text.
struct Viewed<'a> {
    comparison: &'a Comparison,
    before: (&'a SourceMap, &'a [Span]),
    after: (&'a SourceMap, &'a [Span]),
    secrets: Vec<String>,
    /// The address that requests are shown with.
    base: String,
}

impl Viewed<'_> {
    fn change<'s>(
        &self,
        change: &gwc_diff::Change,
        approval: &impl Fn(&str) -> Option<&'s Approval>,
    ) -> Change {
        let fingerprint = change.fingerprint.to_string();
        let approved = approval(&fingerprint).map(|approval| Approved {
            by: approval.by.clone(),
            reason: approval.reason.clone(),
            until: approval.until,
        });
        Change {
            kind: change.kind,
            exposure: change.exposure,
            before: change.before.as_deref().map(|text| self.masked(text)),
            after: change.after.as_deref().map(|text| self.masked(text)),
            places_before: locations(&change.places_before, self.before),
            places_after: locations(&change.places_after, self.after),
            endpoints: change.endpoints.iter().map(ToString::to_string).collect(),
            classes: change.classes,
            witness: change.witness.as_ref().map(|witness| self.witness(witness)),
            approval: approved,
            fingerprint,
        }
    }

    fn witness(&self, witness: &gwc_diff::Witness) -> Witness {
        Witness {
            curl: self.masked(&witness.curl(&self.base)),
            method: witness.method.clone(),
            path: witness.path.clone(),
            headers: witness.headers.iter().map(|(name, value)| (name.clone(), self.masked(value))).collect(),
            conditions: witness.conditions().iter().map(|text| self.masked(text)).collect(),
            before: self.masked(&witness.before),
            after: self.masked(&witness.after),
        }
    }

    /// The text without secrets of either side.
    fn masked(&self, text: &str) -> String {
        let mut masked = rules::without_secret_shapes(text).into_owned();
        for secret in &self.secrets {
            masked = masked.replace(secret, "***");
        }
        masked
    }
}

fn prepared(config: &Config, target: Option<Target>) -> Result<Prepared, Failed> {
    match config {
        Config::Model(gateway) => compared::of_model(gateway, target).map_err(Failed::Unreadable),
        Config::Artifact(gateway) => Ok(compared::of_artifact(gateway)),
    }
}

/// The target of route files that are compared with one of their outputs: what runs that output.
fn common(pair: &Pair<'_, Config>) -> Option<Target> {
    let runs = |config: &Config| match config {
        Config::Artifact(_) => Some(Target::Gwr),
        Config::Model(gateway) if gateway.source == Source::Krakend => {
            gateway.targets.first().map(|target| target.value)
        }
        Config::Model(_) => None,
    };
    let is_target = |config: &Config, wanted: Target| match config {
        Config::Model(gateway) if gateway.source == Source::Routes => {
            gateway.targets.iter().any(|target| target.value == wanted)
        }
        _ => false,
    };
    let (before, after) = (pair.before?, pair.after?);
    let of_one = |output: &Config, routes: &Config| runs(output).filter(|target| is_target(routes, *target));
    of_one(before, after).or_else(|| of_one(after, before))
}

/// The targets that were compared, and those that a side is built for too.
fn targets(pair: &Pair<'_, Config>, compared: [Target; 2]) -> Targets {
    let of_side = |config: &Config| match config {
        Config::Model(gateway) => gateway.targets.iter().map(|target| target.value).collect(),
        Config::Artifact(_) => Vec::new(),
    };
    let mut others: Vec<Target> = [pair.before, pair.after].into_iter().flatten().flat_map(of_side).collect();
    others.sort();
    others.dedup();
    others.retain(|target| !compared.contains(target));
    Targets { compared: Some(compared), others }
}

/// Where the gateway would listen on this machine.
fn address(prepared: &Prepared) -> String {
    let port = prepared.side.gateway.listeners.first().map_or(8080, |listener| listener.port);
    format!("http://localhost:{port}")
}

fn secrets(config: &Config) -> Vec<String> {
    match config {
        Config::Model(gateway) => rules::secrets(gateway),
        Config::Artifact(_) => Vec::new(),
    }
}

fn locations(places: &[gwc_diff::Place], side: (&SourceMap, &[Span])) -> Vec<Location> {
    let (sources, spans) = side;
    let location = |span: &Span| {
        let file = sources.file(span.file);
        let (start, end) = (file.position(span.start), file.position(span.end));
        Location {
            file: file.path.clone(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    };
    places.iter().filter_map(|place| spans.get(place.0 as usize)).map(location).collect()
}

/// What is wrong with approvals: those that expired or that no change has.
fn unused(approvals: &[Approval], changes: &Changes, today: Date) -> Vec<String> {
    let has = |approval: &Approval| changes.all().any(|change| change.fingerprint == approval.change);
    let remark = |approval: &Approval| match (has(approval), approval.is_expired(today)) {
        (true, true) => Some(format!(
            "the approval of {} by {} expired on {}; set a later `until`, or undo the change",
            approval.change, approval.by, approval.until
        )),
        (false, _) => Some(format!(
            "the approval of {} by {} matches no change; remove this `[[approve]]`",
            approval.change, approval.by
        )),
        (true, false) => None,
    };
    approvals.iter().filter_map(remark).collect()
}
