//! Requests that are answered before the endpoints of a gateway, so the policies of the endpoints do not apply.

use super::hosts::{Entry, Kind};
use super::{Served, Topology};
use crate::model::Endpoint;
use crate::model::overlap::{Part, example, of_pattern, witness};
use gwc_syntax::source::{Span, Spanned};

/// Requests that another layer answers.
#[derive(Debug)]
pub(crate) struct Bypass {
    /// Of this host, or of every host.
    pub(crate) host: Option<String>,
    /// Below this prefix; all of the host when it is `/`.
    pub(crate) prefix: String,
    /// Whether the prefix is compared character by character.
    pub(crate) letters: bool,
    /// Where the bypass is declared.
    pub(crate) span: Span,
}

/// All that is answered before a gateway, by settings and by host tables.
pub(crate) fn of(topology: &Topology<'_>, served: Served<'_>) -> Vec<Bypass> {
    let settings = topology.settings;
    let own = hosts(topology, served);
    let prefixes = settings.bypass_prefixes.iter().map(|prefix| Bypass {
        host: None,
        prefix: prefix.value.clone(),
        letters: false,
        span: prefix.span,
    });
    // A host of another gateway bypasses nothing. The hosts of a KrakenD configuration may be unknown.
    let whole = settings.bypass_hosts.iter().filter(|host| own.is_empty() || own.contains(&&*host.value));
    let whole = whole.map(|host| Bypass {
        host: Some(host.value.clone()),
        prefix: "/".to_owned(),
        letters: true,
        span: host.span,
    });
    prefixes.chain(whole).chain(of_tables(topology, &own)).collect()
}

/// The hosts of a gateway, if they are declared.
fn hosts<'a>(topology: &Topology<'a>, served: Served<'a>) -> Vec<&'a str> {
    let declared: &[Spanned<String>] = match served.gateway.hosts.as_slice() {
        [] => &topology.settings.hosts,
        hosts => hosts,
    };
    declared.iter().map(|host| &*host.value).collect()
}

/// Entries for hosts of the gateway in tables that apply before it: all entries of its own table. In a table in front
/// of it, the entries that do not lead to it, if another entry of the host does.
fn of_tables(topology: &Topology<'_>, own: &[&str]) -> Vec<Bypass> {
    let mut found = Vec::new();
    for table in topology.tables {
        let live = table.live();
        for host in own.iter().filter_map(|host| live.get(host)) {
            let leads = host.entries.iter().any(Entry::leads_to_gateway);
            if table.kind != Kind::Routes && !leads {
                continue;
            }
            for entry in host.entries.iter().filter(|entry| !entry.leads_to_gateway()) {
                found.push(Bypass {
                    host: Some(host.name.value.clone()),
                    prefix: entry.prefix.value.clone(),
                    letters: table.kind != Kind::Ingress,
                    span: entry.prefix.span,
                });
            }
        }
    }
    found
}

impl Bypass {
    /// A path of the endpoint that is answered before it, if there is one.
    pub(crate) fn takes(&self, endpoint: &Endpoint) -> Option<String> {
        let parts = of_pattern(&endpoint.path);
        let path = example(&parts);
        if self.letters && path.starts_with(&*self.prefix) {
            return Some(path);
        }
        let segments = self.prefix.split('/').filter(|segment| !segment.is_empty());
        let mut prefix: Vec<Part<'_>> = segments.map(Part::Literal).collect();
        let itself = if self.prefix.ends_with('/') && self.letters { None } else { witness(&parts, &prefix) };
        itself.or_else(|| {
            prefix.push(Part::Tail);
            witness(&parts, &prefix)
        })
    }
}
