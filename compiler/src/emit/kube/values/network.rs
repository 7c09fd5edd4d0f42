//! How requests reach the pods.

use std::collections::BTreeMap;

use serde::Serialize;

use super::pairs::pairs;
use crate::kube::{NGINX, longest};
use crate::model::{Deploy, Gateway, Stream};
use gwc_syntax::source::Spanned;

/// Seconds that what is in front of the gateway waits longer than the gateway, which then returns its own response.
const LONGER: u64 = 5;

/// The Service.
#[derive(Debug, Serialize)]
pub(in crate::emit::kube) struct Service<'a> {
    #[serde(rename = "type")]
    pub kind: &'a str,
    /// Never one that means TLS to clients, unless the author sets it.
    pub port: u16,
    pub annotations: BTreeMap<&'a str, &'a str>,
    pub source_ranges: Vec<&'a str>,
}

/// The port of a listener after the first one.
#[derive(Debug, Serialize)]
pub(in crate::emit::kube) struct Port {
    pub name: String,
    pub port: u16,
}

#[derive(Debug, Serialize)]
pub(in crate::emit::kube) struct Ingress<'a> {
    pub class: Option<&'a str>,
    pub tls_secret: Option<&'a str>,
    pub annotations: BTreeMap<&'a str, String>,
    pub hosts: Vec<String>,
}

/// The HTTPRoute of the Gateway API.
#[derive(Debug, Serialize)]
pub(in crate::emit::kube) struct HttpRoute<'a> {
    pub gateway: &'a str,
    pub gateway_namespace: Option<&'a str>,
    pub section: Option<&'a str>,
    pub annotations: BTreeMap<&'a str, &'a str>,
    pub hosts: Vec<String>,
    /// The longest time of a request, as the Gateway API writes it: `0s` for no limit.
    pub timeout: String,
}

/// The ports of the other listeners, each once; two listeners may have one port at two addresses.
pub(super) fn more_ports(gateway: &Gateway) -> Vec<Port> {
    let mut seen = vec![gateway.listen.value.port];
    let mut ports = Vec::new();
    for listen in gateway.listeners().skip(1) {
        let port = listen.value.port;
        if !seen.contains(&port) {
            seen.push(port);
            ports.push(Port { name: format!("http-{}", seen.len()), port });
        }
    }
    ports
}

pub(super) fn service(deploy: &Deploy, listen: u16) -> Service<'_> {
    let options = &deploy.service;
    Service {
        kind: options.kind.as_ref().map_or("ClusterIP", |kind| &kind.value),
        port: options.port.as_ref().map_or(if listen == 443 { 80 } else { listen }, |port| port.value),
        annotations: pairs(&options.annotations),
        source_ranges: options.source_ranges.iter().map(|range| range.value.as_str()).collect(),
    }
}

pub(super) fn ingress<'a>(gateway: &'a Gateway, deploy: &'a Deploy) -> Option<Ingress<'a>> {
    let ingress = deploy.ingress.as_ref().filter(|_| !gateway.hosts.is_empty())?;
    let class = ingress.class.as_ref().map(|class| class.value.as_str());
    let mut annotations = match class {
        Some(NGINX) => nginx(gateway),
        _ => BTreeMap::new(),
    };
    annotations.extend(pairs(&ingress.annotations).into_iter().map(|(key, value)| (key, value.to_owned())));
    let tls_secret = ingress.tls_secret.as_ref().map(|secret| secret.value.as_str());
    Some(Ingress { class, tls_secret, annotations, hosts: hosts(gateway) })
}

pub(super) fn httproute<'a>(gateway: &'a Gateway, deploy: &'a Deploy) -> Option<HttpRoute<'a>> {
    let route = deploy.httproute.as_ref().filter(|_| !gateway.hosts.is_empty())?;
    Some(HttpRoute {
        gateway: &route.gateway,
        gateway_namespace: route.namespace.as_deref(),
        section: route.section.as_ref().map(|Spanned { value, .. }| value.as_str()),
        annotations: pairs(&route.annotations),
        hosts: hosts(gateway),
        timeout: format!("{}s", longest(gateway).request.map_or(0, |seconds| seconds + LONGER)),
    })
}

/// The annotations for what ingress-nginx would otherwise do to a stream: end it after 60 s of silence, and buffer it.
fn nginx(gateway: &Gateway) -> BTreeMap<&'static str, String> {
    let seconds = (longest(gateway).silence + LONGER).to_string();
    let mut annotations = BTreeMap::from([
        ("nginx.ingress.kubernetes.io/proxy-read-timeout", seconds.clone()),
        ("nginx.ingress.kubernetes.io/proxy-send-timeout", seconds),
    ]);
    if gateway.endpoints.iter().any(|endpoint| endpoint.stream.value == Stream::Sse) {
        annotations.insert("nginx.ingress.kubernetes.io/proxy-buffering", "off".to_owned());
    }
    annotations
}

fn hosts(gateway: &Gateway) -> Vec<String> {
    gateway.hosts.iter().map(|host| host.value.to_ascii_lowercase()).collect()
}
