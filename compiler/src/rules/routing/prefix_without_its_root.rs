use crate::topology::Topology;
use crate::topology::hosts::Prefixes;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A prefix that ends with a slash does not match the same path without the slash.
    ///
    /// ## What it does
    /// Reports a prefix such as `/docs/` of a host table if `/docs` reaches another backend, or none. A host table is a
    /// file such as `ingress.json` or `routes.yaml` that maps hosts and path prefixes to backends.
    ///
    /// ## Why is this bad?
    /// `/docs` does not begin with `/docs/`. A user that types `https://app.example.com/docs` reaches the website
    /// instead of the documentation.
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
    /// Add an entry for the path without the slash, with the same backend.
    /// ```yaml,good,folder,file=routes.yaml
    /// routes:
    ///   app.example.com:
    ///     - { prefix: /docs/, backend: "http://docs.shop.svc.cluster.local:80" }
    ///     - { prefix: /docs, backend: "http://docs.shop.svc.cluster.local:80" }
    ///     - { prefix: /, backend: "http://web.shop.svc.cluster.local:80" }
    /// ```
    ///
    /// ## When to ignore
    /// The other backend redirects the path to the one with the slash.
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
                    || "returns `404`".to_owned(),
                    |owner| format!("goes to `{}`", owner.backend.value),
                );
                let (host, prefix) = (&host.name.value, &entry.prefix.value);
                out.push(
                    PREFIX_WITHOUT_ITS_ROOT
                        .at(
                            entry.prefix.span,
                            format!(
                                "prefix `{prefix}` does not match `{root}`: `https://{host}{root}` {goes}, not to `{}`",
                                entry.backend.value
                            ),
                        )
                        .help(format!("add an entry for `{root}` with the same backend")),
                );
            }
        }
    }
}
