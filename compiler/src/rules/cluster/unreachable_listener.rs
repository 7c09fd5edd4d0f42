use std::net::IpAddr;

use crate::kube::workload;
use crate::lint::Context;
use crate::model::Gateway;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

declare_rule! {
    /// A gateway in pods listens on one address, or on a port that the pods may not use.
    ///
    /// ## What it does
    /// Checks `listen`, and `admin` (the listener of `gwr` for metrics and probes), if the gateway has `deploy`.
    /// Reports a value with an address, such as `127.0.0.1:8080`, or with a port below 1024.
    ///
    /// ## Why is this bad?
    /// Probes and the Service connect to the address of the pod. A gateway that listens on `127.0.0.1` does not answer
    /// there, so the pod never becomes ready. A port below 1024 requires a privilege that the pods do not have: the
    /// gateway exits at start.
    ///
    /// ## Example
    /// `listen` has the address `127.0.0.1`:
    /// ```yaml,bad
    /// gateway: shop
    /// listen: 127.0.0.1:8080
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo }
    /// ```
    ///
    /// ## Use instead
    /// Listen on all addresses.
    /// ```yaml,good
    /// gateway: shop
    /// listen: 8080
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo }
    /// ```
    ///
    /// ## When to ignore
    /// A sidecar in the pod forwards requests to this address.
    pub(crate) UNREACHABLE_LISTENER { code: "GW607", name: "unreachable-listener", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

/// A listener of the gateway.
struct Listener {
    /// The key that sets it.
    key: &'static str,
    /// The listener for a sentence, and what connects to it.
    name: &'static str,
    callers: &'static str,
    address: Option<IpAddr>,
    port: u16,
    span: Span,
    /// A port that works.
    example: u16,
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let Some(deploy) = &gateway.deploy else { return };
    let related = deploy.span.unwrap_or(gateway.name.span);
    for listener in listeners(gateway) {
        let Listener { key, name, callers, port, span, example, .. } = listener;
        if let Some(address) = listener.address.filter(|a| !a.is_unspecified()) {
            let message = format!("{name} listens only on `{address}`: {callers} cannot reach it");
            let wanted = if port < 1024 { example } else { port };
            let help = format!("listen on all addresses: `{key}: {}`", free(gateway, key, wanted, example));
            out.push(UNREACHABLE_LISTENER.at(span, message).related(related, "deployed here").help(help));
        }
        if port < 1024 {
            let message = format!("the pods have no privilege to listen on port `{port}`");
            let help = format!(
                "set `{key}` to a port from 1024 on, such as `{example}`; the Ingress serves 80 and 443"
            );
            out.push(UNREACHABLE_LISTENER.at(span, message).related(related, "deployed here").help(help));
        }
    }
}

/// The port of a listener for all addresses: another one if a listener of the other key has it.
fn free(gateway: &Gateway, key: &str, port: u16, example: u16) -> u16 {
    let taken: Vec<u16> = match key {
        "listen" => gateway.operations.admin.iter().map(|admin| admin.value.port).collect(),
        _ => gateway.listeners().map(|listen| listen.value.port).collect(),
    };
    let mut ports = [port, example].into_iter().chain(example + 1..);
    ports.find(|port| !taken.contains(port)).unwrap_or(port)
}

fn listeners(gateway: &Gateway) -> Vec<Listener> {
    let public = gateway.listeners().map(|listen| Listener {
        key: "listen",
        name: "the gateway",
        callers: "probes and the Service",
        address: listen.value.address,
        port: listen.value.port,
        span: gateway.span(listen.origin),
        example: 8080,
    });
    let mut listeners: Vec<Listener> = public.collect();
    let runs_gwr = workload(gateway).is_some_and(|workload| workload.admin.is_some());
    if let Some(admin) = gateway.operations.admin.as_ref().filter(|_| runs_gwr) {
        listeners.push(Listener {
            key: "admin",
            name: "the admin listener",
            callers: "probes and Prometheus",
            address: admin.value.address,
            port: admin.value.port,
            span: admin.span,
            example: 9090,
        });
    }
    listeners
}
