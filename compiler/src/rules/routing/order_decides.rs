use std::collections::BTreeMap;

use crate::topology::Topology;
use crate::topology::hosts::Entry;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A shorter prefix stands above a longer one, so that the order would decide.
    ///
    /// ## Why is this bad?
    /// hanzo's table takes the longest prefix, and its documents promise the first. Where the two differ, nobody who
    /// reads the table knows which backend answers, and a reader that does it the other way changes the answer.
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
    /// Longer prefixes first: then both readings agree.
    /// ```yaml,good,folder,file=routes.yaml
    /// routes:
    ///   app.example.com:
    ///     - { prefix: /socket.io, backend: "http://live.shop.svc.cluster.local:80" }
    ///     - { prefix: /, backend: "http://web.shop.svc.cluster.local:80" }
    /// ```
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
                                "`https://{}{request}` goes to `{}` by the longest prefix, and to `{}` by the first",
                                host.name.value,
                                entry.backend.value,
                                other.backend.value
                            ),
                        )
                        .related(other.prefix.span, "the shorter prefix stands above")
                        .help("move it above the shorter prefix"),
                );
            }
        }
    }
}
