use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;

declare_rule! {
    /// Two listeners of one pod use the same port, or an internal listener is reachable from other pods.
    ///
    /// ## What it does
    /// Apart from HTTP, the Hanzo gateway can serve ZAP, Hanzo's protocol between services. It then has three
    /// listeners: HTTP, ZAP for clients on `ZAP_LISTENER_PORT`, and unencrypted ZAP for the gateway itself on
    /// `ZAP_INTERNAL_ADDR`. Reports two listeners with the same port, and a `ZAP_INTERNAL_ADDR` that is not a loopback
    /// address.
    ///
    /// ## Why is this bad?
    /// Two listeners cannot share a port. Either one of them does not start, or the internal one answers in place of
    /// the public one, and the load balancer offers unencrypted ZAP to clients. An internal address such as `:9998`
    /// means every address of the pod, so all other pods of the cluster can connect to it.
    ///
    /// ## Example
    /// The last two lines have the same port:
    /// ```yaml,bad,folder,file=deployment.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: gateway }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: gateway } }
    ///     spec:
    ///       enableServiceLinks: false
    ///       containers:
    ///         - name: gateway
    ///           image: ghcr.io/hanzoai/gateway:v2.14.10
    ///           command: [/usr/bin/gateway, run, -c, /etc/gateway/gateway.json]
    ///           readinessProbe: { httpGet: { path: /healthz, port: 8080 } }
    ///           env:
    ///             - { name: ZAP_LISTENER_PORT, value: "9999" }
    ///             - { name: ZAP_INTERNAL_ADDR, value: "127.0.0.1:9999" }
    /// ```
    ///
    /// ## Use instead
    /// Give each listener its own port, and let the internal one listen on `127.0.0.1`.
    /// ```yaml,good,folder,file=deployment.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: gateway }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: gateway } }
    ///     spec:
    ///       enableServiceLinks: false
    ///       containers:
    ///         - name: gateway
    ///           image: ghcr.io/hanzoai/gateway:v2.14.10
    ///           command: [/usr/bin/gateway, run, -c, /etc/gateway/gateway.json]
    ///           readinessProbe: { httpGet: { path: /healthz, port: 8080 } }
    ///           env:
    ///             - { name: ZAP_LISTENER_PORT, value: "9999" }
    ///             - { name: ZAP_INTERNAL_ADDR, value: "127.0.0.1:9998" }
    /// ```
    pub(crate) LISTENERS_COLLIDE { code: "GW620", name: "listeners-collide", category: Security, severity: Error, since: "0.1.0", inputs: [Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for container in topology.containers().into_iter().filter(|container| container.program().is_some()) {
        let public = container.variable("ZAP_LISTENER_PORT");
        let internal = container.variable("ZAP_INTERNAL_ADDR");
        if let Some(internal) = &internal {
            exposed(internal, out);
        }
        let gateway = topology.config_of(container).map(|served| {
            let listen = &served.gateway.listen;
            Spanned::new(listen.value.port.to_string(), served.gateway.span(listen.origin))
        });
        let named =
            [("the gateway", gateway), ("`ZAP_LISTENER_PORT`", public), ("`ZAP_INTERNAL_ADDR`", internal)];
        let listeners: Vec<(&str, Spanned<String>)> =
            named.into_iter().filter_map(|(name, address)| Some((name, address?))).collect();
        for (at, (name, listener)) in listeners.iter().enumerate() {
            let same = listeners[..at].iter().find(|(_, other)| port(&other.value) == port(&listener.value));
            let Some((first, other)) = same else { continue };
            let message = format!("{first} and {name} use the same port `{}`", port(&listener.value));
            out.push(
                LISTENERS_COLLIDE
                    .at(listener.span, message)
                    .related(other.span, "other listener")
                    .help("give each listener its own port"),
            );
        }
    }
}

fn port(address: &str) -> &str {
    address.rsplit(':').next().unwrap_or(address)
}

fn exposed(internal: &Spanned<String>, out: &mut Diagnostics) {
    let host = internal.value.rsplit_once(':').map_or("", |(host, _)| host).trim_matches(['[', ']']);
    let loopback = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if !loopback {
        let message = format!("internal listener `{}` is reachable from other pods", internal.value);
        out.push(LISTENERS_COLLIDE.at(internal.span, message).help("listen on `127.0.0.1`"));
    }
}
