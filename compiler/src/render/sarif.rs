//! SARIF 2.1.0, as code scanning services read it: relative URIs, stable fingerprints, only safe fixes, and nothing
//! that was suppressed (services would open an alert for it).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use serde_json::{Map, Value, json};

use super::report::Report;
use super::secrets::Secrets;
use super::steps::three_steps;
use crate::baseline;
use crate::catalog::{self, Doc};
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Rule};
use gwc_syntax::source::{SourceMap, Span};

pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let rules: BTreeMap<&str, &'static Rule> =
        report.findings.iter().map(|d| (d.rule.code, d.rule)).collect();
    let index: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(at, code)| (*code, at)).collect();
    let fingerprints = baseline::fingerprints(report.findings, report.sources);
    let results = report.findings.iter().zip(fingerprints);
    let shown = Shown { sources: report.sources, secrets: Secrets::of(report) };
    let results = results.map(|(d, print)| result(d, &shown, index[d.rule.code], &print));
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "gwc",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.into_values().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<_>>(),
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

pub(super) fn rule(rule: &'static Rule) -> Value {
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": Doc::of(rule).summary },
        "help": { "text": catalog::explain(rule), "markdown": catalog::markdown(rule) },
        "defaultConfiguration": { "level": three_steps(rule.severity) },
        "properties": { "tags": [rule.category.as_str()] },
    })
}

/// The files, as they may be shown.
struct Shown<'a> {
    sources: &'a SourceMap,
    secrets: Secrets<'a>,
}

fn result(finding: &Diagnostic, shown: &Shown<'_>, rule: usize, fingerprint: &str) -> Value {
    let mut result = json!({
        "ruleId": finding.rule.code,
        "ruleIndex": rule,
        "level": three_steps(finding.severity),
        "message": { "text": message(finding) },
        "locations": [location(finding.primary.span, shown)],
        "partialFingerprints": { "gwcFinding/v1": fingerprint },
    });
    let related = related(finding, shown);
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    if let Some(fix) = finding.fix.as_ref().filter(|fix| fix.applicability == Applicability::Safe) {
        result["fixes"] = json!([{
            "description": { "text": fix.title },
            "artifactChanges": changes(finding, shown.sources),
        }]);
    }
    if let Some(route) = &finding.route {
        result["properties"] = json!({ "route": route });
    }
    result
}

/// The message with notes and help: services show nothing else.
fn message(finding: &Diagnostic) -> String {
    let mut text = finding.message.clone();
    for note in &finding.notes {
        let _ = write!(text, "\nnote: {note}");
    }
    if let Some(help) = &finding.help {
        let _ = write!(text, "\nhelp: {help}");
    }
    text
}

fn related(finding: &Diagnostic, shown: &Shown<'_>) -> Vec<Value> {
    let labels = finding.related.iter().map(|label| (label.span, label.text.as_str()));
    let places = finding.places.iter().filter(|place| **place != finding.primary.span);
    let all = labels.chain(places.map(|span| (*span, "also here")));
    let numbered = all.enumerate().map(|(id, (span, text))| {
        let mut place = location(span, shown);
        place["id"] = id.into();
        place["message"] = json!({ "text": text });
        place
    });
    numbered.collect()
}

fn location(span: Span, shown: &Shown<'_>) -> Value {
    let sources = shown.sources;
    let mut region = region(span, sources);
    region["snippet"] = json!({ "text": shown.secrets.masked(sources.text(span)) });
    json!({ "physicalLocation": { "artifactLocation": artifact(span, sources), "region": region } })
}

fn artifact(span: Span, sources: &SourceMap) -> Value {
    json!({ "uri": uri(&sources.file(span.file).path) })
}

fn region(span: Span, sources: &SourceMap) -> Value {
    let file = sources.file(span.file);
    let (start, end) = (file.position(span.start), file.position(span.end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "byteOffset": span.start,
        "byteLength": span.len(),
    })
}

/// The edits of the fix, grouped by file.
fn changes(finding: &Diagnostic, sources: &SourceMap) -> Vec<Value> {
    let mut files: BTreeMap<_, (Value, Vec<Value>)> = BTreeMap::new();
    for edit in finding.fix.iter().flat_map(|fix| &fix.edits) {
        let mut replacement = Map::new();
        replacement.insert("deletedRegion".into(), region(edit.span, sources));
        if !edit.text.is_empty() {
            replacement.insert("insertedContent".into(), json!({ "text": edit.text }));
        }
        let change =
            files.entry(edit.span.file).or_insert_with(|| (artifact(edit.span, sources), Vec::new()));
        change.1.push(replacement.into());
    }
    let change =
        |(artifact, replacements)| json!({ "artifactLocation": artifact, "replacements": replacements });
    files.into_values().map(change).collect()
}

/// A path as a relative URI reference (RFC 3986): what is neither unreserved nor a slash is written as `%XX`.
pub(super) fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte))
            }
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}
