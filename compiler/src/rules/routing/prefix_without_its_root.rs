use crate::topology::Topology;
use crate::topology::hosts::Prefixes;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A prefix that ends with a slash leaves out the path without it, which goes elsewhere.
    ///
    /// ## Why is this bad?
    /// `/docs/` is no prefix of `/docs`. Whoever types the address without the slash gets another site, or nothing.
    ///
    /// ## Example
    /// ```yaml,bad,folder,file=routes.yaml
    /// routes:
    ///   app.example.com:
    ///     - { prefix: /docs/, backend: "http://docs.shop.svc.cluster.local:80" }
    ///     - { prefix: /, backend: "http://web.shop.svc.cluster.local:80" }
    /// ```
    ///
    /// ## Use instead
    /// Give the backend the path itself as well.
    /// ```yaml,good,folder,file=routes.yaml
    /// routes:
    ///   docs.example.com:
    ///     - { prefix: /, backend: "http://docs.shop.svc.cluster.local:80" }
    /// ```
    pub(crate) PREFIX_WITHOUT_ITS_ROOT { code: "GW164", name: "prefix-without-its-root", category: Correctness, severity: Warning, since: "0.1.0", inputs: [HostTables] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for table in topology.host_tables() {
        for host in table.live().values() {
            let prefixes = Prefixes::of(table, host);
            for entry in prefixes.iter() {
                let Some(root) = entry.prefix.value.strip_suffix('/').filter(|root| !root.is_empty()) else {
                    continue;
                };
                let owner = prefixes.owner(root);
                if owner.is_some_and(|owner| owner.backend.value == entry.backend.value) {
                    continue;
                }
                let goes = owner.map_or_else(
                    || "is answered with 404".to_owned(),
                    |owner| format!("goes to `{}`", owner.backend.value),
                );
                let (host, prefix) = (&host.name.value, &entry.prefix.value);
                out.push(
                    PREFIX_WITHOUT_ITS_ROOT
                        .at(
                            entry.prefix.span,
                            format!(
                                "`{prefix}` does not take `{root}`: `https://{host}{root}` {goes}, and not to `{}`",
                                entry.backend.value
                            ),
                        )
                        .help(format!("add an entry for `{root}` with the same backend")),
                );
            }
        }
    }
}
