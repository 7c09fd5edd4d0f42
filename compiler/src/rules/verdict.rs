//! What KrakenD rejects, as findings. KrakenD's own message is a note of each.

mod json_slip;
pub(crate) mod refused;

use crate::codes::{CRASHING_CONFIG, DIES_AT_START, REFUSED_CONFIG, UNDECODABLE_VALUE, UNREADABLE_CONFIG};
use crate::load::NearbyFiles;
use crate::read;
use crate::rules::effects::WRONG_KIND_OF_OPTION;
use gwc_krakend::simulate::Simulation;
use gwc_krakend::value::Format;
use gwc_krakend::verdict::{Check, Run, Stage, Verdict};
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::Span;

/// Reports the verdict.
pub(crate) fn report(simulation: &Simulation<'_>, nearby: &NearbyFiles, out: &mut Vec<Diagnostic>) {
    let (tree, verdict) = (simulation.tree(), &simulation.verdict);
    let start = Span::file_start(tree.doc.file);
    let span = verdict.spans.first().copied().unwrap_or(start);
    if let (Check::Refuse, Some(stage), Some(message)) = (verdict.check, verdict.stage, &verdict.message) {
        let mut finding = match (stage, read::unroutable(simulation)) {
            (Stage::Router, Some(finding)) => finding,
            (Stage::Parse, _) if tree.doc.root.is_none() => unreadable(simulation, nearby, span),
            (Stage::Parse, _) if simulation.syntax.is_some() => yaml_syntax(simulation, message, span),
            _ => refusal(stage, message, span),
        };
        if finding.rule == &REFUSED_CONFIG && simulation.syntax.is_none() {
            finding = refused::with_way_out(simulation, finding, message);
        } else if stage != Stage::Router {
            let label = match finding.rule == &UNDECODABLE_VALUE {
                true => "cannot be decoded either",
                false => read::CONFLICTING_PLACE,
            };
            for other in verdict.spans.iter().skip(1).filter(|other| **other != span) {
                finding = finding.related(*other, label);
            }
        }
        out.push(match is_without_quotation(simulation, &finding) {
            true => finding,
            false => finding.note(format!("`krakend check -t` would print: {message}")),
        });
        return;
    }
    // Another rule reports what depends on the machine.
    let (Run::Panics | Run::Exits, false) = (verdict.run, verdict.run_elsewhere) else { return };
    if let Some(message) = &verdict.run_message {
        out.push(dies_at_start(verdict, span, message));
    }
}

fn dies_at_start(verdict: &Verdict, span: Span, message: &str) -> Diagnostic {
    let how = if verdict.run == Run::Panics { "panics" } else { "exits" };
    let finding = DIES_AT_START.at(span, format!("`krakend check` accepts this, but `krakend run` {how}"));
    finding.note(format!("`krakend run` would print: {message}"))
}

/// One mistake is one finding: the value that ends the process is not ignored as well. Its finding gives the way out.
pub(crate) fn merge_death(out: &mut Vec<Diagnostic>) {
    let Some(at) = out.iter().position(|found| found.rule == &DIES_AT_START) else { return };
    let span = out[at].primary.span;
    let same = |found: &Diagnostic| found.rule == &WRONG_KIND_OF_OPTION && found.primary.span == span;
    let Some(other) = out.iter().position(same) else { return };
    let wrong = out.remove(other);
    let death = &mut out[if other < at { at - 1 } else { at }];
    // What the option would do without the panic is no fact about this file.
    let expected = wrong.message.split(": ").next().unwrap_or_default();
    death.message = format!("{expected}: {}", death.message);
    death.help = wrong.help;
    death.fix = wrong.fix;
}

/// A file that is no JSON or YAML: a template, a frequent slip, or what KrakenD calls it.
fn unreadable(simulation: &Simulation<'_>, nearby: &NearbyFiles, span: Span) -> Diagnostic {
    if let Some(finding) = template(simulation, nearby, span).or_else(|| route_file(simulation, span)) {
        return finding;
    }
    let slip = match simulation.input.format {
        Format::Json => json_slip::find(simulation.input.bytes, span),
        Format::Yaml => None,
        Format::Toml => return toml_syntax(simulation, span),
    };
    slip.unwrap_or_else(|| {
        UNREADABLE_CONFIG
            .at(span, "the configuration is not valid from here on")
            .help("correct the syntax at this place; a quote, comma or bracket before it may be missing")
    })
}

