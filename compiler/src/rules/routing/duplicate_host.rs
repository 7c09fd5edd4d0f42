use std::collections::BTreeMap;

use crate::topology::Topology;
use crate::topology::hosts::Host;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A host is listed twice in a host table, so the first entry has no effect.
    ///
    /// ## What it does
    /// Reports an entry of a host table if a later entry has the same host. A host table is a file such as
    /// `ingress.json` or `routes.yaml` that maps hosts and path prefixes to backends.
    ///
    /// ## Why is this bad?
    /// Only the last entry takes effect. In the example, no request reaches port 9001. If the first entry has prefixes
    /// that the last one lacks, their requests reach another backend or return `404`.
    ///
    /// ## Example
    /// ```json,bad,folder,file=ingress.json
    /// { "routes": [
    ///   { "host": "files.example.com", "backends": [{ "path": "/", "url": "http://files.shop.svc.cluster.local:9001" }] },
    ///   { "host": "files.example.com", "backends": [{ "path": "/", "url": "http://files.shop.svc.cluster.local:9000" }] }
    /// ] }
    /// ```
    ///
    /// ## Use instead
    /// Keep one entry, with all backends of the host.
    /// ```json,good,folder,file=ingress.json
    /// { "routes": [
    ///   { "host": "files.example.com", "backends": [{ "path": "/", "url": "http://files.shop.svc.cluster.local:9000" }] }
    /// ] }
    /// ```
    pub(crate) DUPLICATE_HOST { code: "GW160", name: "duplicate-host", category: Correctness, severity: Error, since: "0.1.0", inputs: [HostTables] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    // Kubernetes joins the rules of one host.
    for table in topology.host_tables() {
        let mut later: BTreeMap<&str, &Host> = BTreeMap::new();
        for host in table.hosts.iter().rev() {
            let Some(winner) = later.get(&*host.name.value) else {
                later.insert(&host.name.value, host);
                continue;
            };
            let mut lost = host.entries.iter().map(|e| &*e.backend.value);
            let lost = lost.find(|url| winner.entries.iter().all(|e| e.backend.value != **url));
            let effect = match lost {
                Some(url) => format!(", so no request for this host reaches `{url}`"),
                None => String::new(),
            };
            out.push(
                DUPLICATE_HOST
                    .at(
                        host.name.span,
                        format!(
                            "host `{}` is listed twice; only the last entry takes effect{effect}",
                            host.name.value
                        ),
                    )
                    .related(winner.name.span, "this entry takes effect")
                    .help("keep one entry, with all backends of the host"),
            );
        }
    }
}
