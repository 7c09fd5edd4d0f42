use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use std::collections::BTreeMap;

use gwc_syntax::source::Spanned;

declare_rule! {
    /// Two Services want one load balancer by its name.
    ///
    /// ## Why is this bad?
    /// The one that is applied last takes it over: the other Service keeps its address and gets no requests.
    ///
    /// ## Example
    /// ```yaml,bad,folder,file=deployment.yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: one, annotations: { service.beta.kubernetes.io/do-loadbalancer-name: api } }
    /// spec: { type: LoadBalancer, ports: [{ port: 80, targetPort: 8080 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: two, annotations: { service.beta.kubernetes.io/do-loadbalancer-name: api } }
    /// spec: { type: LoadBalancer, ports: [{ port: 80, targetPort: 8080 }] }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good,folder,file=deployment.yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: one, annotations: { service.beta.kubernetes.io/do-loadbalancer-name: api } }
    /// spec: { type: LoadBalancer, ports: [{ port: 80, targetPort: 8080 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: two, annotations: { service.beta.kubernetes.io/do-loadbalancer-name: other } }
    /// spec: { type: LoadBalancer, ports: [{ port: 80, targetPort: 8080 }] }
    /// ```
    pub(crate) SHARED_LOAD_BALANCER { code: "GW624", name: "shared-load-balancer", category: Reliability, severity: Error, since: "0.1.0", inputs: [Manifests] }
}

const ANNOTATION: &str = "service.beta.kubernetes.io/do-loadbalancer-name";

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    let mut owners: BTreeMap<String, (String, Spanned<String>)> = BTreeMap::new();
    for service in topology.manifests.iter().filter(|manifest| manifest.kind == "Service") {
        let Some(name) = service.text_at(service.root, &["metadata", "annotations", ANNOTATION]) else {
            continue;
        };
        let id = format!("{}/{}", service.namespace, service.name.value);
        let (owner, first) = owners.entry(name.value.clone()).or_insert((id.clone(), name.clone()));
        // The same Service may be written twice, for two clusters.
        if *owner != id {
            let message = format!("the load balancer `{}` belongs to another Service as well", name.value);
            out.push(
                SHARED_LOAD_BALANCER
                    .at(name.span, message)
                    .related(first.span, "claimed here")
                    .help("give each its own name"),
            );
        }
    }
}
