use crate::lint::Context;
use crate::lint::literals;
use crate::model::overlap::{self, Part};
use crate::model::phrases;
use crate::model::{Endpoint, Rewrite};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostics, Severity};
use gwc_syntax::source::Span;

declare_rule! {
    /// A path for operators, such as administration or metrics, is open to clients.
    ///
    /// ## What it does
    /// Reports an endpoint with a path or an upstream path that contains a segment such as `admin`, `metrics`, `debug`,
    /// `keystore` or `actuator`. The finding is a warning for a public endpoint. It is a note for an endpoint that
    /// requires a credential, because every client with that credential can call it.
    ///
    /// ## Why is this bad?
    /// Such paths expose data or operations that no customer may use. With a public `/keystore` of a blockchain node,
    /// any client on the internet can create and export keys on that node.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   node: { at: /node, upstream: models, paths: { /info: POST, /keystore: POST }, auth: public }
    /// ```
    ///
    /// ## Use instead
    /// Remove the path from the gateway, here `/keystore`. Operators can call the node from inside the cluster. Or
    /// require a credential that only operators have.
    /// ```yaml,good
    /// services:
    ///   node: { at: /node, upstream: models, paths: { /info: POST }, auth: public }
    /// ```
    ///
    /// ## When to ignore
    /// The segment has another meaning here, for example the metrics of a customer's own website, or only operators
    /// have the credential.
    pub(crate) SENSITIVE_PATH_OPEN { code: "GW209", name: "sensitive-path-open", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

/// Segments of paths for operators.
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
            let word = word(group.endpoints[0]).unwrap_or_default();
            let is = phrases::plural(group.endpoints.len(), "is", "are");
            let (severity, callers) = match open {
                true => (Severity::Warning, format!("{is} public")),
                false => (Severity::Note, format!("{is} open to every client with a credential")),
            };
            let message = format!("{list} {callers}, but `{word}` names a path for operators");
            out.push(
                group
                    .at(&SENSITIVE_PATH_OPEN, message)
                    .severity(severity)
                    .help("remove it from the gateway, or require a credential that only operators have"),
            );
        }
    }
}

/// The place that makes it public, otherwise the path with the word.
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
