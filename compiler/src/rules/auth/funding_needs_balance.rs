use gwc_artifact::EndpointPolicy;

use crate::lint::Context;
use crate::model::overlap::{self, Part};
use crate::model::{Backend, Endpoint};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// An endpoint that adds funds to an account has a `balance`, so it rejects accounts without funds.
    ///
    /// ## What it does
    /// With `balance: NAME`, `gwr` returns `402` to requests of accounts without funds. `funds: true` marks an endpoint
    /// that adds funds. Reports a marked endpoint that has a `balance`. Also reports another endpoint with a `balance`,
    /// if its requests can reach the same method and path of the same upstream as a marked one.
    ///
    /// ## Why is this bad?
    /// An account without funds cannot be topped up: the gateway returns `402` to the request that would pay. The
    /// customer can neither use the service nor pay for it.
    ///
    /// ## Example
    /// The endpoint inherits `balance: credits` from `defaults`. `on_error: closed` returns `503` while the billing
    /// service is not available:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// balances: { credits: { url: "https://commerce.example.com/balance", on_error: closed } }
    /// auth:
    ///   iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// defaults: { upstream: commerce, auth: iam, timeout: 5s, balance: credits }
    /// services: { topup: { at: /v1/billing/topup, paths: { /: POST }, funds: true } }
    /// ```
    ///
    /// ## Use instead
    /// Set `balance: none` at the endpoint that adds funds.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// balances: { credits: { url: "https://commerce.example.com/balance", on_error: closed } }
    /// auth:
    ///   iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// defaults: { upstream: commerce, auth: iam, timeout: 5s, balance: credits }
    /// services:
    ///   topup: { at: /v1/billing/topup, paths: { /: POST }, funds: true, balance: none }
    ///   usage: { at: /v1/usage, paths: { /: GET } }
    /// ```
    pub(crate) FUNDING_NEEDS_BALANCE { code: "GW291", name: "funding-needs-balance", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

/// A request that adds funds, and where it arrives.
struct Funding<'a> {
    endpoint: &'a Endpoint,
    backend: &'a Backend,
    parts: Vec<Part<'a>>,
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let funded = gateway.endpoints.iter().filter(|endpoint| endpoint.adds_funds().is_some());
    let ways = funded.flat_map(|endpoint| {
        let way =
            move |backend| Funding { endpoint, backend, parts: overlap::of_rewrite(&backend.path.value) };
        endpoint.backends().iter().map(way)
    });
    let fundings: Vec<Funding<'_>> = ways.collect();
    for endpoint in gateway.endpoints.iter().filter(|endpoint| endpoint.prefix == 0) {
        let balance =
            endpoint.policies.iter().find(|policy| matches!(policy.value, EndpointPolicy::Balance(_)));
        let Some(balance) = balance else { continue };
        let Some(funding) = fundings.iter().find(|funding| reaches(context, endpoint, funding)) else {
            continue;
        };
        let (key, funds) = (endpoint.key(), funding.endpoint.key());
        let message = match key == funds {
            true => {
                format!("`{key}` adds funds to an account, but its `balance` rejects accounts without funds")
            }
            false => {
                format!(
                    "`{key}` has a `balance`, but reaches the same upstream path as `{funds}`, which adds funds"
                )
            }
        };
        let mut finding =
            FUNDING_NEEDS_BALANCE.at(gateway.span(balance.origin), message).route(endpoint.key());
        if let Some(span) = funding.endpoint.adds_funds() {
            finding = finding.related(span, "funds are added here");
        }
        out.push(finding.help("set `balance: none` for this endpoint"));
    }
}

/// Whether a request of the endpoint can be the one that adds funds. Below one prefix of one service the nearer path is
/// chosen, so that a wildcard never gets the request of a path beside it.
fn reaches(context: &Context<'_>, endpoint: &Endpoint, funding: &Funding<'_>) -> bool {
    if endpoint.id == funding.endpoint.id {
        return true;
    }
    let is_beside = endpoint.service == funding.endpoint.service && endpoint.path.has_tail();
    let method = |endpoint: &Endpoint, backend: &Backend| backend.method.unwrap_or(endpoint.method);
    !is_beside
        && endpoint.backends().iter().any(|backend| {
            let hosts = |endpoint: &Endpoint, backend: &Backend| -> Vec<_> {
                endpoint.upstreams_of(backend).map(|upstream| context.hosts_of(upstream)).collect()
            };
            let funded = hosts(funding.endpoint, funding.backend);
            hosts(endpoint, backend).iter().any(|one| funded.contains(one))
                && method(endpoint, backend) == method(funding.endpoint, funding.backend)
                && overlap::witness(&overlap::of_rewrite(&backend.path.value), &funding.parts).is_some()
        })
}
