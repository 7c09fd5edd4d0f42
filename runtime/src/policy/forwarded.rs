//! What the upstream is told about the client, by the gateway alone: what a client sends under these names does not
//! pass. Values that a trusted proxy reports are kept.

use std::fmt::Write;
use std::net::IpAddr;

use gwc_artifact::Network;
use gwc_plan::address;
use hyper::header::{HOST, HeaderMap, HeaderName, HeaderValue};

pub(crate) const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
pub(crate) const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The addresses that the trusted proxies in front report in the request, from the peer's client on.
fn reported<'a>(
    peer: IpAddr,
    trusted: &'a [Network],
    client: &'a HeaderMap,
) -> impl Iterator<Item = IpAddr> + 'a {
    let lines = client.get_all(X_FORWARDED_FOR).into_iter().rev();
    address::reported(peer, trusted, lines.map(HeaderValue::as_bytes))
}

/// The address of the client: the one that limits, logs and upstreams see.
pub(crate) fn client_address(peer: IpAddr, trusted: &[Network], client: &HeaderMap) -> IpAddr {
    // Usual, and the header need not be looked for.
    if trusted.is_empty() {
        return peer;
    }
    reported(peer, trusted, client).last().unwrap_or(peer)
}

/// Adds the addresses from the client's to the peer's, the host it asked for, and the protocol it spoke. What is in front
/// of the client's address in `X-Forwarded-For` was written by the client itself, and is left out.
pub(crate) fn to_upstream(
    peer: (&HeaderValue, IpAddr, bool),
    trusted: &[Network],
    client: &HeaderMap,
    out: &mut HeaderMap,
) {
    let (peer, address, is_tls) = peer;
    let mut proxies = Vec::new();
    if !trusted.is_empty() {
        proxies.extend(reported(address, trusted, client));
        proxies.reverse();
    }
    out.insert(X_FORWARDED_FOR, if proxies.is_empty() { peer.clone() } else { chain(&proxies, address) });
    if let Some(host) = client.get(HOST) {
        out.insert(X_FORWARDED_HOST, host.clone());
    }
    out.insert(X_FORWARDED_PROTO, HeaderValue::from_static(if is_tls { "https" } else { "http" }));
}

/// The address of a peer in `X-Forwarded-For`.
pub(crate) fn peer(address: IpAddr) -> HeaderValue {
    chain(&[], address)
}

/// Addresses in `X-Forwarded-For`, the peer's last.
fn chain(addresses: &[IpAddr], peer: IpAddr) -> HeaderValue {
    let mut text = String::new();
    for address in addresses {
        let _ = write!(text, "{address}, ");
    }
    let _ = write!(text, "{}", peer.to_canonical());
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("unknown"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an upstream is sent for a request from `10.0.0.1`.
    fn sent(trusted: &[&str], lines: &[&str]) -> String {
        let trusted: Vec<Network> = trusted.iter().map(|text| Network::parse(text).unwrap()).collect();
        let (mut client, mut out) = (HeaderMap::new(), HeaderMap::new());
        for line in lines {
            client.append(X_FORWARDED_FOR, HeaderValue::from_str(line).unwrap());
        }
        let address: IpAddr = "10.0.0.1".parse().unwrap();
        to_upstream((&peer(address), address, false), &trusted, &client, &mut out);
        let chain = out[X_FORWARDED_FOR].to_str().unwrap().to_owned();
        let first = chain.split(", ").next().unwrap();
        assert_eq!(first, client_address(address, &trusted, &client).to_string(), "the first is the client");
        chain
    }

    #[test]
    fn the_chain_begins_with_the_client() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(sent(&[], &["192.0.2.1"]), "10.0.0.1");
        assert_eq!(sent(&trusted, &[]), "10.0.0.1");
        assert_eq!(sent(&trusted, &["192.0.2.1"]), "192.0.2.1, 10.0.0.1");
        assert_eq!(sent(&trusted, &["6.6.6.6, 192.0.2.1", "10.0.0.2"]), "192.0.2.1, 10.0.0.2, 10.0.0.1");
        assert_eq!(sent(&trusted, &["192.0.2.1, unknown, 10.0.0.2"]), "10.0.0.2, 10.0.0.1");
    }
}
