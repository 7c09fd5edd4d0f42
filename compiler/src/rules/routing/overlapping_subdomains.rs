use crate::topology::Topology;
use crate::topology::hosts::Subdomain;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// Two patterns of subdomains fit one host.
    ///
    /// ## Why is this bad?
    /// They are tried in the order of a map, which is another one each time. A host that both fit goes now here and
    /// now there. Patterns that are looked for anywhere always share a host.
    ///
    /// ## Example
    /// ```yaml,bad,folder,file=routes.yaml
    /// subdomains:
    ///   lux: http://luxd.lux-mainnet.svc.cluster.local:9630
    ///   lux-dev: http://luxd.lux-devnet.svc.cluster.local:9650
    /// ```
    ///
    /// ## Use instead
    /// Name the hosts.
    /// ```yaml,good,folder,file=routes.yaml
    /// routes:
    ///   lux.example.com: [{ prefix: /, backend: "http://luxd.lux-mainnet.svc.cluster.local:9630" }]
    ///   lux-dev.example.com: [{ prefix: /, backend: "http://luxd.lux-devnet.svc.cluster.local:9650" }]
    /// ```
    pub(crate) OVERLAPPING_SUBDOMAINS { code: "GW170", name: "overlapping-subdomains", category: Correctness, severity: Warning, since: "0.1.0", inputs: [HostTables, Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for table in topology.tables {
        let Some((first, others)) = table.subdomains.split_first() else { continue };
        // Each is held against the first that goes elsewhere: one witness is enough.
        let second = others.iter().find(|other| other.backend.value != first.backend.value);
        for later in others {
            let differs = |other: &&Subdomain| other.backend.value != later.backend.value;
            let Some(other) = [Some(first), second].into_iter().flatten().find(differs) else { continue };
            let (a, b) = (&*other.pattern.value, &*later.pattern.value);
            let host = match (a.contains(b), b.contains(a)) {
                (true, _) => a.to_owned(),
                (_, true) => b.to_owned(),
                _ => format!("{}.{}", a.trim_matches('.'), b.trim_matches('.')),
            };
            out.push(
                OVERLAPPING_SUBDOMAINS
                    .at(
                        later.pattern.span,
                        format!("`https://{host}.example.com/` fits `{a}` and `{b}`, and chance decides where it goes"),
                    )
                    .related(other.pattern.span, "the other pattern")
                    .help("name the hosts under `routes`"),
            );
        }
    }
}
