use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A subdomain pattern matches anywhere in the host, so it also matches hosts of other owners.
    ///
    /// ## What it does
    /// Reports each entry under `subdomains` of a host table. A host table is a file such as `routes.yaml` that maps
    /// hosts to backends.
    ///
    /// ## Why is this bad?
    /// The pattern may be in any part of the host: `lux-dev` also matches `lux-dev.evil.com`. If the owner of
    /// `evil.com` points this name at the gateway, users see the real backend at an address that the attacker controls,
    /// which helps phishing.
    ///
    /// ## Example
    /// ```yaml,bad,folder,file=routes.yaml
    /// subdomains:
    ///   lux-dev: http://luxd.lux-devnet.svc.cluster.local:9650
    /// ```
    ///
    /// ## Use instead
    /// List the hosts under `routes`. A pattern with the whole domain is not enough: `lux-dev.example.com` also matches
    /// `lux-dev.example.com.evil.com`.
    /// ```yaml,good,folder,file=routes.yaml
    /// routes:
    ///   lux-dev.example.com:
    ///     - { prefix: /, backend: "http://luxd.lux-devnet.svc.cluster.local:9650" }
    /// ```
    ///
    /// ## When to ignore
    /// A proxy in front accepts only known hosts.
    pub(crate) LOOSE_SUBDOMAIN { code: "GW169", name: "loose-subdomain", category: Security, severity: Warning, since: "0.1.0", inputs: [HostTables, Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for subdomain in topology.tables.iter().flat_map(|table| &table.subdomains) {
        let pattern = &subdomain.pattern.value;
        let witness = format!("{}.evil.example", pattern.trim_matches('.'));
        out.push(
            LOOSE_SUBDOMAIN
                .at(
                    subdomain.pattern.span,
                    format!(
                        "subdomain pattern `{pattern}` matches anywhere in a host: `https://{witness}/` reaches `{}`",
                        subdomain.backend.value
                    ),
                )
                .help("list the hosts under `routes`"),
        );
    }
}
