use std::collections::HashMap;

use crate::kube::{namespace, object_name, workload};
use crate::model::{Gateway, Source};
use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

declare_rule! {
    /// The Kubernetes objects of two gateways have the same name in one namespace.
    ///
    /// ## What it does
    /// Compares the names of the Kubernetes objects of all gateways that `gwc` reads together. `name` and `namespace`
    /// under `deploy` set the name and the namespace. If one of them is not set, the name of the gateway takes its
    /// place.
    ///
    /// ## Why is this bad?
    /// `kubectl apply` of the second gateway replaces the Deployment, the Service and the ConfigMap of the first. In
    /// the example, the pods of `shop` stop, and requests to `/plans` get `404` from the pods of `bank`.
    ///
    /// ## Example
    /// Both gateways set `name: gateway` and `namespace: edge`:
    /// ```yaml,bad,folder,file=shop/gateway.yaml
    /// gateway: shop
    /// targets: [krakend-ce]
    /// upstreams: { plans: "http://pricing.shop.svc.cluster.local:8080" }
    /// services: { plans: { at: /plans, upstream: plans, methods: GET, auth: public, timeout: 5s } }
    /// deploy: { runs: krakend-ce, name: gateway, namespace: edge }
    /// # file: bank/gateway.yaml
    /// gateway: bank
    /// targets: [krakend-ce]
    /// upstreams: { bills: "http://commerce.bank.svc.cluster.local:8001" }
    /// services: { bills: { at: /bills, upstream: bills, methods: GET, auth: public, timeout: 5s } }
    /// deploy: { runs: krakend-ce, name: gateway, namespace: edge }
    /// ```
    ///
    /// ## Use instead
    /// Give each gateway another `name`, or remove `name`, as here: the objects then have the names `shop` and `bank`.
    /// ```yaml,good,folder,file=shop/gateway.yaml
    /// gateway: shop
    /// targets: [krakend-ce]
    /// upstreams: { plans: "http://pricing.shop.svc.cluster.local:8080" }
    /// services: { plans: { at: /plans, upstream: plans, methods: GET, auth: public, timeout: 5s } }
    /// deploy: { runs: krakend-ce, namespace: edge }
    /// # file: bank/gateway.yaml
    /// gateway: bank
    /// targets: [krakend-ce]
    /// upstreams: { bills: "http://commerce.bank.svc.cluster.local:8001" }
    /// services: { bills: { at: /bills, upstream: bills, methods: GET, auth: public, timeout: 5s } }
    /// deploy: { runs: krakend-ce, namespace: edge }
    /// ```
    pub(crate) NAME_OF_TWO_GATEWAYS { code: "GW629", name: "name-of-two-gateways", category: Reliability, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    let mut owners: HashMap<(String, String), (&str, Span)> = HashMap::new();
    let gateways = topology.served.iter().map(|served| served.gateway);
    for gateway in gateways.filter(|gateway| gateway.source == Source::Routes && workload(gateway).is_some())
    {
        let (name, namespace) = (object_name(gateway), namespace(gateway));
        let objects = (namespace.clone(), name.clone());
        let (owner, first) = *owners.entry(objects).or_insert((&gateway.name.value, place(gateway)));
        if owner != gateway.name.value {
            out.push(
                NAME_OF_TWO_GATEWAYS
                    .at(
                        place(gateway),
                        format!(
                            "the objects of the gateways `{}` and `{owner}` have the same name `{name}` in namespace `{namespace}`",
                            gateway.name.value
                        ),
                    )
                    .related(first, "other gateway")
                    .help("give one of them another `name` or `namespace` under `deploy`"),
            );
        }
    }
}

/// Where the name is set, or else the name of the gateway.
fn place(gateway: &Gateway) -> Span {
    let set = gateway.deploy.as_ref().and_then(|deploy| deploy.name.as_ref());
    set.map_or(gateway.name.span, |name| name.span)
}
