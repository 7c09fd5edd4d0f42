//! `balance` for `krakend-ce`, which requests no balance.

use gwc_artifact::EndpointPolicy;

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `balance` is set, and a target accepts requests of accounts without funds.
    ///
    /// ## What it does
    /// Reports `balance` of endpoints.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `krakend-ce` (KrakenD). A gateway without `targets` has
    /// all targets.
    ///
    /// ## Why is this bad?
    /// With `balance`, the gateway requests the balance of the account from a billing service and returns `402` if it
    /// is used up. KrakenD CE does not request balances: an account without funds can still use the endpoint.
    ///
    /// ## Example
    /// The service at `url` tells the balance of an account. With `on_error: closed`, requests are rejected while it
    /// does not answer:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// balances: { credits: { url: "https://commerce.example.com/balance", on_error: closed } }
    /// auth:
    ///   iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { search: { at: /search, upstream: commerce, methods: GET, auth: iam, timeout: 5s, balance: credits } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. Or check the balance in the upstream,
    /// and suppress the finding as shown below.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// balances: { credits: { url: "https://commerce.example.com/balance", on_error: closed } }
    /// auth:
    ///   iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { search: { at: /search, upstream: commerce, methods: GET, auth: iam, timeout: 5s, balance: credits } }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream requests the balance itself. A comment on the line of `targets`, or above it, suppresses all
    /// findings of this rule in the gateway.
    pub(crate) BALANCE_NOT_ENFORCED { code: "GW774", name: "balance-not-enforced", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &BALANCE_NOT_ENFORCED,
    does: "requests of accounts without funds are accepted",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let places = subject.policies(|policy| matches!(policy, EndpointPolicy::Balance(_)));
    places
        .into_iter()
        .map(|(span, endpoint)| {
            let names = subject.names();
            let message = format!(
                "`balance` has no effect in {names}: requests of accounts without funds are accepted"
            );
            let finding = subject.unprotected(&BALANCE_NOT_ENFORCED, span, message).route(endpoint.key());
            finding.help("check the balance in the upstream")
        })
        .collect()
}
