//! What KrakenD refuses, as findings: the verdict's own words are a note of each.

use gwc_krakend::value::Tree;
use gwc_krakend::verdict::{Check, Run, Stage, Verdict};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Rule};
use gwc_syntax::source::Span;

pub(crate) const RULES: &[&Rule] = &[
    &UNREADABLE_CONFIG,
    &UNDECODABLE_VALUE,
    &REFUSED_CONFIG,
    &CRASHING_CONFIG,
    &ROUTE_CONFLICT,
    &MALFORMED_ROUTE,
    &DIES_AT_START,
];

declare_rule! {
    /// The file is not JSON (or YAML) as KrakenD reads it.
    ///
    /// ## Why it matters
    /// KrakenD knows no comments, no trailing commas and no byte order mark. It names a letter, but no line, and
    /// nothing of the file takes effect.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], }
    /// ```
    ///
    /// ## Fix
    /// Remove what is not JSON; comments can be keys that start with `@`.
    /// ```json,good
    /// { "version": 3, "@comment": "nothing yet", "endpoints": [] }
    /// ```
    pub(crate) UNREADABLE_CONFIG { code: "GW050", name: "unreadable-config", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// A value has a type that KrakenD can not turn into the one it needs.
    ///
    /// ## Why it matters
    /// `krakend check` refuses the whole file. It names the key, but neither the line nor the value.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "port": "80a", "endpoints": [] }
    /// ```
    ///
    /// ## Fix
    /// ```json,good
    /// { "version": 3, "port": 80, "endpoints": [] }
    /// ```
    pub(crate) UNDECODABLE_VALUE { code: "GW052", name: "undecodable-value", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// KrakenD refuses the configuration while it prepares it.
    ///
    /// ## Why it matters
    /// A wrong version, a host with a path, a reserved path, a parameter that the endpoint does not have: the first
    /// of them ends reading, whatever the message says about "ignoring".
    ///
    /// ## Example
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{name}" }
    /// ```
    ///
    /// ## Fix
    /// ```json,good,backend
    /// { "url_pattern": "/b/{id}" }
    /// ```
    pub(crate) REFUSED_CONFIG { code: "GW053", name: "refused-config", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// KrakenD itself crashes on this value.
    ///
    /// ## Why it matters
    /// A `null` where an endpoint, a backend or an agent should stand is a nil pointer: `krakend check` prints a
    /// stack of Go, not a message.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [null] }
    /// ```
    ///
    /// ## Fix
    /// ```json,good
    /// { "version": 3, "endpoints": [] }
    /// ```
    pub(crate) CRASHING_CONFIG { code: "GW054", name: "crashing-config", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// Two endpoints can not stand in one router.
    ///
    /// ## Why it matters
    /// The same method and path twice, or two names for the parameter at one place: KrakenD panics when it starts.
    /// Plain `krakend check` does not see it.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "host": ["http://api"], "endpoints": [
    ///   { "endpoint": "/users/{id}", "backend": [{ "url_pattern": "/{id}" }] },
    ///   { "endpoint": "/users/{name}/mail", "backend": [{ "url_pattern": "/{name}" }] } ] }
    /// ```
    ///
    /// ## Fix
    /// Give a parameter one name wherever it stands.
    /// ```json,good
    /// { "version": 3, "host": ["http://api"], "endpoints": [
    ///   { "endpoint": "/users/{id}", "backend": [{ "url_pattern": "/{id}" }] },
    ///   { "endpoint": "/users/{id}/mail", "backend": [{ "url_pattern": "/{id}" }] } ] }
    /// ```
    pub(crate) ROUTE_CONFLICT { code: "GW150", name: "route-conflict", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// KrakenD's router can not take this path.
    ///
    /// ## Why it matters
    /// Two parameters in a segment, a wildcard without a name, a backslash: KrakenD panics when it starts. Plain
    /// `krakend check` does not see it.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "endpoint": "/a/*", "backend": [{ "url_pattern": "/b" }] }
    /// ```
    ///
    /// ## Fix
    /// Name each depth that is needed.
    /// ```json,good,endpoint
    /// { "endpoint": "/a/{path}", "backend": [{ "url_pattern": "/b/{path}" }] }
    /// ```
    pub(crate) MALFORMED_ROUTE { code: "GW151", name: "malformed-route", category: Correctness, severity: Error, since: "0.1.0" }
}

declare_rule! {
    /// `krakend check` accepts the file, and `krakend run` panics or ends.
    ///
    /// ## Why it matters
    /// Components assert the types they expect and read files when they start. What they do not find ends the
    /// process, sometimes with status 0.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "extra_config": { "telemetry/metrics": { "collection_time": 60 } } }
    /// ```
    ///
    /// ## Fix
    /// ```json,good
    /// { "version": 3, "endpoints": [], "extra_config": { "telemetry/metrics": { "collection_time": "60s" } } }
    /// ```
    pub(crate) DIES_AT_START { code: "GW153", name: "dies-at-start", category: Reliability, severity: Error, since: "0.1.0" }
}

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
        Stage::Router => MALFORMED_ROUTE.at(span, "the router can not take this path"),
        Stage::Parse if unread => UNREADABLE_CONFIG.at(span, "krakend can not read the file from here on"),
        Stage::Parse if message.contains("decoding failed") || message.contains("json: cannot unmarshal") => {
            let what =
                message.split("\n\n").nth(1).and_then(|lines| lines.lines().next()).unwrap_or("this value");
            UNDECODABLE_VALUE.at(span, format!("krakend can not decode {}", quoted(what)))
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
