//! What KrakenD refuses, as findings: the verdict's own words are a note of each.

use crate::codes::{
    CRASHING_CONFIG, DIES_AT_START, MALFORMED_ROUTE, REFUSED_CONFIG, ROUTE_CONFLICT, UNDECODABLE_VALUE,
    UNREADABLE_CONFIG,
};
use gwc_krakend::value::Tree;
use gwc_krakend::verdict::{Check, Run, Stage, Verdict};
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::Span;

/// Says what the verdict says.
pub(crate) fn report(tree: Tree<'_>, verdict: &Verdict, out: &mut Vec<Diagnostic>) {
    let start = Span::file_start(tree.doc.file);
    let span = verdict.spans.first().copied().unwrap_or(start);
    if let (Check::Refuse, Some(stage), Some(message)) = (verdict.check, verdict.stage, &verdict.message) {
        let mut finding = refusal(stage, message, verdict.routes.len(), tree.doc.root.is_none(), span);
        for other in verdict.spans.iter().skip(1).filter(|other| **other != span) {
            finding = finding.related(*other, "the other place");
        }
        out.push(finding.note(format!("`krakend check -t` would say: {message}")));
        return;
    }
    // What depends on the machine is a rule of its own.
    let (Run::Panics | Run::Exits, false) = (verdict.run, verdict.run_elsewhere) else { return };
    if let Some(message) = &verdict.run_message {
        let how = if verdict.run == Run::Panics { "panics" } else { "ends" };
        let finding =
            DIES_AT_START.at(span, format!("krakend check accepts this, and krakend run {how} on it"));
        out.push(finding.note(format!("krakend run says: {message}")));
    }
}

fn refusal(stage: Stage, message: &str, routes: usize, unread: bool, span: Span) -> Diagnostic {
    match stage {
        Stage::Crash => CRASHING_CONFIG.at(span, "krakend crashes on this value"),
        Stage::Router if routes > 1 => ROUTE_CONFLICT.at(span, "this endpoint collides with an earlier one"),
        Stage::Router => MALFORMED_ROUTE.at(span, "the router cannot take this path"),
        Stage::Parse if unread => UNREADABLE_CONFIG.at(span, "krakend cannot read the file from here on"),
        Stage::Parse if message.contains("decoding failed") || message.contains("json: cannot unmarshal") => {
            let what =
                message.split("\n\n").nth(1).and_then(|lines| lines.lines().next()).unwrap_or("this value");
            UNDECODABLE_VALUE.at(span, format!("krakend cannot decode {}", quoted(what)))
        }
        Stage::Parse => {
            let what = message.split_once("': ").map_or(message, |(_, rest)| rest);
            REFUSED_CONFIG.at(span, format!("krakend refuses this: {what}"))
        }
    }
}

/// The key that a line of the decoder names, in our own quotes.
fn quoted(line: &str) -> String {
    match line.strip_prefix('\'').and_then(|rest| rest.split_once('\'')) {
        Some((key, _)) => format!("`{key}`"),
        None => line.to_owned(),
    }
}
