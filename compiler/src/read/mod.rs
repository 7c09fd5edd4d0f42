//! KrakenD configurations into the [`model`](crate::model): JSON and YAML files, also inside a ConfigMap.
//!
//! It accepts what KrakenD CE accepts (weak typing, struct keys in any case, both spellings of component names)
//! and takes its decisions: defaults, the arithmetic of limits, what a missing key means. What KrakenD refuses is
//! reported; as long as it can be decoded, there is a model all the same, so that the rest is checked too.
//!
//! Nothing is lost: `extra` holds each `extra_config`, and `rest` every key as it was written, with a placeholder
//! where the model holds the value (see `rest.rs`). [`crate::lower::krakend_verbatim`] puts it together again.
//!
//! Which components KrakenD reads where, and whether it would start, is in [`gwc_krakend`]: [`gateway`] takes
//! what was simulated there, and reports nothing.

mod gateway;
mod endpoint;
pub(crate) mod breaker;
mod auth;
mod limit;
mod path;
mod rest;
pub(crate) mod security;
mod upstream;

use crate::codes::{
    CRASHING_CONFIG, MALFORMED_ROUTE, REFUSED_CONFIG, ROUTE_CONFLICT, UNDECODABLE_VALUE, UNREADABLE_CONFIG,
};
use crate::load::Configuration;
use crate::model::Gateway;
use gwc_krakend::simulate::{Input, LATEST, Parsed, Simulation};
use gwc_krakend::verdict::{Check, Stage};
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::Span;

/// The label of the other place of a conflict.
pub(crate) const CONFLICTING_PLACE: &str = "conflicting place";
/// The label of the first of two endpoints that are the same.
pub(crate) const FIRST_PLACE: &str = "first defined here";

/// Deepest nesting of values in a configuration. KrakenD has no such limit; no real file comes near.
pub const MAX_DEPTH: usize = 128;

/// Reads a KrakenD configuration into the model, without a rule that looks at it.
///
/// Nothing when it is not even decoded; what is wrong is in `out`.
pub fn krakend(configuration: Configuration, out: &mut Diagnostics) -> Option<Gateway> {
    let Configuration { file, name, bytes, format, parsed, nearby: _ } = configuration;
    if let Some(finding) = unreadable(&parsed) {
        out.push(finding);
        return None;
    }
    let input = Input { name: &name, bytes: &bytes, format, file, release: LATEST };
    let simulation = Simulation::of_parsed(input, parsed);
    out.extend(refusal(&simulation).or_else(|| unroutable(&simulation)));
    gateway(&simulation)
}

/// The model of a configuration that was simulated; nothing when it is not even decoded, or makes KrakenD crash.
///
/// What is wrong with it is reported by the rules over [`Simulation`].
pub fn gateway(simulation: &Simulation<'_>) -> Option<Gateway> {
    let document = &simulation.document;
    if rest::depth(document) > MAX_DEPTH || simulation.service.as_ref().is_err_and(|refusal| refusal.crash) {
        return None;
    }
    let root = document.root.filter(|root| document.map(*root).is_some())?;
    let service = simulation.decoded.as_ref()?;
    Some(gateway::read(simulation.input.name, simulation.tree(), root, service))
}

/// Why KrakenD's router refuses an endpoint: two of them conflict, or it does not read a path.
pub(crate) fn unroutable(simulation: &Simulation<'_>) -> Option<Diagnostic> {
    let verdict = &simulation.verdict;
    if (verdict.check, verdict.stage) != (Check::Refuse, Some(Stage::Router)) {
        return None;
    }
    let span = verdict.spans.first().copied().unwrap_or(Span::file_start(simulation.document.file));
    let (finding, label) = match verdict.routes.as_slice() {
        [this, other, ..] => conflict(simulation, span, (*this, *other)),
        _ => {
            let finding = MALFORMED_ROUTE
                .at(span, "KrakenD's router panics on this path")
                .help("write each segment as plain text, or as one parameter such as `{id}`");
            (finding, CONFLICTING_PLACE)
        }
    };
    let others = verdict.spans.iter().skip(1).filter(|other| **other != span);
    Some(others.fold(finding, |finding, other| finding.related(*other, label)))
}

/// Two endpoints, by index, that the router cannot both have, and the label of the other one.
fn conflict(
    simulation: &Simulation<'_>,
    span: Span,
    (this, other): (usize, usize),
) -> (Diagnostic, &'static str) {
    let (first, second) = (this.min(other), this.max(other));
    let (earlier, later) = (path_of(simulation, first), path_of(simulation, second));
    if earlier != later {
        let message = format!("`{later}` conflicts with `{earlier}` in KrakenD's router");
        let help = "use the same parameter name at the same place of both paths";
        return (ROUTE_CONFLICT.at(span, message).help(help), CONFLICTING_PLACE);
    }
    let method = method_of(simulation, second);
    let message =
        format!("`{method} {later}` is defined twice, and KrakenD's router panics on the second one");
    let help = "remove one of them, or give it another path or method";
    (ROUTE_CONFLICT.at(span, message).help(help), FIRST_PLACE)
}

/// The method of an endpoint, as KrakenD reads it.
fn method_of(simulation: &Simulation<'_>, index: usize) -> String {
    let endpoint = simulation.decoded.as_ref().and_then(|service| service.endpoints.get(index)?.as_ref());
    let method = endpoint.map(|endpoint| endpoint.method.to_uppercase()).filter(|method| !method.is_empty());
    method.unwrap_or_else(|| "GET".to_owned())
}

/// The path of an endpoint, as it is written.
fn path_of(simulation: &Simulation<'_>, index: usize) -> String {
    let doc = &simulation.document;
    let endpoints = doc.root.and_then(|root| doc.get(root, "endpoints")).and_then(|list| doc.seq(list));
    let endpoint = endpoints.and_then(|list| list.get(index));
    let path = endpoint.and_then(|endpoint| doc.get(*endpoint, "endpoint")).and_then(|path| doc.scalar(path));
    path.map(|path| path.text.to_string()).unwrap_or_default()
}

/// The finding that a configuration is not even JSON or YAML.
pub(crate) fn unreadable(parsed: &Parsed) -> Option<Diagnostic> {
    let (message, span) = parsed.unreadable()?;
    let help = "remove comments and trailing commas, and use double quotes";
    Some(UNREADABLE_CONFIG.at(span, message).help(help))
}

/// Why a configuration has no model, or is rejected by KrakenD.
pub(crate) fn refusal(simulation: &Simulation<'_>) -> Option<Diagnostic> {
    let document = &simulation.document;
    let start = Span::file_start(document.file);
    if rest::depth(document) > MAX_DEPTH {
        let message = format!("the configuration is nested deeper than {MAX_DEPTH} levels");
        return Some(UNREADABLE_CONFIG.at(start, message).help("reduce the nesting"));
    }
    let refusal = simulation.service.as_ref().err()?;
    let rule = match (refusal.crash, &simulation.decoded) {
        (true, _) => &CRASHING_CONFIG,
        (false, None) => &UNDECODABLE_VALUE,
        (false, Some(_)) => &REFUSED_CONFIG,
    };
    let (place, others) = match refusal.nodes.split_first() {
        Some((first, others)) => (document.span(*first), others),
        None => (start, [].as_slice()),
    };
    let finding = rule
        .at(place, format!("KrakenD rejects the configuration: {}", refusal.message.trim_end()))
        .help("correct it and check again; KrakenD reports only the first error of a file");
    let others = others.iter().map(|node| document.span(*node)).filter(|span| *span != place);
    Some(others.fold(finding, |finding, span| finding.related(span, "also part of this error")))
}
