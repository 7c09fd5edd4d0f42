use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use std::collections::BTreeMap;

use gwc_syntax::source::Spanned;

declare_rule! {
    /// A host has two certificates.
    ///
    /// ## What it does
    /// Reports a host under `tls` of an Ingress if another entry under `tls`, of this or of another Ingress, names
    /// another secret for this host.
    ///
    /// ## Why is this bad?
    /// The Ingress controller chooses which of the two certificates clients see, and the choice can change with every
    /// change of an Ingress. If one of the two is no longer renewed, clients get an expired certificate from that
    /// moment.
    ///
    /// ## Example
    /// Both Ingresses have the host `api.example.com`:
    /// ```yaml,bad,folder,file=deployment.yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: { name: one }
    /// spec:
    ///   tls: [{ hosts: [api.example.com], secretName: api-tls }]
    ///   rules: [{ host: api.example.com, http: { paths: [{ path: /a, pathType: Prefix, backend: { service: { name: gateway, port: { number: 8080 } } } }] } }]
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: { name: two }
    /// spec:
    ///   tls: [{ hosts: [api.example.com], secretName: other-tls }]
    ///   rules: [{ host: api.example.com, http: { paths: [{ path: /b, pathType: Prefix, backend: { service: { name: gateway, port: { number: 8080 } } } }] } }]
    /// ```
    ///
    /// ## Use instead
    /// Use one secret for the host.
    /// ```yaml,good,folder,file=deployment.yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: { name: one }
    /// spec:
    ///   tls: [{ hosts: [api.example.com], secretName: api-tls }]
    ///   rules: [{ host: api.example.com, http: { paths: [{ path: /a, pathType: Prefix, backend: { service: { name: gateway, port: { number: 8080 } } } }] } }]
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: { name: two }
    /// spec:
    ///   tls: [{ hosts: [api.example.com], secretName: api-tls }]
    ///   rules: [{ host: api.example.com, http: { paths: [{ path: /b, pathType: Prefix, backend: { service: { name: gateway, port: { number: 8080 } } } }] } }]
    /// ```
    ///
    /// ## When to ignore
    /// The two Ingresses belong to different controllers, such as an internal and a public one.
    pub(crate) TWO_CERTIFICATES { code: "GW625", name: "two-certificates", category: Reliability, severity: Warning, since: "0.1.0", inputs: [Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    let mut secrets: BTreeMap<String, Spanned<String>> = BTreeMap::new();
    for ingress in topology.manifests.iter().filter(|manifest| manifest.kind == "Ingress") {
        for tls in ingress.items(ingress.root, &["spec", "tls"]) {
            let Some(secret) = ingress.text_at(*tls, &["secretName"]) else { continue };
            for host in ingress.items(*tls, &["hosts"]).iter().filter_map(|host| ingress.text(*host)) {
                let first = secrets.entry(host.value.clone()).or_insert_with(|| secret.clone());
                if first.value != secret.value {
                    let message = format!(
                        "host `{}` has two certificates: `{}` and `{}`",
                        host.value, first.value, secret.value
                    );
                    out.push(
                        TWO_CERTIFICATES
                            .at(secret.span, message)
                            .related(first.span, "other certificate")
                            .help("use one secret for this host in both entries"),
                    );
                }
            }
        }
    }
}
