use std::collections::BTreeMap;

use crate::topology::Topology;
use crate::topology::hosts::Entry;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A host lists the same prefix twice, so the second backend receives no requests.
    ///
    /// ## What it does
    /// Reports an entry of a host table if an earlier entry of the same host has the same prefix. A host table is a
    /// file such as `ingress.json` or `routes.yaml` that maps hosts and path prefixes to backends.
    ///
    /// ## Why is this bad?
    /// Of two entries with the same prefix, the first takes effect. In the example, the second entry was added to move
    /// the host to `iam`, but every request for `https://id.example.com/` still reaches `login`.
    ///
    /// ## Example
    /// ```json,bad,folder,file=ingress.json
    /// { "routes": [{ "host": "id.example.com", "backends": [
    ///   { "path": "/", "url": "http://login.shop.svc.cluster.local:80" },
    ///   { "path": "/", "url": "http://iam.shop.svc.cluster.local:8000" }
    /// ] }] }
    /// ```
    ///
    /// ## Use instead
    /// Remove the entry that is out of date, here the first one, or give one of them its own prefix.
    /// ```json,good,folder,file=ingress.json
    /// { "routes": [{ "host": "id.example.com", "backends": [
    ///   { "path": "/", "url": "http://iam.shop.svc.cluster.local:8000" }
    /// ] }] }
    /// ```
    pub(crate) DEAD_BACKEND { code: "GW161", name: "dead-backend", category: Correctness, severity: Error, since: "0.1.0", inputs: [HostTables, Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for host in topology.tables.iter().flat_map(|table| &table.hosts) {
        let mut first: BTreeMap<&str, &Entry> = BTreeMap::new();
        for entry in &host.entries {
            let winner = *first.entry(&entry.prefix.value).or_insert(entry);
            if std::ptr::eq(winner, entry) {
                continue;
            }
            let (host, prefix) = (&host.name.value, &entry.prefix.value);
            out.push(
                DEAD_BACKEND
                    .at(
                        entry.prefix.span,
                        format!(
                            "prefix `{prefix}` of `{host}` is listed twice; `https://{host}{prefix}` reaches `{}`, never `{}`",
                            winner.backend.value,
                            entry.backend.value
                        ),
                    )
                    .related(winner.prefix.span, "this entry takes effect")
                    .help("remove this entry, or give it its own prefix"),
            );
        }
    }
}
