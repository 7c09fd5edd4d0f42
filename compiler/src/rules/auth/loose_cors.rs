//! `security/cors` that allows more, or less, than it says.

use crate::lint::{Block, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Severity};
use gwc_syntax::tree::NodeId;

declare_rule! {
    /// CORS allows any origin or a developer's own machine, or lists an origin that no browser sends.
    ///
    /// ## Why is this bad?
    /// An empty list of origins allows all of them, as `"*"` does. With credentials, any web page then acts as the user who visits
    /// it: an error. Without, it reads what its visitors can reach and others cannot: a warning. `localhost` is any page that
    /// runs on a user's machine. An origin without its scheme never matches.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "extra_config": { "security/cors": { "allow_origins": [], "allow_credentials": true } } }
    /// ```
    ///
    /// The same in route files:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { security/cors: { allow_origins: ["*"], allow_credentials: true } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good
    /// { "version": 3, "endpoints": [], "extra_config": { "security/cors": { "allow_origins": ["https://app.example"], "allow_credentials": true } } }
    /// ```
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { security/cors: { allow_origins: ["https://shop.example.com"], allow_credentials: true } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    pub(crate) LOOSE_CORS { code: "GW260", name: "loose-cors", category: Security, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(cors) = subject.block("security/cors") else { return };
    let origins = cors.texts("allow_origins");
    out.extend(any_origin(subject, cors, &origins));
    for (origin, node) in origins.into_iter().filter(|(origin, _)| *origin != "*") {
        let span = subject.span(node);
        if !origin.contains("://") {
            let message = format!("no browser sends `{origin}` as its origin: it has a scheme");
            out.push(LOOSE_CORS.at(span, message).help(format!("write `https://{origin}`")));
        } else if is_local(origin) {
            let message = format!("`{origin}` is any page on the machine of a user");
            let finding = LOOSE_CORS.at(span, message).severity(Severity::Warning);
            out.push(finding.help("allow it in an overlay for development only"));
        }
    }
}

/// KrakenD takes no origin for any.
fn any_origin(subject: &Subject<'_>, cors: Block<'_>, origins: &[(&str, NodeId)]) -> Option<Diagnostic> {
    if !origins.is_empty() && origins.iter().all(|(origin, _)| *origin != "*") {
        return None;
    }
    let (severity, message) = match (cors.flag("allow_credentials"), origins.is_empty()) {
        (true, _) => (Severity::Error, "any web page may act with the credentials of its visitors"),
        (_, true) => (Severity::Warning, "without origins any web page may call this gateway"),
        _ => (Severity::Warning, "any web page may call this gateway"),
    };
    let span = subject.span(cors.place("allow_origins"));
    Some(LOOSE_CORS.at(span, message).severity(severity).help("list the origins that may call it"))
}

fn is_local(origin: &str) -> bool {
    ["//localhost", "//127.0.0.1"].iter().any(|local| origin.contains(local))
}
