//! `balance` for the target `hanzo`, which reads its own settings from the environment.

use gwc_artifact::EndpointPolicy;

use crate::model::Gateway;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

/// The variable that switches the balance gate of the engine on.
const VARIABLE: &str = "BILLING_ENABLED";

declare_rule! {
    /// Target `hanzo` ignores `balance`, and checks account balances only if `BILLING_ENABLED` is set.
    ///
    /// ## What it does
    /// Reports `balance` of endpoints, unless `deploy.env` sets `BILLING_ENABLED`.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD). A gateway
    /// without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// The Hanzo gateway checks balances only if the variable `BILLING_ENABLED` is `true`. It then requests balances
    /// from `AUTH_BILLING_URL`, with `COMMERCE_SERVICE_TOKEN` as the credential, for all paths that begin with an entry
    /// of `BILLING_PATHS`. Without the variables, an account without funds can still use the endpoint.
    ///
    /// ## Example
    /// The service at `url` tells the balance of an account. With `on_error: closed`, requests should be rejected while
    /// it does not answer:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo]
    /// balances: { credits: { url: "https://commerce.example.com/balance", on_error: closed } }
    /// auth:
    ///   iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { search: { at: /search, upstream: commerce, methods: GET, auth: iam, timeout: 5s, balance: credits } }
    /// ```
    ///
    /// ## Use instead
    /// Set these variables of the Hanzo gateway under `deploy: { env: ... }`. The token is read from the Kubernetes
    /// Secret `billing`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo]
    /// deploy: { runs: hanzo, env: { BILLING_ENABLED: "true", AUTH_BILLING_URL: "https://commerce.example.com", BILLING_PATHS: /search, COMMERCE_SERVICE_TOKEN: { secretRef: { name: billing, key: token } } } }
    /// balances: { credits: { url: "https://commerce.example.com/balance", on_error: closed } }
    /// auth:
    ///   iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { search: { at: /search, upstream: commerce, methods: GET, auth: iam, timeout: 5s, balance: credits } }
    /// ```
    ///
    /// ## When to ignore
    /// The variables are set by other manifests than those of `gwc`.
    pub(crate) BALANCE_FROM_ENVIRONMENT { code: "GW775", name: "balance-from-environment", category: Security, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &BALANCE_FROM_ENVIRONMENT,
    does: "balances are requested as `BILLING_ENABLED` and `BILLING_PATHS` set it",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    if is_in_environment(subject.gateway) {
        return Vec::new();
    }
    let places = subject.policies(|policy| matches!(policy, EndpointPolicy::Balance(_)));
    // One finding: a variable of the container is not about one endpoint.
    let first = places.into_iter().next();
    let finding = first.map(|(span, endpoint)| {
        let names = subject.names();
        let message = format!("{names} ignores `balance`: it checks account balances only if `{VARIABLE}` is set");
        let finding = BALANCE_FROM_ENVIRONMENT.at(span, message).route(endpoint.key());
        finding.help(format!("set `{VARIABLE}: \"true\"`, `AUTH_BILLING_URL`, `COMMERCE_SERVICE_TOKEN` and `BILLING_PATHS` under `deploy: {{ env: ... }}`"))
    });
    finding.into_iter().collect()
}

fn is_in_environment(gateway: &Gateway) -> bool {
    let mut env = gateway.deploy.iter().flat_map(|deploy| &deploy.env);
    env.any(|(name, _)| name.value == VARIABLE)
}
