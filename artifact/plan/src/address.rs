//! Whose address a request has: that of the peer, or one that a trusted proxy in front has written down. And which
//! addresses may call.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use gwc_artifact::{AddressRule, Network, Set, Shared};

/// The rules about client addresses, of the gateway and of one of its endpoints. All must admit the address of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressPlan {
    /// The rule of the gateway.
    pub gateway: Arc<AddressRule>,
    /// The rules of the endpoint.
    pub endpoint: Shared<Set<AddressRule>>,
}

impl AddressPlan {
    /// Whether requests from this address are answered.
    pub fn admits(&self, address: IpAddr) -> bool {
        self.gateway.admits(address) && self.endpoint.iter().all(|rule| rule.admits(address))
    }
}

/// The addresses that the trusted proxies in front report, from the peer's client on: each proxy's own client, and last
/// the client of the gateway. None if the peer is no trusted proxy.
///
/// `lines` are the values of `X-Forwarded-For` from last to first. They are read from right to left, because each proxy
/// appends its client. Values to the left of the first address that is not a trusted proxy may be forged by that client,
/// and so may values to the left of something that is not an address.
pub fn reported<'a>(
    peer: IpAddr,
    trusted: &'a [Network],
    lines: impl Iterator<Item = &'a [u8]> + 'a,
) -> impl Iterator<Item = IpAddr> + 'a {
    let mut items = lines.flat_map(|line| line.rsplit(|byte| *byte == b','));
    let mut last = peer;
    std::iter::from_fn(move || {
        if !trusted.iter().any(|network| network.contains(last)) {
            return None;
        }
        last = address(items.next()?)?;
        Some(last)
    })
}

/// One item of `X-Forwarded-For`: an address, with a port after it or not. Some proxies write one.
fn address(item: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(item).ok()?.trim_matches([' ', '\t']);
    let bare =
        text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).filter(|text| text.contains(':'));
    let address = match bare.unwrap_or(text).parse::<IpAddr>() {
        Ok(address) => address,
        // A scope names an interface of another machine.
        Err(_) => text.parse::<SocketAddr>().ok().filter(|_| !text.contains('%'))?.ip(),
    };
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn networks() -> Vec<Network> {
        ["10.0.0.0/8", "2001:db8::/32"].map(|text| Network::parse(text).unwrap()).to_vec()
    }

    /// The client's address of a request from `peer` with these lines.
    fn client(peer: &str, lines: &[&str]) -> String {
        let (peer, trusted) = (peer.parse().unwrap(), networks());
        let lines = lines.iter().rev().map(|line| line.as_bytes());
        reported(peer, &trusted, lines).last().unwrap_or(peer).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(client("198.51.100.1", &["192.0.2.1"]), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(client("2001:db8::1", &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn the_first_untrusted_address_from_the_right_is_the_client() {
        assert_eq!(client("10.0.0.1", &["203.0.113.9, 192.0.2.1, 10.0.0.2"]), "192.0.2.1");
        assert_eq!(client("10.0.0.1", &["203.0.113.9", "192.0.2.1, 10.0.0.2"]), "192.0.2.1");
        assert_eq!(client("10.0.0.1", &["192.0.2.1", "10.0.0.3", "10.0.0.2"]), "192.0.2.1");
        assert_eq!(client("10.0.0.1", &["10.0.0.3,10.0.0.2"]), "10.0.0.3", "all trusted: the leftmost");
    }

    #[test]
    fn what_is_no_address_ends_the_walk() {
        for garbage in [
            "unknown",
            "",
            " ",
            "_hidden",
            "192.0.2",
            "fe80::1%eth0",
            "[fe80::1%eth0]:80",
            "[192.0.2.1]",
            "192.0.2.1:x",
        ] {
            assert_eq!(
                client("10.0.0.1", &[&format!("192.0.2.1, {garbage}, 10.0.0.2")]),
                "10.0.0.2",
                "{garbage}"
            );
            assert_eq!(client("10.0.0.1", &[&format!("192.0.2.1,{garbage}")]), "10.0.0.1", "{garbage}");
        }
        let (peer, trusted) = ("10.0.0.1".parse().unwrap(), networks());
        assert_eq!(reported(peer, &trusted, [&b"192.0.2.1\xff"[..]].into_iter()).count(), 0);
    }

    #[test]
    fn every_form_of_an_address_is_one() {
        for (item, expected) in [
            ("192.0.2.1:443", "192.0.2.1"),
            ("\t::ffff:192.0.2.1 ", "192.0.2.1"),
            ("2001:db9::1", "2001:db9::1"),
            ("[2001:DB9::1]", "2001:db9::1"),
            ("[2001:db9::1]:443", "2001:db9::1"),
        ] {
            assert_eq!(client("10.0.0.1", &[item]), expected);
        }
        assert_eq!(client("::ffff:10.0.0.1", &["::ffff:10.0.0.2"]), "10.0.0.2");
    }
}
