//! What KrakenD rejects, as findings. KrakenD's own message is a note of each.

use crate::codes::{
    CRASHING_CONFIG, DIES_AT_START, MALFORMED_ROUTE, REFUSED_CONFIG, ROUTE_CONFLICT, UNDECODABLE_VALUE,
    UNREADABLE_CONFIG,
};
use gwc_krakend::value::Tree;
use gwc_krakend::verdict::{Check, Run, Stage, Verdict};
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::Span;

/// Reports the verdict.
pub(crate) fn report(tree: Tree<'_>, verdict: &Verdict, out: &mut Vec<Diagnostic>) {
    let start = Span::file_start(tree.doc.file);
    let span = verdict.spans.first().copied().unwrap_or(start);
    if let (Check::Refuse, Some(stage), Some(message)) = (verdict.check, verdict.stage, &verdict.message) {
        let mut finding = match (stage, verdict.routes.as_slice()) {
            (Stage::Router, [this, other, ..]) => conflict(tree, span, *this, *other),
            _ => refusal(stage, message, tree.doc.root.is_none(), span),
        };
        for other in verdict.spans.iter().skip(1).filter(|other| **other != span) {
            finding = finding.related(*other, "conflicting place");
        }
        out.push(finding.note(format!("`krakend check -t` prints: {message}")));
        return;
    }
    // Another rule reports what depends on the machine.
    let (Run::Panics | Run::Exits, false) = (verdict.run, verdict.run_elsewhere) else { return };
    if let Some(message) = &verdict.run_message {
        let how = if verdict.run == Run::Panics { "panics" } else { "exits" };
        let finding =
            DIES_AT_START.at(span, format!("`krakend check` accepts this, but `krakend run` {how}"));
        out.push(finding.note(format!("`krakend run` prints: {message}")));
    }
}

/// Two endpoints, by index, that the router cannot both have.
fn conflict(tree: Tree<'_>, span: Span, this: usize, other: usize) -> Diagnostic {
    let (this, other) = (path(tree, this.max(other)), path(tree, this.min(other)));
    let finding = ROUTE_CONFLICT.at(span, format!("`{this}` conflicts with `{other}` in KrakenD's router"));
    match this == other {
        true => finding.help("remove one of the two endpoints"),
        false => finding.help("use the same parameter name at the same place of both paths"),
    }
}

/// The path of an endpoint.
fn path(tree: Tree<'_>, index: usize) -> String {
    let doc = tree.doc;
    let endpoints = doc.root.and_then(|root| doc.get(root, "endpoints")).and_then(|list| doc.seq(list));
    let endpoint = endpoints.and_then(|list| list.get(index));
    let path = endpoint.and_then(|endpoint| doc.get(*endpoint, "endpoint")).and_then(|path| doc.scalar(path));
    path.map(|path| path.text.to_string()).unwrap_or_default()
}

fn refusal(stage: Stage, message: &str, unread: bool, span: Span) -> Diagnostic {
    match stage {
        Stage::Crash => CRASHING_CONFIG.at(span, "KrakenD crashes on this value"),
        Stage::Router => MALFORMED_ROUTE.at(span, "KrakenD's router rejects this path"),
        Stage::Parse if unread => UNREADABLE_CONFIG.at(span, "KrakenD cannot parse the file from here"),
        Stage::Parse if message.contains("decoding failed") || message.contains("json: cannot unmarshal") => {
            let what =
                message.split("\n\n").nth(1).and_then(|lines| lines.lines().next()).unwrap_or("this value");
            UNDECODABLE_VALUE.at(span, format!("KrakenD cannot decode {}", quoted(what)))
        }
        Stage::Parse => {
            let what = message.split_once("': ").map_or(message, |(_, rest)| rest);
            REFUSED_CONFIG.at(span, format!("KrakenD rejects this: {what}"))
        }
    }
}

/// The key that a line of the decoder names, in backticks.
fn quoted(line: &str) -> String {
    match line.strip_prefix('\'').and_then(|rest| rest.split_once('\'')) {
        Some((key, _)) => format!("`{key}`"),
        None => line.to_owned(),
    }
}
