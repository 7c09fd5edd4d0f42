use crate::lint::Context;
use crate::lint::literals;
use crate::model::overlap::{self, Part};
use crate::model::phrases;
use crate::model::{Endpoint, Rewrite};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostics, Severity};
use gwc_syntax::source::Span;

declare_rule! {
    /// A path for operators - administration, metrics, key stores, debugging - is open, or open to every token.
    ///
    /// ## Why is this bad?
    /// `/admin`, `/metrics` or `/keystore` tell or do what no customer should see or do. Behind a token that every
    /// customer has it is a note; open it is a warning.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   node: { at: /node, upstream: models, paths: { /keystore: POST }, auth: public }
    /// ```
    ///
    /// ## Use instead
    /// Leave it out of the gateway, or ask for a credential that only operators have.
    /// ```yaml,good
    /// services:
    ///   node: { at: /node, upstream: models, paths: { /info: POST }, auth: public }
    /// ```
    pub(crate) SENSITIVE_PATH_OPEN { code: "GW209", name: "sensitive-path-open", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

/// Segments that stand for operators' paths.
const WORDS: [&str; 20] = [
    "admin",
    "keystore",
    "metrics",
    "debug",
    "pprof",
    "varz",
    "connz",
    "subsz",
    "jsz",
    "routez",
    "actuator",
    "heapdump",
    "threaddump",
    "phpmyadmin",
    "__debug",
    "__stats",
    "_admin",
    "console-admin",
    "server-status",
    "env",
];

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let found = context.gateway.endpoints.iter().filter(|e| word(e).is_some());
    let (open, gated): (Vec<&Endpoint>, Vec<&Endpoint>) = found.partition(|e| e.credential.value.is_open());
    for (open, endpoints) in [(true, open), (false, gated)] {
        let hits = endpoints.into_iter().map(|e| (place(context, e, open), e));
        for group in context.groups(hits) {
            let list = phrases::endpoints(&group.endpoints);
            let (severity, message) = match open {
                true => (Severity::Warning, format!("{list} {} open to everybody", is(&group.endpoints))),
                false => (Severity::Note, format!("every caller with a token or key may use {list}")),
            };
            out.push(
                group
                    .at(&SENSITIVE_PATH_OPEN, message)
                    .severity(severity)
                    .note(format!(
                        "`{}` is a path for operators",
                        word(group.endpoints[0]).unwrap_or_default()
                    ))
                    .help("leave it out of the gateway, or ask for a credential that only operators have"),
            );
        }
    }
}

fn is(endpoints: &[&Endpoint]) -> &'static str {
    phrases::plural(endpoints.len(), "is", "are")
}

/// What opens it, else the path that has the word.
fn place(context: &Context<'_>, endpoint: &Endpoint, open: bool) -> Span {
    if open && !context.is_raw() {
        return context.gateway.span(endpoint.credential.origin);
    }
    let by_path = literals(endpoint).any(|segment| WORDS.iter().any(|w| segment.eq_ignore_ascii_case(w)));
    match endpoint.backend().filter(|_| context.is_raw() && !by_path) {
        Some(backend) => context.gateway.span(backend.path.origin),
        None => context.place(endpoint),
    }
}

fn word(endpoint: &Endpoint) -> Option<&'static str> {
    let upstream = |rewrite: &Rewrite| {
        let parts = overlap::of_rewrite(rewrite);
        WORDS.iter().find(|w| parts.contains(&Part::Literal(w)))
    };
    let by_path =
        literals(endpoint).find_map(|segment| WORDS.iter().find(|w| segment.eq_ignore_ascii_case(w)));
    by_path.or_else(|| endpoint.backends().iter().find_map(|b| upstream(&b.path.value))).copied()
}
