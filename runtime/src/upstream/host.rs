//! The named upstreams of a gateway and their hosts.

use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

use gwc_artifact::Scheme;
use hyper::header::HeaderValue;

use crate::policy::in_flight::{InFlight, InFlights};

/// A named set of hosts.
#[derive(Debug)]
pub(crate) struct Upstream {
    pub(crate) name: String,
    pub(crate) hosts: Vec<Host>,
    pub(crate) in_flight: Option<InFlight>,
    next: AtomicUsize,
}

/// One host of an upstream.
#[derive(Debug)]
pub(crate) struct Host {
    pub(crate) name: String,
    pub(crate) port: u16,
    pub(crate) tls: bool,
    /// The value of `Host`.
    pub(crate) header: HeaderValue,
    reachability: AtomicU8,
}

/// How the last attempt to connect to a host ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Reachability {
    Unknown = 0,
    Reachable = 1,
    Unreachable = 2,
}

impl Upstream {
    pub(crate) fn of(upstream: &gwc_artifact::Upstream, in_flights: &InFlights) -> Upstream {
        Upstream {
            name: upstream.name.clone(),
            hosts: upstream.hosts.iter().map(Host::of).collect(),
            in_flight: in_flights.of_upstream(upstream),
            next: AtomicUsize::new(0),
        }
    }

    /// The next host in the round robin.
    pub(crate) fn round_robin(&self) -> usize {
        match self.hosts.len() {
            0 | 1 => 0,
            hosts => self.next.fetch_add(1, Ordering::Relaxed) % hosts,
        }
    }
}

impl Host {
    fn of(host: &gwc_artifact::UpstreamHost) -> Host {
        let tls = host.scheme == Scheme::Https;
        let name = if host.host.contains(':') { format!("[{}]", host.host) } else { host.host.clone() };
        let usual = if tls { 443 } else { 80 };
        let header = if host.port == usual { name } else { format!("{name}:{}", host.port) };
        let header = HeaderValue::from_str(&header).unwrap_or(HeaderValue::from_static(""));
        Host { name: host.host.clone(), port: host.port, tls, header, reachability: AtomicU8::new(0) }
    }

    pub(crate) fn reachability(&self) -> Reachability {
        match self.reachability.load(Ordering::Relaxed) {
            1 => Reachability::Reachable,
            2 => Reachability::Unreachable,
            _ => Reachability::Unknown,
        }
    }

    pub(crate) fn saw(&self, reachability: Reachability) {
        self.reachability.store(reachability as u8, Ordering::Relaxed);
    }
}
