use std::collections::BTreeMap;

use gwc_artifact::{Cors, EndpointPolicy, OriginPattern, Origins};

use crate::lint::{Block, Context, Subject};
use crate::model::Source;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Severity};
use gwc_syntax::source::Span;
use gwc_syntax::tree::NodeId;

declare_rule! {
    /// CORS allows any origin, or an origin on the machine of the user.
    ///
    /// ## What it does
    /// Reports:
    ///
    /// - `allow_origins` of `security/cors` that is not set, is empty or contains `"*"`: an error with
    ///   `allow_credentials`, otherwise a warning
    /// - the origin `*` in `cors` of a route file: a warning
    /// - in both, an origin on `localhost` or `127.0.0.1`: a warning
    ///
    /// ## Why is this bad?
    /// KrakenD treats an empty list as `"*"`. Any web page can then read what its visitors can reach without
    /// credentials: a page on the internet reads an internal API through the browser of an employee. With
    /// `allow_credentials`, KrakenD still returns `Access-Control-Allow-Origin: *`, and browsers block the response to
    /// every request with cookies.
    ///
    /// The origin `http://localhost:3000` belongs to any program that listens on this port of a user's machine, so a
    /// page of that program can read the same responses.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "extra_config": { "security/cors": { "allow_origins": [], "allow_credentials": true } } }
    /// ```
    ///
    /// The same in route files, where `krakend` is copied to the `extra_config` of the configuration:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { security/cors: { allow_origins: ["*"], allow_credentials: true } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// List the origins that may call the gateway.
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
    ///
    /// ## When to ignore
    /// A public API without cookies that any web page may read, or a gateway for development.
    ///
    /// ## References
    /// - Fetch standard, CORS protocol and credentials
    /// - rs/cors v1.11, `cors.go`
    pub(crate) LOOSE_CORS { code: "GW260", name: "loose-cors", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, BuiltJson] }
}

/// The origins of `cors` in route files; its values are checked when it is read.
pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    if gateway.source == Source::Krakend {
        return;
    }
    let mut places: BTreeMap<Span, &Cors> = BTreeMap::new();
    places.extend(gateway.cors.iter().map(|cors| (gateway.span(cors.origin), &cors.value)));
    for policy in gateway.endpoints.iter().flat_map(|endpoint| &endpoint.policies) {
        if let EndpointPolicy::Cors(cors) = &policy.value {
            places.insert(gateway.span(policy.origin), cors);
        }
    }
    for (span, cors) in places {
        let Origins::List(patterns) = &cors.origins else {
            let finding =
                LOOSE_CORS.at(span, "any web page may call this gateway").severity(Severity::Warning);
            out.push(finding.help(LIST_THEM));
            continue;
        };
        let origins: Vec<String> = patterns.iter().map(OriginPattern::to_string).collect();
        for origin in origins.iter().filter(|origin| is_local(origin)) {
            let message = format!(
                "origin `{origin}` allows any program on this port of a user's machine to read responses in the browser"
            );
            let finding = LOOSE_CORS.at(span, message).severity(Severity::Warning);
            out.push(finding.help("remove it, and allow it only in the overlay of a development environment, such as `overlays/dev.yaml`"));
        }
    }
}

pub(crate) fn check_configuration(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(cors) = subject.block("security/cors") else { return };
    let origins = cors.texts("allow_origins");
    out.extend(any_origin(subject, cors, &origins));
    for (origin, node) in origins.into_iter().filter(|(origin, _)| *origin != "*") {
        let span = subject.span(node);
        if is_local(origin) {
            let message = format!(
                "origin `{origin}` allows any program on this port of a user's machine to read responses in the browser"
            );
            let finding = LOOSE_CORS.at(span, message).severity(Severity::Warning);
            out.push(
                finding
                    .help("remove it, and allow it only in the configuration of a development environment"),
            );
        }
    }
}

const LIST_THEM: &str = "list the origins that may call the gateway, such as `https://app.example.com`";

/// KrakenD treats an empty list as all origins.
fn any_origin(subject: &Subject<'_>, cors: Block<'_>, origins: &[(&str, NodeId)]) -> Option<Diagnostic> {
    if !origins.is_empty() && origins.iter().all(|(origin, _)| *origin != "*") {
        return None;
    }
    let (severity, message) = match (cors.flag("allow_credentials"), origins.is_empty()) {
        (true, _) => (
            Severity::Error,
            "every origin is allowed, so `allow_credentials` does not work: browsers block responses to requests with cookies",
        ),
        (_, true) => (Severity::Warning, "no origin is listed, so any web page may call this gateway"),
        _ => (Severity::Warning, "any web page may call this gateway"),
    };
    let span = subject.span(cors.place("allow_origins"));
    Some(LOOSE_CORS.at(span, message).severity(severity).help(LIST_THEM))
}

fn is_local(origin: &str) -> bool {
    ["//localhost", "//127.0.0.1"].iter().any(|local| origin.contains(local))
}
