//! The hosts that a gateway connects to, for rules of the network.

use std::net::IpAddr;

use super::names::namespace;
use crate::model::{Gateway, Scheme, StoreKind, UsageSink};
use gwc_syntax::value::{UpstreamUrl, parse_upstream_url};

/// A host that a gateway declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A Service in the namespace of the gateway.
    OwnNamespace,
    /// A Service in another namespace.
    Namespace(String),
    /// An address and its port.
    Address(IpAddr, u16),
    /// A public name, whose addresses change, and the port.
    Public(u16),
    /// A name of a private network, whose addresses are not known, and the port.
    Private(u16),
}

/// All of them, in the order they are declared: upstreams, the hosts with the keys of issuers, the services that check
/// credentials, and the other services that the gateway uses.
pub fn declared(gateway: &Gateway) -> Vec<Destination> {
    let upstreams = gateway.upstreams.iter().flat_map(|upstream| &upstream.urls).map(|url| url.value.clone());
    let issuers = gateway.auths.iter().filter_map(|auth| match &auth.scheme {
        Scheme::Jwt(jwt) => authority(&jwt.jwks.value),
        Scheme::External(check) => authority(&check.url.value),
        _ => None,
    });
    let own = namespace(gateway);
    let store = gateway.store.iter().filter_map(|store| match &store.kind {
        StoreKind::Redis(redis) => {
            let url = &redis.url.value;
            Some(UpstreamUrl { https: false, host: url.host.clone(), port: url.port, port_written: true })
        }
        StoreKind::File(_) => None,
    });
    let balances = gateway.balances.iter().filter_map(|balance| authority(&balance.url.value));
    let records = gateway.usage.iter().filter_map(|usage| match &usage.to {
        UsageSink::Http { url, .. } => authority(url),
        UsageSink::Stdout | UsageSink::File(_) => None,
    });
    let collector = gateway.operations.traces.as_ref().map(|traces| traces.otlp.value.clone());
    let services = store.chain(balances).chain(records).chain(collector);
    upstreams.chain(issuers).chain(services).filter_map(|url| destination(&url, &own)).collect()
}

/// The scheme, host and port of a URL with a path.
fn authority(url: &str) -> Option<UpstreamUrl> {
    let start = url.find("://")? + 3;
    let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |at| start + at);
    parse_upstream_url(&url[..end]).ok()
}

/// Nothing for the pod itself, which no policy limits.
fn destination(url: &UpstreamUrl, own: &str) -> Option<Destination> {
    if let Ok(address) = url.host.parse::<IpAddr>() {
        return (!address.is_loopback()).then_some(Destination::Address(address, url.port));
    }
    let host = url.host.trim_end_matches('.').to_ascii_lowercase();
    if host == "localhost" || host.ends_with(".localhost") {
        return None;
    }
    let service = host.strip_suffix(".cluster.local").unwrap_or(&host);
    let parts: Vec<&str> = service.split('.').collect();
    Some(match parts.as_slice() {
        [_] => Destination::OwnNamespace,
        // A pod of a headless Service has a name of its own in front of that of the Service.
        [.., namespace, "svc"] if parts.len() > 2 && *namespace == own => Destination::OwnNamespace,
        [.., namespace, "svc"] if parts.len() > 2 => Destination::Namespace((*namespace).to_owned()),
        _ if url.is_external() => Destination::Public(url.port),
        _ => Destination::Private(url.port),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_sorted_by_where_they_are() {
        let of = |text: &str| destination(&parse_upstream_url(text).expect("a URL"), "shop");
        let other = || Some(Destination::Namespace("ai".to_owned()));
        for (text, expected) in [
            ("http://carts:80", Some(Destination::OwnNamespace)),
            ("http://carts.shop.svc:80", Some(Destination::OwnNamespace)),
            ("http://a.ai.svc.cluster.local:8000", other()),
            ("http://a-0.a.ai.svc.cluster.local.:8000", other()),
            ("http://10.0.0.7:90", Some(Destination::Address("10.0.0.7".parse().expect("an address"), 90))),
            ("http://localhost:90", None),
            ("http://127.0.0.1:90", None),
            ("https://id.example.com", Some(Destination::Public(443))),
            ("http://db.internal:90", Some(Destination::Private(90))),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }

    #[test]
    fn a_url_with_a_path_has_an_authority() {
        let url = authority("https://id.example.com/.well-known/jwks?x=1").expect("a URL");
        assert_eq!((url.host.as_str(), url.port), ("id.example.com", 443));
    }
}
