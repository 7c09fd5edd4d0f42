use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use std::collections::BTreeMap;

use gwc_syntax::source::Spanned;

declare_rule! {
    /// Two Services claim the same load balancer by its name.
    ///
    /// ## What it does
    /// Reports the annotation `service.beta.kubernetes.io/do-loadbalancer-name` of a Service if another Service has the
    /// same value. DigitalOcean gives the Service the load balancer with this name.
    ///
    /// ## Why is this bad?
    /// The Service that is applied last takes over the load balancer. The other one keeps its address in the cluster
    /// but receives no requests from outside.
    ///
    /// ## Example
    /// Both Services claim the load balancer `api`:
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
    /// Give each Service its own load balancer name.
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
    ///
    /// ## When to ignore
    /// The two Services belong to clusters in different accounts of the cloud provider.
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
        // One Service may have two manifests, for two clusters.
        if *owner != id {
            let message = format!("another Service also claims the load balancer `{}`", name.value);
            out.push(
                SHARED_LOAD_BALANCER
                    .at(name.span, message)
                    .related(first.span, "first claimed here")
                    .help("give each Service its own load balancer name"),
            );
        }
    }
}
