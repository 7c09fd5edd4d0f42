use std::collections::BTreeMap;

use crate::topology::Topology;
use crate::topology::hosts::Host;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A host stands twice in a host table.
    ///
    /// ## Why is this bad?
    /// The last entry wins, and no request reaches what only the first one names.
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
                Some(url) => format!("`https://{}/` never reaches `{url}`", host.name.value),
                None => "this one has no effect".to_owned(),
            };
            out.push(
                DUPLICATE_HOST
                    .at(
                        host.name.span,
                        format!("`{}` stands twice, and the last entry wins: {effect}", host.name.value),
                    )
                    .related(winner.name.span, "the entry that counts")
                    .help("keep one of them, with all backends of the host"),
            );
        }
    }
}
