use super::regex_in_prefix::is_regex;
use crate::topology::Topology;
use crate::topology::hosts::{Entry, Prefixes};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A prefix of a host table also matches paths that only begin with the same characters.
    ///
    /// ## What it does
    /// Reports a prefix without a final slash, such as `/api`: it also matches a request such as `/api-x`, which would
    /// otherwise reach another backend or return `404`. Not reported if the host lists both `/api` and `/api/` with the
    /// same backend. A host table is a file such as `ingress.json` or `routes.yaml` that maps hosts and path prefixes
    /// to backends.
    ///
    /// ## Why is this bad?
    /// Prefixes are compared character by character, not by segment. In the example, `https://app.example.com/api-docs`
    /// reaches the API instead of the website.
    ///
    /// ## Example
    /// `/api` has no final slash:
    /// ```yaml,bad,folder,file=routes.yaml
    /// routes:
    ///   app.example.com:
    ///     - { prefix: /api, backend: "http://api.shop.svc.cluster.local:8080" }
    ///     - { prefix: /, backend: "http://web.shop.svc.cluster.local:80" }
    /// ```
    ///
    /// ## Use instead
    /// Give the backend its own host. A host table cannot end a prefix at a segment.
    /// ```yaml,good,folder,file=routes.yaml
    /// routes:
    ///   api.example.com:
    ///     - { prefix: /, backend: "http://api.shop.svc.cluster.local:8080" }
    ///   app.example.com:
    ///     - { prefix: /, backend: "http://web.shop.svc.cluster.local:80" }
    /// ```
    ///
    /// ## When to ignore
    /// The other backend has no path that begins with these characters. Then you can also list both `/api` and `/api/`
    /// with the same backend: the finding disappears, but `/api-docs` still reaches the API.
    pub(crate) PREFIX_WITHOUT_BOUNDARY { code: "GW163", name: "prefix-without-boundary", category: Correctness, severity: Warning, since: "0.1.0", inputs: [HostTables] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for table in topology.host_tables() {
        for host in table.live().values() {
            let prefixes = Prefixes::of(table, host);
            let open =
                prefixes.iter().filter(|e| !e.prefix.value.ends_with('/') && !is_regex(&e.prefix.value));
            for entry in open {
                let request = format!("{}-x", entry.prefix.value);
                let other = prefixes.owner_but(&request, Some(entry));
                let same = |other: &Entry| other.backend.value == entry.backend.value;
                // A host table cannot express more than both spellings.
                let both = prefixes
                    .owner(&format!("{}/", entry.prefix.value))
                    .filter(|o| o.prefix.value.ends_with('/'));
                if other.is_some_and(same) || both.is_some_and(same) {
                    continue;
                }
                let otherwise = other
                    .map_or_else(|| "returns `404`".to_owned(), |o| format!("reaches `{}`", o.backend.value));
                let (host, prefix) = (&host.name.value, &entry.prefix.value);
                out.push(
                    PREFIX_WITHOUT_BOUNDARY
                        .at(
                            entry.prefix.span,
                            format!(
                                "prefix `{prefix}` also matches `https://{host}{request}`, which otherwise {otherwise}"
                            ),
                        )
                        .help(format!("give the backend its own host; if such requests are meant for it, list both `{prefix}` and `{prefix}/`")),
                );
            }
        }
    }
}
