//! What the pods may connect to: the rules of a NetworkPolicy for outgoing connections.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::kube::{Destination as Declared, declared};
use crate::model::Gateway;

/// A rule. A policy applies to the ports of pods, which a gateway does not know: it knows those of Services. So a rule
/// for pods names their namespace, and one for addresses has a port.
#[derive(Debug, Clone, Serialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub(in crate::emit::kube) enum Destination {
    /// The pods of this namespace.
    OwnNamespace,
    /// The pods of a namespace.
    Namespace(String),
    /// A network and a port.
    Network { cidr: String, except: Vec<String>, port: u16 },
}

/// Addresses that no public host has; link-local ones include the metadata service of cloud providers.
const PRIVATE_V4: [&str; 6] =
    ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"];
const PRIVATE_V6: [&str; 3] = ["::1/128", "fc00::/7", "fe80::/10"];

/// The rules for all hosts that a gateway declares, each once.
pub(super) fn destinations(gateway: &Gateway) -> Vec<Destination> {
    let mut rules = BTreeSet::new();
    for host in declared(gateway) {
        match host {
            Declared::OwnNamespace => drop(rules.insert(Destination::OwnNamespace)),
            Declared::Namespace(name) => drop(rules.insert(Destination::Namespace(name))),
            Declared::Address(address, port) => {
                let bits = if address.is_ipv4() { 32 } else { 128 };
                rules.insert(network(format!("{address}/{bits}"), &[], port));
            }
            Declared::Public(port) => {
                rules.insert(network("0.0.0.0/0".to_owned(), &PRIVATE_V4, port));
                rules.insert(network("::/0".to_owned(), &PRIVATE_V6, port));
            }
            Declared::Private(port) => {
                let private = PRIVATE_V4.iter().chain(&PRIVATE_V6).copied();
                let routed = private
                    .filter(|cidr| !["127.", "169.", "::1", "fe80"].iter().any(|p| cidr.starts_with(p)));
                rules.extend(routed.map(|cidr| network(cidr.to_owned(), &[], port)));
            }
        }
    }
    rules.into_iter().collect()
}

fn network(cidr: String, except: &[&str], port: u16) -> Destination {
    Destination::Network { cidr, except: except.iter().map(|cidr| (*cidr).to_owned()).collect(), port }
}
