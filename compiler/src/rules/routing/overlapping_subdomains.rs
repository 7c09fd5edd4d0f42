use crate::topology::Topology;
use crate::topology::hosts::Subdomain;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// Two subdomain patterns with different backends match the same host.
    ///
    /// ## What it does
    /// Reports a pattern under `subdomains` of a host table (a file such as `routes.yaml`) if an earlier pattern has
    /// another backend. Patterns match anywhere in a host, so any two of them have a host in common.
    ///
    /// ## Why is this bad?
    /// The patterns are tried in the order of a Go map, which changes from request to request. In the example,
    /// `lux-dev.example.com` contains both `lux` and `lux-dev`: its requests reach the main network and the development
    /// network at random.
    ///
    /// ## Example
    /// ```yaml,bad,folder,file=routes.yaml
    /// subdomains:
    ///   lux: http://luxd.lux-mainnet.svc.cluster.local:9630
    ///   lux-dev: http://luxd.lux-devnet.svc.cluster.local:9650
    /// ```
    ///
    /// ## Use instead
    /// List the hosts under `routes`.
    /// ```yaml,good,folder,file=routes.yaml
    /// routes:
    ///   lux.example.com: [{ prefix: /, backend: "http://luxd.lux-mainnet.svc.cluster.local:9630" }]
    ///   lux-dev.example.com: [{ prefix: /, backend: "http://luxd.lux-devnet.svc.cluster.local:9650" }]
    /// ```
    ///
    /// ## When to ignore
    /// A proxy in front accepts only hosts that match exactly one pattern.
    pub(crate) OVERLAPPING_SUBDOMAINS { code: "GW170", name: "overlapping-subdomains", category: Correctness, severity: Warning, since: "0.1.0", inputs: [HostTables, Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for table in topology.tables {
        let Some((first, others)) = table.subdomains.split_first() else { continue };
        // One overlap is enough: each is compared with the first that has another backend.
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
                        format!("`https://{host}.example.com/` matches `{a}` and `{b}`; the gateway picks one at random"),
                    )
                    .related(other.pattern.span, "the other pattern")
                    .help("list the hosts under `routes`"),
            );
        }
    }
}
