//! Listening (lura v2.14, transport/http/server): certificates are read first; an error is logged and the process
//! ends with status 0.

use std::net::IpAddr;

use super::end::End;
use super::option::{Start, option, options};
use crate::config::Tls;
use gwc_syntax::tree::NodeId;

pub(super) fn start(start: Start<'_>) -> Result<(), End> {
    let service = start.service;
    if let Some(tls) = service.tls.as_ref().filter(|tls| !*tls.disabled) {
        certificates(tls, service.tls.node)?;
    }
    let port = *service.port;
    if !(0..=65_535).contains(&port) {
        return Err(logged(format!("listen tcp: address {port}: invalid port"), service.port.node));
    }
    let address = service.listen_ip.parse::<IpAddr>().ok();
    if let Some(address) = address.filter(|a| !(a.is_loopback() || a.is_unspecified())) {
        let place =
            if address.is_ipv6() { format!("[{address}]:{port}") } else { format!("{address}:{port}") };
        let message = format!("listen tcp {place}: bind: cannot assign requested address");
        return Err(logged(message, service.listen_ip.node).elsewhere());
    }
    taken(start, port)
}

fn logged(message: String, node: Option<NodeId>) -> End {
    End::exits(format!("ERROR [SERVICE: Gin] {message}"), node)
}

fn certificates(tls: &Tls, block: Option<NodeId>) -> Result<(), End> {
    let old = (&*tls.public_key, &*tls.private_key, tls.public_key.node.or(block));
    let listed = tls.keys.iter().map(|k| (&*k.value.public_key, &*k.value.private_key, k.node));
    let mut pairs: Vec<(&String, &String, Option<NodeId>)> = listed.collect();
    if !(old.0.is_empty() && old.1.is_empty()) {
        pairs.push(old);
    }
    // No pair and an empty pair have the same message.
    let Some((public, private, node)) = pairs.into_iter().next() else {
        return Err(logged("public key not defined".into(), block));
    };
    Err(match (public.is_empty(), private.is_empty()) {
        (true, _) => logged("public key not defined".into(), node),
        (false, true) => logged("private key not defined".into(), node),
        (false, false) => logged(format!("open {public}: no such file or directory"), node).elsewhere(),
    })
}

/// Telemetry listens before the service, so the service fails on the same port.
fn taken(start: Start<'_>, port: i64) -> Result<(), End> {
    let found = start.service.extra_config.component("telemetry/metrics");
    let Some(metrics) = found.and_then(|n| options(start.tree, n.value)) else { return Ok(()) };
    let value = |name: &str| option(&metrics, name).map(|e| start.tree.value(e.value));
    if value("endpoint_disabled").and_then(|v| v.as_bool()) == Some(true) {
        return Ok(());
    }
    let address = value("listen_address").and_then(|v| v.as_str()).unwrap_or(":8090");
    let same = address.rsplit_once(':').is_some_and(|(_, p)| p.parse() == Ok(port));
    if !same {
        return Ok(());
    }
    let node = option(&metrics, "listen_address").map_or(start.service.port.node, |e| Some(e.value));
    Err(logged(format!("listen tcp :{port}: bind: address already in use"), node))
}
