use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A pattern of subdomains is looked for anywhere in the host.
    ///
    /// ## Why is this bad?
    /// `lux-dev` is in `lux-dev.evil.com` as well. Whoever points a name of their own at the gateway reaches the
    /// backend, with cookies and pages of a host that is theirs.
    ///
    /// ## Example
    /// ```yaml,bad,folder,file=routes.yaml
    /// subdomains:
    ///   lux-dev: http://luxd.lux-devnet.svc.cluster.local:9650
    /// ```
    ///
    /// ## Use instead
    /// Name the hosts. A pattern that ends with the whole domain can still be the beginning of another one.
    /// ```yaml,good,folder,file=routes.yaml
    /// routes:
    ///   lux-dev.example.com:
    ///     - { prefix: /, backend: "http://luxd.lux-devnet.svc.cluster.local:9650" }
    /// ```
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
                        "`{pattern}` is looked for anywhere in the host: `https://{witness}/` reaches `{}`",
                        subdomain.backend.value
                    ),
                )
                .help("name the hosts under `routes`"),
        );
    }
}
