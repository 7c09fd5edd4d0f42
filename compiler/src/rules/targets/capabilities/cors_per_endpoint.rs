//! `cors` at a profile, service or path, for a target that has one policy for all endpoints.

use std::collections::BTreeMap;

use gwc_artifact::{Cors, EndpointPolicy};

use crate::model::{Endpoint, Field, Gateway};
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::Span;

declare_rule! {
    /// An endpoint has another `cors` than the gateway, but KrakenD CE has one CORS policy for all endpoints.
    ///
    /// ## What it does
    /// Reports a `cors` of a profile, a service or a path that differs from that of the gateway. If the gateway sets a
    /// `cors`, `cors: none` is reported too.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `krakend-ce` (KrakenD). A gateway without `targets` has
    /// all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD CE reads `security/cors` only at the top of the configuration. If `gwc` wrote the policy of one endpoint
    /// there, pages of `https://app.example.com` could read the responses of all endpoints, such as `/admin`.
    ///
    /// ## Example
    /// The service `plans` has a `cors`, and the gateway has none:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { plans: { at: /plans, upstream: commerce, methods: GET, auth: public, timeout: 5s, cors: { origins: [https://app.example.com] } } }
    /// ```
    ///
    /// ## Use instead
    /// Set one policy for the gateway, as here: it applies to all endpoints. Or list only `gwr`, the runtime of this
    /// project, under `targets`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// cors: { origins: [https://app.example.com] }
    /// services: { plans: { at: /plans, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    pub(crate) CORS_PER_ENDPOINT { code: "GW790", name: "cors-per-endpoint", category: Compatibility, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &CORS_PER_ENDPOINT, does: "one policy applies to all endpoints", find: Find::Places(find) };

/// The policy of an endpoint.
fn policy(endpoint: &Endpoint) -> Option<(&Cors, &Field<EndpointPolicy>)> {
    endpoint.policies.iter().find_map(|field| match &field.value {
        EndpointPolicy::Cors(cors) => Some((cors, field)),
        _ => None,
    })
}

/// Where a policy that is not the one of the gateway is written, each with the first endpoint that has it; the place of
/// the endpoint for one that has none.
pub(super) fn others(gateway: &Gateway) -> BTreeMap<Span, &Endpoint> {
    let of_gateway = gateway.cors.as_ref().map(|cors| &cors.value);
    let mut places = BTreeMap::new();
    for endpoint in &gateway.endpoints {
        let own = policy(endpoint);
        if own.map(|(cors, _)| cors) != of_gateway {
            let origin = own.map_or(endpoint.origin, |(_, field)| field.origin);
            places.entry(gateway.span(origin)).or_insert(endpoint);
        }
    }
    places
}

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let finding = |(span, endpoint): (Span, &Endpoint)| {
        let names = subject.names();
        let message = match (policy(endpoint), &subject.gateway.cors) {
            (None, Some(_)) => {
                format!(
                    "`{}` has no `cors`, and {names} applies the one of the gateway to it",
                    endpoint.key()
                )
            }
            _ => format!("{names} has one `cors` for all endpoints, and `{}` has its own", endpoint.key()),
        };
        let finding = CORS_PER_ENDPOINT.at(span, message).route(endpoint.key());
        finding.help("set `cors` in `gateway.yaml` for all endpoints")
    };
    others(subject.gateway).into_iter().map(finding).collect()
}
