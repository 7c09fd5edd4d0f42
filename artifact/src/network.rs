//! Networks of addresses, such as `10.0.0.0/8`.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::codec::{Encoded, ReadError, Reader, Writer};
use crate::types::Types;
use crate::values::Set;

/// The bits of `::ffff:0:0/96`: IPv6 addresses below it are IPv4 addresses.
const MAPPED: u8 = 96;

/// A network of IPv4 or of IPv6 addresses. An IPv4-mapped IPv6 address is the IPv4 address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network(IpNet);

impl Network {
    /// Reads `10.0.0.0/8`, or an address as the network of it alone.
    ///
    /// # Errors
    /// A sentence about what is wrong.
    pub fn parse(text: &str) -> Result<Network, String> {
        let wrong = || "expected a network such as `10.0.0.0/8`, or an address such as `10.0.0.1`".to_owned();
        let network = read(text).ok_or_else(wrong)?;
        if network != network.trunc() {
            return Err(format!("the address has bits behind the prefix; write `{}`", network.trunc()));
        }
        Ok(Network(canonical(network)))
    }

    /// The same without the bits behind the prefix, as Go reads `10.1.2.3/8`; nothing for another text.
    pub fn masked(text: &str) -> Option<Network> {
        read(text).map(|network| Network(canonical(network.trunc())))
    }

    /// Whether the address is in the network.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }

    /// Whether every address of the other network is in this one.
    pub fn includes(&self, other: &Network) -> bool {
        self.0.contains(&other.0)
    }

    /// The fewest networks that have the same addresses.
    pub fn aggregated(networks: impl IntoIterator<Item = Network>) -> Vec<Network> {
        let networks = networks.into_iter().map(|network| network.0).collect();
        IpNet::aggregate(&networks).into_iter().map(Network).collect()
    }

    /// Whether it has every address of its family.
    pub fn is_everything(&self) -> bool {
        self.0.prefix_len() == 0
    }
}

/// Which addresses of clients may call.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
pub struct AddressRule {
    /// The only networks that may call; empty means that all may.
    pub allow: Set<Network>,
    /// Networks that may not, also inside an allowed one.
    pub deny: Set<Network>,
}

impl AddressRule {
    /// Whether the address may call.
    pub fn admits(&self, address: IpAddr) -> bool {
        let is_in = |networks: &[Network]| networks.iter().any(|network| network.contains(address));
        (self.allow.is_empty() || is_in(&self.allow)) && !is_in(&self.deny)
    }
}

/// A network, or an address as the network of it alone.
fn read(text: &str) -> Option<IpNet> {
    text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

/// A network of IPv4-mapped addresses as one of IPv4.
fn canonical(network: IpNet) -> IpNet {
    let mapped = match network {
        IpNet::V6(v6) => v6.addr().to_ipv4_mapped(),
        IpNet::V4(_) => None,
    };
    let prefix = network.prefix_len().checked_sub(MAPPED);
    let v4 = mapped.zip(prefix).and_then(|(address, prefix)| IpNet::new(address.into(), prefix).ok());
    v4.unwrap_or(network)
}

/// A network of one address without its prefix.
impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.prefix_len() == self.0.max_prefix_len() {
            true => self.0.addr().fmt(f),
            false => self.0.fmt(f),
        }
    }
}

impl Encoded for Network {
    fn write(&self, out: &mut Writer) {
        self.0.addr().write(out);
        out.tag(self.0.prefix_len());
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, ReadError> {
        let (address, prefix) = (IpAddr::read(input)?, input.tag()?);
        let network = IpNet::new(address, prefix).ok();
        // One network has one encoding.
        let network = network.filter(|network| *network == canonical(network.trunc()));
        network.map(Network).ok_or_else(|| input.wrong("an address and a prefix are not a network"))
    }

    fn describe(_: &mut Types) -> String {
        "network".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_written_in_one_way() {
        for (text, expected) in [
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("192.0.2.7", "192.0.2.7"),
            ("192.0.2.7/32", "192.0.2.7"),
            ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:DB8::/32", "2001:db8::/32"),
            ("::/0", "::/0"),
        ] {
            assert_eq!(Network::parse(text).unwrap().to_string(), expected);
        }
        for text in
            ["", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/", "10.0.0.0/08/", "a", "010.0.0.1", "::/129", " ::1"]
        {
            assert!(Network::parse(text).unwrap_err().starts_with("expected a network"), "{text}");
        }
    }

    #[test]
    fn bits_behind_the_prefix_are_refused() {
        let error = Network::parse("10.1.0.0/8").unwrap_err();
        assert_eq!(error, "the address has bits behind the prefix; write `10.0.0.0/8`");
        assert!(Network::parse("::1/64").unwrap_err().ends_with("write `::/64`"));
        let masked = |text| Network::masked(text).map(|network| network.to_string());
        assert_eq!(masked("10.1.0.0/8").as_deref(), Some("10.0.0.0/8"));
        assert_eq!(masked("10.1.0.0").as_deref(), Some("10.1.0.0"));
        assert_eq!(masked("10.1.0.0/33"), None);
    }

    #[test]
    fn what_is_denied_is_not_admitted() {
        let set = |texts: &[&str]| texts.iter().map(|text| Network::parse(text).unwrap()).collect();
        let admits = |allow: &[&str], deny: &[&str], address: &str| {
            AddressRule { allow: set(allow), deny: set(deny) }.admits(address.parse().unwrap())
        };
        assert!(admits(&[], &[], "192.0.2.1"));
        assert!(admits(&["10.0.0.0/8"], &["10.9.0.0/16"], "10.8.0.1"));
        assert!(!admits(&["10.0.0.0/8"], &["10.9.0.0/16"], "10.9.0.1"));
        assert!(!admits(&["10.9.0.0/16"], &["10.0.0.0/8"], "10.9.0.1"));
        assert!(!admits(&["10.0.0.0/8"], &[], "11.0.0.1"));
        assert!(!admits(&["10.0.0.0/8"], &[], "2001:db8::1"));
        assert!(admits(&[], &["10.0.0.0/8"], "2001:db8::1"));
        assert!(!admits(&[], &["10.0.0.0/8"], "::ffff:10.0.0.1"));
    }

    #[test]
    fn a_mapped_address_is_the_ipv4_address() {
        let network = Network::parse("10.0.0.0/8").unwrap();
        assert!(network.contains("::ffff:10.1.2.3".parse().unwrap()));
        assert!(!network.contains("::ffff:11.1.2.3".parse().unwrap()));
        // The networks of one family have no address of the other.
        assert!(!Network::parse("::/0").unwrap().contains("10.1.2.3".parse().unwrap()));
    }
}
