//! `--fix` and `--diff`: applies all fixes of a tier in memory, repeatedly.

use std::collections::BTreeMap;
use std::path::Path;

use crate::baseline::Baseline;
use crate::cli::inputs::Inputs;
use crate::cli::io::{Exit, Io};
use crate::cli::session::Session;
use crate::codes::SETTINGS_SYNTAX;
use crate::fix::{self, Change, Tier};
use crate::load;
use crate::rules;
use crate::settings::Settings;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::{FileId, SourceMap};
use gwc_syntax::tree::{json, yaml};

/// One fix can make the next problem visible, or free its place. More rounds than that means that fixes undo each other.
const MAX_ROUNDS: usize = 32;

/// What fixes make of the files.
#[derive(Debug, Default)]
pub(super) struct Repaired {
    /// The files that change, by path.
    pub(super) changes: Vec<Change>,
    /// How many findings the edits answer.
    pub(super) applied: usize,
}

/// Applies the fixes of the tier that was asked for. Nothing is written.
pub(super) fn repair(
    inputs: &Inputs,
    baseline: Option<&Path>,
    tier: Tier,
    mut session: Session,
    io: &Io<'_>,
) -> Repaired {
    let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
    let mut applied = 0;
    for _ in 0..MAX_ROUNDS {
        let findings = findings(baseline, &mut session);
        let sources = &session.sources;
        let fixed = fix::apply(sources, &findings, tier, |file, text| reads(sources, file, text));
        if fixed.files.is_empty() {
            break;
        }
        applied += fixed.applied;
        for (file, text) in fixed.files {
            let source = sources.file(file);
            old.entry(source.path.clone()).or_insert_with(|| source.text.to_string());
            new.insert(source.path.clone(), text);
        }
        session = Session::over(inputs, SourceMap::over(new.clone()), io);
    }
    let change = |(path, old): (String, String)| {
        let new = new.remove(&path)?;
        (old != new).then_some(Change { path, old, new })
    };
    Repaired { changes: old.into_iter().filter_map(change).collect(), applied }
}

/// Shows what would change.
pub(super) fn show(changes: &[Change], io: &mut Io<'_>) -> Exit {
    match io.out.write_all(fix::diff(changes).as_bytes()) {
        Ok(()) => Exit::Clean,
        Err(error) => io.fail("the difference cannot be written", &error),
    }
}

/// The findings of the gateways, and those of the baseline itself.
fn findings(baseline: Option<&Path>, session: &mut Session) -> Vec<Diagnostic> {
    let mut findings = session.findings.clone();
    if let Some(path) = baseline.filter(|path| path.exists()) {
        findings.extend(stale(path, session));
    }
    findings
}

fn stale(path: &Path, session: &mut Session) -> Vec<Diagnostic> {
    let mut out = Diagnostics::default();
    let Some(file) = load::file(path, &mut session.sources, &mut out) else { return Vec::new() };
    let baseline = Baseline::parse(&session.sources, file, crate::rules::catalog(), &mut out);
    let mut left = out;
    left.extend(session.findings.iter().cloned());
    baseline.apply(&mut left, &session.sources);
    left.into_iter().filter(|finding| finding.primary.span.file == file).collect()
}

/// Whether a file can be parsed as well as it could before.
fn reads(sources: &SourceMap, file: FileId, text: &str) -> bool {
    let source = sources.file(file);
    problems(&source.path, text) <= problems(&source.path, &source.text)
}

/// How much of a file cannot be parsed. Lines of their own, as those of a baseline, always can.
fn problems(path: &str, text: &str) -> usize {
    let mut sources = SourceMap::default();
    let file = sources.add(path, text);
    let mut out = Diagnostics::default();
    if path.ends_with(".yaml") || path.ends_with(".yml") {
        yaml::parse(&sources, file, &mut out);
    } else if path.ends_with(".toml") {
        Settings::parse(&sources, file, rules::catalog(), &mut out);
        out.retain(|finding| finding.rule == &SETTINGS_SYNTAX);
    } else if text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('{') {
        return usize::from(json::parse(file, text.as_bytes()).is_err());
    }
    out.len()
}
