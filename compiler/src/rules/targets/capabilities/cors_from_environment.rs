//! `cors` for the target `hanzo`, which reads the origins from its environment.

use gwc_artifact::{OriginPattern, Origins};

use super::cors_per_endpoint;
use crate::model::{EnvValue, Gateway};
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

/// The variable of the Hanzo gateway.
const VARIABLE: &str = "GATEWAY_CORS_ORIGINS";

declare_rule! {
    /// The Hanzo gateway reads the origins of CORS from its environment, not from its configuration.
    ///
    /// ## What it does
    /// Reports `cors`. The `cors` of the gateway is not reported if `deploy.env` sets `GATEWAY_CORS_ORIGINS` to the
    /// same exact origins, or takes it from a Secret. A `cors` of a profile, a service or a path is reported in any
    /// case.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD). A gateway
    /// without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// The Hanzo gateway answers CORS requests itself. It allows its own list of origins and those of the variable, for
    /// all endpoints and always with credentials. A page of an origin that only `cors` lists gets no CORS header: in
    /// the example, the browser blocks the calls of `https://app.example.com`.
    ///
    /// ## Example
    /// `credentials: true` lets pages send cookies:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// cors: { origins: [https://app.example.com], credentials: true }
    /// services: { plans: { at: /plans, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// Set the variable to the same origins in `deploy.env`, as here. It applies to all endpoints: replace a `cors` of
    /// a profile, a service or a path by that of the gateway.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// cors: { origins: [https://app.example.com], credentials: true }
    /// services: { plans: { at: /plans, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// deploy: { runs: hanzo, env: { GATEWAY_CORS_ORIGINS: "https://app.example.com" } }
    /// ```
    ///
    /// ## When to ignore
    /// The variable is set by other manifests than those of `gwc`.
    pub(crate) CORS_FROM_ENVIRONMENT { code: "GW791", name: "cors-from-environment", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &CORS_FROM_ENVIRONMENT,
    does: "the origins are read from `GATEWAY_CORS_ORIGINS`",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let gateway = subject.gateway;
    let names = subject.names();
    let message = format!("{names} ignores `cors`, and allows the origins of `{VARIABLE}` instead");
    let mut found = Vec::new();
    if let Some(cors) = gateway.cors.as_ref().filter(|_| !is_in_environment(gateway)) {
        let help = match exact(gateway) {
            Some(origins) => {
                format!("set `{VARIABLE}: \"{}\"` under `deploy: {{ env: ... }}`", origins.join(","))
            }
            None => format!(
                "list the origins in `{VARIABLE}` under `deploy: {{ env: ... }}`; it has no wildcards"
            ),
        };
        found.push(CORS_FROM_ENVIRONMENT.at(gateway.span(cors.origin), message.clone()).help(help));
    }
    let others = cors_per_endpoint::others(gateway).into_iter();
    found.extend(others.map(|(span, endpoint)| {
        let finding = CORS_FROM_ENVIRONMENT.at(span, message.clone()).route(endpoint.key());
        finding.help(format!(
            "set `cors` in `gateway.yaml` for all endpoints: `{VARIABLE}` applies to all of them"
        ))
    }));
    found
}

/// The origins of the gateway, where all are exact.
fn exact(gateway: &Gateway) -> Option<Vec<&str>> {
    let Origins::List(patterns) = &gateway.cors.as_ref()?.value.origins else { return None };
    patterns.iter().map(text).collect()
}

fn text(pattern: &OriginPattern) -> Option<&str> {
    match pattern {
        OriginPattern::Exact(origin) => Some(origin),
        OriginPattern::Between { .. } => None,
    }
}

/// Whether the variable has these origins, or is kept in a Secret.
fn is_in_environment(gateway: &Gateway) -> bool {
    let mut env = gateway.deploy.iter().flat_map(|deploy| &deploy.env);
    let Some((_, value)) = env.find(|(name, _)| name.value == VARIABLE) else { return false };
    let EnvValue::Text(text) = value else { return true };
    let mut set: Vec<&str> =
        text.value.split(',').map(str::trim).filter(|origin| !origin.is_empty()).collect();
    set.sort_unstable();
    exact(gateway).is_some_and(|origins| origins == set)
}
