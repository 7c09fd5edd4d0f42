use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A Service offers 443 and sends it to the port for plain HTTP.
    ///
    /// ## Why is this bad?
    /// Who connects to 443 speaks TLS. The gateway answers with an error that no browser can show; and whoever learns to
    /// write `http://` there sends tokens in the clear.
    ///
    /// ## Example
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
    /// Leave 443 to what has the certificate: the Ingress, or a load balancer.
    /// ```yaml,good,folder,file=deployment.yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: gateway }
    /// spec:
    ///   ports:
    ///     - { name: http, port: 80, targetPort: 8080 }
    /// ```
    pub(crate) TLS_PORT_ONTO_PLAINTEXT { code: "GW612", name: "tls-port-onto-plaintext", category: Security, severity: Warning, since: "0.1.0", inputs: [Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for service in topology.manifests.iter().filter(|manifest| manifest.kind == "Service") {
        // A load balancer that ends TLS says so in an annotation.
        let annotations = service.at(&["metadata", "annotations"]).and_then(|node| service.doc.map(node));
        let says = |word: &str| {
            ["ssl", "tls", "certificate"].iter().any(|known| word.to_ascii_lowercase().contains(known))
        };
        let ends = annotations
            .unwrap_or_default()
            .iter()
            .any(|a| service.text(a.key).is_some_and(|key| says(&key.value)));
        let ports = service.items(service.root, &["spec", "ports"]);
        let of = |name: &str| {
            let port = ports
                .iter()
                .find(|port| service.text_at(**port, &["port"]).is_some_and(|p| p.value == name))?;
            Some((service.text_at(*port, &["port"])?, service.text_at(*port, &["targetPort"])?))
        };
        let (Some((tls, target)), Some((_, plain)), false) = (of("443"), of("80"), ends) else { continue };
        if target.value == plain.value {
            let message =
                format!("port 443 goes to `{}`, where port 80 goes and nobody speaks TLS", target.value);
            out.push(
                TLS_PORT_ONTO_PLAINTEXT
                    .at(tls.span, message)
                    .related(plain.span, "port 80 goes there too")
                    .help("remove it, or end TLS in front"),
            );
        }
    }
}
