//! The plain policy types: one gateway with everything said, as the compiler hands it over and the runtime reads it.
//!
//! Nothing here, in [`endpoint`](crate::Endpoint) or in [`policy`](crate::Auth) is derived, defaulted or inherited:
//! what an endpoint does is written on the endpoint. Names refer to the lists of the same [`Gateway`];
//! [`encode`](fn@crate::encode) refuses a name that leads nowhere.

use std::net::IpAddr;

use crate::endpoint::Endpoint;
use crate::policy::{Auth, RateLimit};

/// A whole gateway.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gateway {
    /// The gateway's name.
    pub name: String,
    /// Where the runtime accepts connections. Sorted.
    pub listeners: Vec<Listener>,
    /// Host names of the gateway, lower case, without port. Sorted.
    pub hosts: Vec<String>,
    /// Whether a request whose `Host` is none of `hosts` is refused; otherwise any host is answered.
    pub strict_hosts: bool,
    /// One bucket for all requests, beside the limits of the endpoints.
    pub rate_limit: RateLimit,
    /// The upstreams. Sorted by name.
    pub upstreams: Vec<Upstream>,
    /// The credential checks. Sorted by name.
    pub auth: Vec<Auth>,
    /// The endpoints. Sorted by path, then method; an index into this list is what a lookup answers.
    pub endpoints: Vec<Endpoint>,
    /// Policies that only their name is known of. A runtime that does not know the name must refuse the artifact.
    pub other_policies: Vec<OtherPolicy>,
}

/// An address, port and protocol the runtime accepts on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listener {
    /// The address; `None` is every address of the machine.
    pub address: Option<IpAddr>,
    /// The TCP port.
    pub port: u16,
    /// What is spoken there.
    pub protocol: Protocol,
}

/// What a listener speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// Clear-text HTTP/1.1 and, by its connection preface, HTTP/2 (h2c with prior knowledge).
    Http,
}

/// A named set of hosts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upstream {
    /// The name endpoints refer to.
    pub name: String,
    /// One or more hosts, in the order they are written; requests are spread over them.
    pub hosts: Vec<UpstreamHost>,
    /// Whether the upstream checks opaque API keys itself.
    pub accepts_keys: bool,
    /// Whether the hosts are outside the cluster (no cluster name, no loopback or private address).
    pub external: bool,
}

/// One host of an upstream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpstreamHost {
    /// Clear text or TLS.
    pub scheme: Scheme,
    /// Host name or address, without brackets and port.
    pub host: String,
    /// The TCP port.
    pub port: u16,
}

/// The scheme of an upstream host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Scheme {
    Http,
    Https,
}

impl Scheme {
    /// As a URL writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Scheme::Http => "http",
            Scheme::Https => "https",
        }
    }
}

/// A policy that is only known by name, such as `krakend:qos/circuit-breaker`: a runtime that does not enforce that
/// name must refuse the artifact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OtherPolicy {
    /// The policy's name.
    pub name: String,
    /// What it is attached to.
    pub scope: PolicyScope,
}

/// What a policy is attached to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyScope {
    /// The whole gateway.
    Gateway,
    /// These endpoints, by id. Sorted; never empty.
    Endpoints(Vec<u64>),
}
