use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A Service forwards port 443 to the port for plain HTTP.
    ///
    /// ## What it does
    /// Reports port 443 of a Service if it has the same `targetPort` as port 80. A Service with an annotation that
    /// names TLS, SSL or a certificate is not reported, because its load balancer terminates TLS.
    ///
    /// ## Why is this bad?
    /// A client that connects to port 443 speaks TLS, and the gateway does not: `https://` fails in the handshake. A
    /// client that sends `http://` requests to port 443 instead sends its tokens unencrypted.
    ///
    /// ## Example
    /// Both ports forward to port 8080 of the pods:
    /// ```yaml,bad,folder,file=deployment.yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: gateway }
    /// spec:
    ///   ports:
    ///     - { name: http, port: 80, targetPort: 8080 }
    ///     - { name: https, port: 443, targetPort: 8080 }
    /// ```
    ///
    /// ## Use instead
    /// Remove port 443, and terminate TLS in the Ingress or the load balancer that has the certificate.
    /// ```yaml,good,folder,file=deployment.yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: gateway }
    /// spec:
    ///   ports:
    ///     - { name: http, port: 80, targetPort: 8080 }
    /// ```
    ///
    /// ## When to ignore
    /// The load balancer terminates TLS by a setting outside the manifest.
    pub(crate) TLS_PORT_ONTO_PLAINTEXT { code: "GW612", name: "tls-port-onto-plaintext", category: Security, severity: Warning, since: "0.1.0", inputs: [Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for service in topology.manifests.iter().filter(|manifest| manifest.kind == "Service") {
        // A load balancer that terminates TLS has an annotation for it.
        let annotations = service.at(&["metadata", "annotations"]).and_then(|node| service.doc.map(node));
        let names_tls = |word: &str| {
            ["ssl", "tls", "certificate"].iter().any(|known| word.to_ascii_lowercase().contains(known))
        };
        let terminates = annotations
            .unwrap_or_default()
            .iter()
            .any(|a| service.text(a.key).is_some_and(|key| names_tls(&key.value)));
        let ports = service.items(service.root, &["spec", "ports"]);
        let of = |name: &str| {
            let port = ports
                .iter()
                .find(|port| service.text_at(**port, &["port"]).is_some_and(|p| p.value == name))?;
            Some((service.text_at(*port, &["port"])?, service.text_at(*port, &["targetPort"])?))
        };
        let (Some((tls, target)), Some((_, plain)), false) = (of("443"), of("80"), terminates) else {
            continue;
        };
        if target.value == plain.value {
            let message = format!("port 443 forwards to `{}`, the port for plain HTTP", target.value);
            out.push(
                TLS_PORT_ONTO_PLAINTEXT
                    .at(tls.span, message)
                    .related(plain.span, "port 80 forwards there too")
                    .help("remove port 443, and terminate TLS in front of the Service"),
            );
        }
    }
}
