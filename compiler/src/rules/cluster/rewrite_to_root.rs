use crate::topology::Topology;
use crate::topology::manifests::{Manifest, selects};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;

declare_rule! {
    /// An Ingress replaces every path by one path, so the gateway cannot tell its endpoints apart.
    ///
    /// ## What it does
    /// Reports the annotation `nginx.ingress.kubernetes.io/rewrite-target` without a capture group such as `$1`, on an
    /// Ingress in front of a gateway.
    ///
    /// ## Why is this bad?
    /// nginx replaces the whole path. With `rewrite-target: /`, a request for `/orders/7` reaches the gateway as `/`, and
    /// the gateway returns `404` for every endpoint.
    ///
    /// ## Example
    /// The Ingress at the end has the annotation:
    /// ```yaml,bad,folder,file=gateway.yml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: gw }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: gw } }
    ///     spec:
    ///       containers:
    ///         - { name: gw, image: "krakend:2.13.8", args: [run, -c, /etc/krakend/krakend.json] }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: gw }
    /// spec: { selector: { app: gw }, ports: [{ port: 80, targetPort: 8080 }] }
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: { name: gw, annotations: { nginx.ingress.kubernetes.io/rewrite-target: / } }
    /// spec:
    ///   rules:
    ///     - { host: api.example.com, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: gw, port: { number: 80 } } } }] } }
    /// ```
    ///
    /// ## Use instead
    /// Remove the annotation from the Ingress. The Deployment and the Service stay as they are.
    /// ```yaml,good,folder,file=gateway.yml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: { name: gw }
    /// spec:
    ///   rules:
    ///     - { host: api.example.com, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: gw, port: { number: 80 } } } }] } }
    /// ```
    ///
    /// ## When to ignore
    /// The gateway serves one endpoint, at `/`.
    ///
    /// ## References
    /// - ingress-nginx, `docs/examples/rewrite`
    pub(crate) REWRITE_TO_ROOT { code: "GW640", name: "rewrite-to-root", category: Reliability, severity: Warning, since: "0.1.0", inputs: [Manifests] }
}

const ANNOTATION: &str = "nginx.ingress.kubernetes.io/rewrite-target";

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    let mut seen = Vec::new();
    for (_, ingress, _) in gateway_backends(topology) {
        let Some(target) = ingress.text_at(ingress.root, &["metadata", "annotations", ANNOTATION]) else {
            continue;
        };
        if target.value.contains('$') || seen.contains(&target.span) {
            continue;
        }
        let message =
            format!("every path reaches the gateway as `{}`, so its endpoints are not found", target.value);
        out.push(
            REWRITE_TO_ROOT
                .at(target.span, message)
                .help("remove the annotation, or capture the path: `use-regex: \"true\"`, `path: /(.*)` and `rewrite-target: /$1`"),
        );
        seen.push(target.span);
    }
}

/// The backends of Ingresses that lead to the Service of a gateway: the Service, the Ingress, and the port that it names.
pub(super) fn gateway_backends<'a>(
    topology: &Topology<'a>,
) -> Vec<(&'a Manifest, &'a Manifest, Option<Spanned<String>>)> {
    let pods = topology.containers().into_iter().filter(|container| container.program().is_some());
    let pods: Vec<&Manifest> = pods.map(|container| container.manifest).collect();
    let is_gateway = |service: &&'a Manifest| pods.iter().any(|pod| selects(service, pod));
    let services: Vec<&Manifest> = topology.manifests.iter().filter(is_gateway).collect();
    let mut found = Vec::new();
    for ingress in topology.manifests.iter().filter(|manifest| manifest.kind == "Ingress") {
        for (name, port) in backends(ingress) {
            let service = services.iter().find(|s| s.name.value == name.value && s.near(ingress));
            found.extend(service.map(|service| (*service, ingress, port)));
        }
    }
    found
}

/// The names and ports of the Services of an Ingress.
fn backends(ingress: &Manifest) -> Vec<(Spanned<String>, Option<Spanned<String>>)> {
    let rules = ingress.items(ingress.root, &["spec", "rules"]).iter();
    let paths = rules.flat_map(|rule| ingress.items(*rule, &["http", "paths"]));
    let backends = paths.filter_map(|path| ingress.below(*path, &["backend"]));
    let all = backends.chain(ingress.at(&["spec", "defaultBackend"]));
    let of = |backend| {
        let name = ingress.text_at(backend, &["service", "name"])?;
        let port =
            ["number", "name"].iter().find_map(|key| ingress.text_at(backend, &["service", "port", key]));
        Some((name, port))
    };
    all.filter_map(of).collect()
}
