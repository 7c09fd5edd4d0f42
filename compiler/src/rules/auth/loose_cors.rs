//! `security/cors` that allows more, or less, than it says.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Severity};

declare_rule! {
    /// CORS allows more than it says, or an origin that no browser sends.
    ///
    /// ## Why it matters
    /// An empty list of origins allows all of them. All of them together with credentials lets any page act as the
    /// user. An origin without its scheme never matches.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "extra_config": { "security/cors": { "allow_origins": [], "allow_credentials": true } } }
    /// ```
    ///
    /// ## Fix
    /// ```json,good
    /// { "version": 3, "endpoints": [], "extra_config": { "security/cors": { "allow_origins": ["https://app.example"], "allow_credentials": true } } }
    /// ```
    pub(crate) LOOSE_CORS { code: "GW260", name: "loose-cors", category: Security, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(cors) = subject.block("security/cors") else { return };
    let origins = cors.texts("allow_origins");
    let all = origins.is_empty() || origins.iter().any(|(origin, _)| *origin == "*");
    let span = subject.span(cors.place("allow_origins"));
    if all && cors.flag("allow_credentials") {
        out.push(LOOSE_CORS.at(span, "any origin may call with credentials").help("name the origins"));
    } else if origins.is_empty() {
        out.push(
            LOOSE_CORS
                .at(span, "without origins every origin may call")
                .help("name the origins, or say `\"*\"`"),
        );
    } else if all {
        let finding = LOOSE_CORS.at(span, "every page may read the answers").severity(Severity::Warning);
        out.push(finding.help("name the origins"));
    }
    for (origin, node) in origins.into_iter().filter(|(origin, _)| *origin != "*" && !origin.contains("://"))
    {
        let message = format!("no browser sends `{origin}` as its origin: it has a scheme");
        out.push(LOOSE_CORS.at(subject.span(node), message).help(format!("write `https://{origin}`")));
    }
}
