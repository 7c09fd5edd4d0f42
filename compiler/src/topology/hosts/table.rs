//! A host table as it was read.

use std::collections::BTreeMap;

use super::url::{backend_url, host_of};
use gwc_syntax::source::{FileId, Spanned};
use gwc_syntax::value::UpstreamUrl;

/// What kind of file a table was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `ingress.json`: a proxy in front.
    Proxy,
    /// `routes.yaml`: inside the gateway, before its endpoints.
    Routes,
    /// An Ingress of Kubernetes, which matches whole segments.
    Ingress,
}

/// One host table.
#[derive(Debug, Clone)]
pub struct Table {
    /// What it was read from.
    pub kind: Kind,
    /// Its file.
    pub file: FileId,
    /// Its file or its name, for messages.
    pub name: String,
    /// Hosts, in the order of the file; a host may be listed twice.
    pub hosts: Vec<Host>,
    /// Hosts that are redirected with a `301`.
    pub redirects: Vec<Redirect>,
    /// Patterns of hosts, and the backend of each.
    pub subdomains: Vec<Subdomain>,
    /// The health path of the proxy.
    pub health: Option<Spanned<String>>,
}

/// A host and where its paths go.
#[derive(Debug, Clone)]
pub struct Host {
    /// The host, without a port.
    pub name: Spanned<String>,
    /// Its entries, in the order of the file.
    pub entries: Vec<Entry>,
}

/// A prefix and its backend.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The prefix, as text: it need not end with a segment.
    pub prefix: Spanned<String>,
    /// The URL of the backend, as written.
    pub backend: Spanned<String>,
}

/// A host that is redirected.
#[derive(Debug, Clone)]
pub struct Redirect {
    /// The host.
    pub host: Spanned<String>,
    /// The URL; the path of the request is appended to it.
    pub target: Spanned<String>,
}

/// A pattern that a host contains.
#[derive(Debug, Clone)]
pub struct Subdomain {
    /// The text that may be anywhere in the host.
    pub pattern: Spanned<String>,
    /// The URL of the backend.
    pub backend: Spanned<String>,
}

impl Table {
    /// The entry of each host that takes effect: of several the last.
    pub fn live(&self) -> BTreeMap<&str, &Host> {
        self.hosts.iter().map(|host| (host.name.value.as_str(), host)).collect()
    }

    /// All URLs of backends.
    pub fn backends(&self) -> impl Iterator<Item = &Spanned<String>> {
        let entries = self.hosts.iter().flat_map(|host| &host.entries).map(|entry| &entry.backend);
        entries.chain(self.subdomains.iter().map(|subdomain| &subdomain.backend))
    }
}

impl Entry {
    /// The URL of its backend, if it is usable. The gateway skips an entry with another one.
    pub fn url(&self) -> Result<UpstreamUrl, String> {
        backend_url(&self.backend.value)
    }

    /// Whether its backend is the gateway or a proxy in front of it, which forwards the request.
    pub fn leads_to_gateway(&self) -> bool {
        let host = host_of(&self.backend.value);
        let service = host.split('.').next().unwrap_or_default();
        matches!(service, "gateway" | "krakend" | "gwr" | "ingress") || service.ends_with("-ingress")
    }
}
