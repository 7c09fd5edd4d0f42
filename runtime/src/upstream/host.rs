//! One host of an upstream, by its name or by one of its addresses.

use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use gwc_artifact::Scheme;
use hyper::header::HeaderValue;

use super::check::CheckState;
use super::state::HostState;

/// One host of an upstream.
#[derive(Debug)]
pub(crate) struct Host {
    /// Another one for each host of the process.
    pub(crate) id: u64,
    pub(crate) name: String,
    /// Its address, where the name has others.
    pub(crate) address: Option<IpAddr>,
    pub(crate) port: u16,
    pub(crate) tls: bool,
    /// The value of `Host`.
    pub(crate) header: HeaderValue,
    pub(crate) state: Arc<HostState>,
    /// What active checks found out, if there are any.
    pub(crate) check: Arc<CheckState>,
    reachability: AtomicU8,
}

/// The host of a request.
pub(crate) enum Chosen<'t> {
    /// One that is declared.
    Declared(&'t Host),
    /// One by its address, which the name may lose meanwhile.
    Resolved(Arc<Host>),
}

impl Deref for Chosen<'_> {
    type Target = Host;

    fn deref(&self) -> &Host {
        match self {
            Chosen::Declared(host) => host,
            Chosen::Resolved(host) => host,
        }
    }
}

/// A number that no other host has.
fn next_id() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// How the last attempt to connect to a host ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Reachability {
    Unknown = 0,
    Reachable = 1,
    Unreachable = 2,
}

impl Host {
    /// `others` are those before it in the list: one that is listed again, for its weight, is checked once.
    pub(crate) fn of(host: &gwc_artifact::UpstreamHost, before: &[Arc<Host>], others: &[Arc<Host>]) -> Host {
        let tls = host.scheme == Scheme::Https;
        let name = if host.host.contains(':') { format!("[{}]", host.host) } else { host.host.clone() };
        let usual = if tls { 443 } else { 80 };
        let header = if host.port == usual { name } else { format!("{name}:{}", host.port) };
        let header = HeaderValue::from_str(&header).unwrap_or(HeaderValue::from_static(""));
        let is_same =
            |known: &&Arc<Host>| known.name == host.host && known.port == host.port && known.tls == tls;
        let known = before.iter().find(is_same);
        let state = known.map_or_else(Arc::default, |known| Arc::clone(&known.state));
        let checked = others.iter().find(is_same).or(known);
        Host {
            id: next_id(),
            name: host.host.clone(),
            address: None,
            port: host.port,
            tls,
            header,
            state,
            check: checked.map_or_else(Arc::default, |known| Arc::clone(&known.check)),
            reachability: AtomicU8::new(0),
        }
    }

    /// The host of one of its addresses.
    pub(super) fn at(&self, address: IpAddr) -> Host {
        Host {
            id: next_id(),
            name: self.name.clone(),
            address: Some(address),
            port: self.port,
            tls: self.tls,
            header: self.header.clone(),
            state: Arc::default(),
            check: Arc::default(),
            reachability: AtomicU8::new(0),
        }
    }

    /// Whether another host has its name, port and scheme.
    pub(super) fn is_of(&self, other: &Host) -> bool {
        self.name == other.name && self.port == other.port && self.tls == other.tls
    }

    /// Its address or its name, with its port.
    pub(crate) fn shown(&self) -> String {
        match self.address {
            Some(address) => SocketAddr::new(address, self.port).to_string(),
            None => format!("{}:{}", self.name, self.port),
        }
    }

    /// A host in clear text that nothing is known of.
    #[cfg(test)]
    pub(super) fn plain(name: &str, port: u16) -> Host {
        let host = gwc_artifact::UpstreamHost { scheme: Scheme::Http, host: name.to_owned(), port };
        Host::of(&host, &[], &[])
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
