use std::collections::HashMap;

use crate::model::Source;
use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

declare_rule! {
    /// Two gateways declare the same host.
    ///
    /// ## What it does
    /// Reports a host under `hosts` of a gateway, if another gateway that is checked in the same run lists it too.
    ///
    /// ## Why is this bad?
    /// The Ingress or the DNS record sends each request to one of the two gateways. The endpoints, credentials and
    /// limits of the other one do not apply. In the example, if DNS points `api.example.com` at `shop`, `GET /bills`
    /// returns `404`.
    ///
    /// ## Example
    /// ```yaml,bad,folder,file=shop/gateway.yaml
    /// gateway: shop
    /// targets: [krakend-ce]
    /// hosts: [api.example.com]
    /// upstreams: { plans: "http://pricing.shop.svc.cluster.local:8080" }
    /// services: { plans: { at: /plans, upstream: plans, methods: GET, auth: public, timeout: 5s } }
    /// # file: bank/gateway.yaml
    /// gateway: bank
    /// targets: [krakend-ce]
    /// hosts: [api.example.com]
    /// upstreams: { bills: "http://commerce.bank.svc.cluster.local:8001" }
    /// services: { bills: { at: /bills, upstream: bills, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// Give each gateway its own host, or declare the services in one gateway.
    /// ```yaml,good,folder,file=shop/gateway.yaml
    /// gateway: shop
    /// targets: [krakend-ce]
    /// hosts: [shop.example.com]
    /// upstreams: { plans: "http://pricing.shop.svc.cluster.local:8080" }
    /// services: { plans: { at: /plans, upstream: plans, methods: GET, auth: public, timeout: 5s } }
    /// # file: bank/gateway.yaml
    /// gateway: bank
    /// targets: [krakend-ce]
    /// hosts: [bank.example.com]
    /// upstreams: { bills: "http://commerce.bank.svc.cluster.local:8001" }
    /// services: { bills: { at: /bills, upstream: bills, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// A proxy in front routes the paths of the host to the two gateways.
    pub(crate) HOST_OF_TWO_GATEWAYS { code: "GW175", name: "host-of-two-gateways", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    let mut owners: HashMap<String, (&str, Span)> = HashMap::new();
    // The hosts of KrakenD configurations are set in `gwc.toml`, for all of them.
    let gateways = topology
        .served
        .iter()
        .map(|served| served.gateway)
        .filter(|gateway| gateway.source == Source::Routes);
    for gateway in gateways {
        for host in &gateway.hosts {
            let name = host.value.to_ascii_lowercase();
            let (owner, first) = *owners.entry(name).or_insert((&gateway.name.value, host.span));
            // Other rules report a host that one gateway lists twice, and two gateways of one name.
            if owner != gateway.name.value {
                out.push(
                    HOST_OF_TWO_GATEWAYS
                        .at(host.span, format!("host `{}` also belongs to the gateway `{owner}`: only one of the two gets its requests", host.value))
                        .related(first, "first listed here")
                        .help("remove it from `hosts` of one gateway, or declare the services of both in one gateway"),
                );
            }
        }
    }
}
