//! Host tables: which host and prefix goes to which backend before any endpoint is asked.
//!
//! hanzo has two kinds. `ingress.json` belongs to a proxy in front of the gateway; `routes.yaml` to the gateway
//! itself, which redirects and forwards whole hosts before it looks at its endpoints. An Ingress of Kubernetes says
//! the same in a third form. All three are one [`Table`].

mod read;

use std::collections::BTreeMap;

use gwc_syntax::source::{FileId, Spanned};
use gwc_syntax::value::{UpstreamUrl, parse_upstream_url};

pub use read::{is_table, of_ingress, read};

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
    /// Its file or its name, as people are shown it.
    pub name: String,
    /// Hosts, in the order of the file; one host may be there twice.
    pub hosts: Vec<Host>,
    /// Hosts that are answered with a 301.
    pub redirects: Vec<Redirect>,
    /// Patterns of hosts, and the backend of each.
    pub subdomains: Vec<Subdomain>,
    /// The path that the proxy itself answers.
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
    /// The prefix, as text: nothing says that it ends with a segment.
    pub prefix: Spanned<String>,
    /// The URL of the backend, as it is written.
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
    /// The text that is looked for anywhere in the host.
    pub pattern: Spanned<String>,
    /// The URL of the backend.
    pub backend: Spanned<String>,
}

impl Table {
    /// The entry of each host that counts: of several the last.
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
    /// Its backend, if it is one that can be called. An entry without is skipped.
    pub fn url(&self) -> Result<UpstreamUrl, String> {
        backend_url(&self.backend.value)
    }

    /// Whether its backend is the gateway, or a proxy in front of it: whoever gets the request there passes it on.
    pub fn leads_to_gateway(&self) -> bool {
        let host = host_of(&self.backend.value);
        let service = host.split('.').next().unwrap_or_default();
        matches!(service, "gateway" | "krakend" | "gwr" | "ingress") || service.ends_with("-ingress")
    }
}

/// Reads the URL of a backend; a path behind the host is allowed, and put in front of the request's.
///
/// # Errors
/// What is wrong, as the end of a sentence.
pub fn backend_url(text: &str) -> Result<UpstreamUrl, String> {
    let start = text.find("://").map_or(0, |at| at + 3);
    let end = text[start..].find('/').map_or(text.len(), |at| start + at);
    parse_upstream_url(&text[..end])
}

/// The prefixes of one host, to be asked who answers a path.
#[derive(Debug)]
pub struct Prefixes<'a> {
    kind: Kind,
    entries: BTreeMap<&'a str, &'a Entry>,
}

impl<'a> Prefixes<'a> {
    /// The prefixes that count: of equal ones the first, and none without a usable backend.
    pub fn of(table: &Table, host: &'a Host) -> Self {
        let mut entries = BTreeMap::new();
        for entry in host.entries.iter().filter(|entry| entry.url().is_ok()) {
            entries.entry(&*entry.prefix.value).or_insert(entry);
        }
        Self { kind: table.kind, entries }
    }

    /// Whom a path goes to: the longest prefix of it.
    pub fn owner(&self, path: &str) -> Option<&'a Entry> {
        self.owner_but(path, None)
    }

    /// As [`Prefixes::owner`], as if one prefix were not there.
    pub fn owner_but(&self, path: &str, without: Option<&Entry>) -> Option<&'a Entry> {
        let skipped = without.map(|entry| &*entry.prefix.value);
        let ends = (0..=path.len()).rev().filter_map(|end| path.get(..end));
        ends.filter(|prefix| Some(*prefix) != skipped)
            .filter(|prefix| self.kind != Kind::Ingress || ends_with_segment(prefix, path))
            .find_map(|prefix| self.entries.get(prefix).copied())
    }

    /// The prefixes, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &'a Entry> {
        self.entries.values().copied()
    }
}

/// Whether a prefix of a path ends where a segment does.
fn ends_with_segment(prefix: &str, path: &str) -> bool {
    prefix.ends_with('/') || prefix.len() == path.len() || path.as_bytes().get(prefix.len()) == Some(&b'/')
}

/// The host of a URL, in lower case, without scheme, port and path.
pub fn host_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.split(':').next().unwrap_or_default().to_ascii_lowercase()
}

/// The path of a URL, without the slash at its end; empty when it has none.
pub fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("", |at| &rest[at..]);
    path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/')
}

#[cfg(test)]
mod tests;
