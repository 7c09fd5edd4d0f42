use std::collections::BTreeMap;

use crate::topology::Topology;
use crate::topology::hosts::Entry;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A shorter prefix is listed before a longer one, so first match and longest match select different backends.
    ///
    /// ## What it does
    /// Reports an entry of a host table if an earlier entry of the same host has a shorter prefix that also matches,
    /// and another backend. A host table is a file such as `ingress.json` or `routes.yaml` that maps hosts and path
    /// prefixes to backends.
    ///
    /// ## Why is this bad?
    /// hanzo's gateway, which reads such tables, selects the longest prefix, but its documentation promises the first
    /// match. The author of the table, or another proxy that reads it, then expects `/socket.io` to go to `web`, not to
    /// `live`.
    ///
    /// ## Example
    /// ```yaml,bad,folder,file=routes.yaml
    /// routes:
    ///   app.example.com:
    ///     - { prefix: /, backend: "http://web.shop.svc.cluster.local:80" }
    ///     - { prefix: /socket.io, backend: "http://live.shop.svc.cluster.local:80" }
    /// ```
    ///
    /// ## Use instead
    /// List longer prefixes first: first match and longest match then agree.
    /// ```yaml,good,folder,file=routes.yaml
    /// routes:
    ///   app.example.com:
    ///     - { prefix: /socket.io, backend: "http://live.shop.svc.cluster.local:80" }
    ///     - { prefix: /, backend: "http://web.shop.svc.cluster.local:80" }
    /// ```
    ///
    /// ## When to ignore
    /// Only hanzo's gateway reads the table, and its order is fixed by a generator.
    pub(crate) ORDER_DECIDES { code: "GW165", name: "order-decides", category: Correctness, severity: Warning, since: "0.1.0", inputs: [HostTables] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for table in topology.host_tables() {
        for host in table.live().values() {
            let mut above: BTreeMap<&str, &Entry> = BTreeMap::new();
            for entry in &host.entries {
                let prefix = &*entry.prefix.value;
                let shorter = (0..prefix.len()).filter_map(|end| above.get(prefix.get(..end)?));
                let other = shorter.copied().find(|other| other.backend.value != entry.backend.value);
                above.entry(prefix).or_insert(entry);
                let Some(other) = other else { continue };
                let request = if prefix.ends_with('/') { format!("{prefix}x") } else { prefix.to_owned() };
                out.push(
                    ORDER_DECIDES
                        .at(
                            entry.prefix.span,
                            format!(
                                "`https://{}{request}` goes to `{}` by longest match, but to `{}` by first match",
                                host.name.value,
                                entry.backend.value,
                                other.backend.value
                            ),
                        )
                        .related(other.prefix.span, "shorter prefix listed first")
                        .note("hanzo's gateway uses the longest match; another reader of the table may use the first")
                        .help("move this entry above the shorter prefix"),
                );
            }
        }
    }
}
