//! A KrakenD configuration that exists already: what the real binary would do with it, what nobody reads, and what
//! the rules say about the gateway it makes.

use serde::Serialize;

use crate::compilation::Compilation;
use crate::rules;
use crate::settings::Settings;
use gwc_krakend::judge::{self, Input, Judged};
use gwc_krakend::value::Format;
use gwc_krakend::verdict::{Check, Run, Stage, Verdict};
use gwc_syntax::diagnostic::{self, Diagnostics, Severity};
use gwc_syntax::source::{FileId, SourceMap};
use gwc_syntax::value::Target;

/// What runs a configuration when nobody says what does.
pub const NEWEST: Target = Target::KrakendCe { minor: 13, patch: 8 };

/// A file to inspect, already among the sources.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The file that spans point into.
    pub file: FileId,
    /// What KrakenD would call it.
    pub name: &'a str,
    /// Its bytes: they need not be UTF-8.
    pub bytes: &'a [u8],
    /// How it is written.
    pub format: Format,
    /// What is meant to run it.
    pub target: Target,
    /// Whether what works by age or on purpose is a warning at most.
    pub compat: bool,
}

/// What a target does with a whole file, for machines.
#[derive(Debug, Clone, Serialize)]
pub struct VerdictRecord {
    file: String,
    verdict: Answer,
}

#[derive(Debug, Clone, Serialize)]
struct Answer {
    target: String,
    check: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'static str>,
    run: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run_message: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    routes: Vec<usize>,
}

/// Inspects a file. A gateway comes back as far as KrakenD would hold one.
pub fn krakend(
    sources: &SourceMap,
    subject: &Subject<'_>,
    settings: &Settings,
) -> (Compilation, VerdictRecord) {
    let release = match subject.target {
        Target::KrakendCe { minor, patch } => (2, u16::from(minor), u16::from(patch)),
        _ => judge::LATEST,
    };
    let Subject { file, name, bytes, format, .. } = *subject;
    let input = Input { name, bytes, format, file, release };
    let judged = Judged::of(input);
    let mut out = Diagnostics::default();
    let mut found = rules::check_configuration(&judged, subject.target, diagnostic::Input::Krakend);
    // A file for the Enterprise edition may be refused by the Community one and still be right.
    let for_enterprise = found.iter().any(|d| d.rule == &rules::ENTERPRISE_ONLY);
    if subject.compat && (judged.verdict.run == Run::Listens || for_enterprise) {
        // The file works: what is wrong with it is worth knowing, and no reason to refuse it.
        found.iter_mut().for_each(|d| d.severity = d.severity.min(Severity::Warning));
    }
    out.extend(found);
    let gateway = crate::read::gateway(&judged);
    if let Some(gateway) = &gateway {
        let mut linted = Diagnostics::default();
        rules::check_gateway(gateway, settings, &mut linted);
        if subject.compat {
            linted.iter_mut().for_each(|d| d.severity = d.severity.min(Severity::Warning));
        }
        out.extend(linted);
    }
    out.sort();
    let Judged { document, verdict, .. } = judged;
    let record = record(sources, subject, verdict);
    (Compilation { gateway, documents: vec![document], diagnostics: out, hidden: Vec::new() }, record)
}

fn record(sources: &SourceMap, subject: &Subject<'_>, verdict: Verdict) -> VerdictRecord {
    let answer = Answer {
        target: subject.target.short(),
        check: match verdict.check {
            Check::Accept => "accept",
            Check::Refuse => "refuse",
        },
        stage: verdict.stage.map(|stage| match stage {
            Stage::Parse => "parse",
            Stage::Router => "router",
            Stage::Crash => "crash",
        }),
        run: match verdict.run {
            Run::Listens => "listens",
            Run::Panics => "panics",
            Run::Exits => "exits",
        },
        message: verdict.message,
        run_message: verdict.run_message,
        routes: verdict.routes,
    };
    VerdictRecord { file: sources.file(subject.file).path.clone(), verdict: answer }
}