const TEMPLATE: &str = "this is a template, which KrakenD renders before it reads the configuration";

fn template(simulation: &Simulation<'_>, nearby: &NearbyFiles, span: Span) -> Option<Diagnostic> {
    let render = nearby.render.as_ref()?;
    let text = std::str::from_utf8(simulation.input.bytes).ok()?;
    let at = text.find("{{")?;
    let place = Span { start: at as u32, end: at as u32 + 2, ..span };
    let finding = UNREADABLE_CONFIG.at(place, TEMPLATE);
    Some(finding.help(format!("render it with `{render}`, then run `gwc check out.json`")))
}

/// A route file with a name that does not end in `.yaml`.
fn route_file(simulation: &Simulation<'_>, span: Span) -> Option<Diagnostic> {
    let text = std::str::from_utf8(simulation.input.bytes).ok()?;
    let keys = ["gateway:", "services:", "defaults:"];
    let is_route_file = text.lines().any(|line| keys.iter().any(|key| line.starts_with(key)));
    if simulation.input.format != Format::Json || !is_route_file {
        return None;
    }
    let message = "this is a route file, but its name does not end in `.yaml`: it is read as a KrakenD configuration in JSON";
    Some(UNREADABLE_CONFIG.at(span, message).help("rename it to `NAME.yaml`"))
}

const TOML: &str = "invalid TOML: ";

/// KrakenD reads TOML with another parser, which has other words.
fn toml_syntax(simulation: &Simulation<'_>, span: Span) -> Diagnostic {
    let message = simulation.verdict.message.as_deref().unwrap_or_default();
    let what = message.split_once("': ").map_or(message, |(_, what)| what);
    UNREADABLE_CONFIG
        .at(span, format!("{TOML}{what}"))
        .help("correct this line, or the lines above if it has no mistake")
}

/// Nothing is quoted of KrakenD where its words are not known: about a template they depend on its environment.
fn is_without_quotation(simulation: &Simulation<'_>, finding: &Diagnostic) -> bool {
    finding.message == TEMPLATE || finding.message.starts_with(TOML) || is_in_own_words(simulation)
}

/// Whether the message of an error of YAML is that of `gwc`: go-yaml has the error in other words.
fn is_in_own_words(simulation: &Simulation<'_>) -> bool {
    let message = simulation.verdict.message.as_deref().unwrap_or_default();
    simulation.syntax.as_ref().is_some_and(|syntax| message.ends_with(&syntax.message))
}

/// An error of YAML, with the way out that the reader of `gwc` knows.
fn yaml_syntax(simulation: &Simulation<'_>, message: &str, span: Span) -> Diagnostic {
    let Some(syntax) = &simulation.syntax else { return refusal(Stage::Parse, message, span) };
    let finding = REFUSED_CONFIG.at(span, format!("KrakenD rejects this file: {}", syntax.message));
    let (help, fix) = (syntax.help.clone(), syntax.fix.clone());
    let help = help.or_else(|| fix.is_none().then(|| "correct the syntax at this place".to_owned()));
    Diagnostic { related: syntax.related.clone(), help, fix, ..finding }
}

fn refusal(stage: Stage, message: &str, span: Span) -> Diagnostic {
    match stage {
        Stage::Crash => CRASHING_CONFIG
            .at(span, "KrakenD crashes on this value when it reads the configuration")
            .help("remove it, or write a value of the type that its key requires"),
        Stage::Parse if message.contains("decoding failed") || message.contains("json: cannot unmarshal") => {
            let lines = message.split("\n\n").nth(1).unwrap_or_default();
            let what = quoted(lines.lines().next().unwrap_or("this value"));
            let others = match lines.lines().filter(|line| line.starts_with('\'')).count().saturating_sub(1) {
                0 => String::new(),
                1 => " and one other value".to_owned(),
                others => format!(" and {others} other values"),
            };
            UNDECODABLE_VALUE
                .at(span, format!("KrakenD cannot decode {what}{others}"))
                .help("write a value of the type that this key requires")
        }
        Stage::Parse | Stage::Router => {
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
