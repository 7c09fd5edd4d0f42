//! The plain policy types: one gateway with every value explicit, as the compiler writes it and the runtime reads it.
//!
//! These types, and those of [`endpoint`](crate::Endpoint) and [`policy`](crate::Auth), are the format: their encoding
//! is derived, so a new policy is a new field. Nothing is defaulted or inherited: what an endpoint does is set on the
//! endpoint. Names refer to the lists of the same [`Gateway`]; [`encode`](fn@crate::encode) refuses a name that is not
//! defined.

use std::net::IpAddr;

use crate::balance::{Balance, Usage};
use crate::bots::Bots;
use crate::codec::Encoded;
use crate::cors::Cors;
use crate::endpoint::Endpoint;
use crate::header_edit::HeaderEdit;
use crate::header_names::HeaderNames;
use crate::krakend::KrakendRouter;
use crate::limit::RateLimit;
use crate::network::{AddressRule, Network};
use crate::operations::Operations;
use crate::policy::Auth;
use crate::priced::Quota;
use crate::semantics::Semantics;
use crate::store::Store;
use crate::upstream::{ListenerTls, UpstreamOptions};
use crate::values::{Set, Shared};

/// A whole gateway.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encoded)]
pub struct Gateway {
    /// Whose rules apply where KrakenD and gwr differ.
    pub semantics: Semantics,
    /// What KrakenD's router answers by itself, if its rules apply.
    pub krakend: KrakendRouter,
    /// The gateway's name.
    pub name: String,
    /// Where the runtime accepts connections.
    pub listeners: Set<Listener>,
    /// Host names of the gateway, lower case, without port.
    pub hosts: Set<String>,
    /// Whether a request is refused when its `Host` is not one of `hosts`; otherwise any host is accepted.
    pub strict_hosts: bool,
    /// The proxies in front: the address that they send in `X-Forwarded-For` is that of the client.
    pub trusted_proxies: Set<Network>,
    /// The headers that are removed from every request of a client, whatever the endpoint: those that upstreams read an
    /// identity from. All that a check of the gateway mints is among them.
    pub stripped: HeaderNames,
    /// The addresses of clients that may call, beside the rules of the endpoints: else 403.
    pub ip: AddressRule,
    /// Clients that are refused by their user agent, whatever endpoint they call.
    pub bots: Bots,
    /// What pages of other origins may do where no endpoint is met.
    pub cors: Option<Cors>,
    /// Changes of the headers of every response, before those of the endpoint.
    pub response_headers: Set<HeaderEdit>,
    /// One bucket for all requests, beside the limits of the endpoints.
    pub rate_limit: RateLimit,
    /// Where limits and quotas count; `None` is in each process. Quotas need one.
    pub store: Option<Store>,
    /// The quotas, in ascending order of name, by bytes.
    pub quotas: Vec<Quota>,
    /// The balances, in ascending order of name, by bytes.
    pub balances: Vec<Balance>,
    /// Where usage records go; `None` is nowhere.
    pub usage: Option<Usage>,
    /// In ascending order of name, by bytes.
    pub upstreams: Vec<Upstream>,
    /// The credential checks, in ascending order of name, by bytes.
    pub auth: Vec<Auth>,
    /// In the order of their paths (segment by segment, literals by bytes before parameters before tails), then
    /// methods. A position in this list is what a lookup answers.
    pub endpoints: Vec<Endpoint>,
    /// Policies of which only the name is known. A runtime that does not enforce one must refuse the artifact.
    pub other_policies: Set<OtherPolicy>,
    /// What operators see of the gateway.
    pub operations: Operations,
}

/// An address, port and protocol the runtime accepts on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encoded)]
pub struct Listener {
    /// The address; `None` is every address of the machine.
    pub address: Option<IpAddr>,
    /// The TCP port.
    pub port: u16,
    /// What is spoken there.
    pub protocol: Protocol,
    /// Whether a connection begins with a PROXY protocol header, of version 1 or 2. One without it, or from a peer that
    /// is not a trusted proxy, is closed.
    pub proxy_protocol: bool,
    /// TLS; clear text when absent.
    pub tls: Option<ListenerTls>,
}

/// What a listener speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encoded)]
#[repr(u8)]
pub enum Protocol {
    /// Clear-text HTTP/1.1 and, by its connection preface, HTTP/2 (h2c with prior knowledge).
    Http = 1,
}

/// A named set of hosts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encoded)]
pub struct Upstream {
    /// The name endpoints refer to.
    pub name: String,
    /// One or more hosts, in the order they are written; requests are spread over them.
    pub hosts: Vec<UpstreamHost>,
    /// Whether the upstream checks opaque API keys itself.
    pub accepts_keys: bool,
    /// Whether the hosts are outside the cluster (no cluster name, no loopback or private address).
    pub external: bool,
    /// How requests reach the hosts.
    pub options: Shared<UpstreamOptions>,
    /// How many requests it may have under way at once, from one process: else 503.
    pub in_flight: Option<u64>,
}

/// One host of an upstream.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
pub struct UpstreamHost {
    /// Clear text or TLS.
    pub scheme: Scheme,
    /// Host name or address, without brackets and port.
    pub host: String,
    /// The TCP port.
    pub port: u16,
}

/// The scheme of an upstream host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encoded)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Scheme {
    Http = 1,
    Https = 2,
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encoded)]
pub struct OtherPolicy {
    /// The policy's name.
    pub name: String,
    /// What it is attached to.
    pub scope: PolicyScope,
}

/// What a policy is attached to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encoded)]
#[repr(u8)]
pub enum PolicyScope {
    /// The whole gateway.
    Gateway = 1,
    /// These endpoints, by id; never empty.
    Endpoints(Set<u64>) = 2,
}
