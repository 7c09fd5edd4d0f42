use super::regex_in_prefix::is_regex;
use crate::topology::Topology;
use crate::topology::hosts::{Entry, Prefixes};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A prefix of a host table also takes paths that only begin with the same letters.
    ///
    /// ## Why is this bad?
    /// Prefixes are compared letter by letter, and not segment by segment: `/v1/models` takes `/v1/models-internal`
    /// too. What seems to belong to one backend goes to another.
    ///
    /// ## Example
    /// ```yaml,bad,folder,file=routes.yaml
    /// routes:
    ///   app.example.com:
    ///     - { prefix: /api, backend: "http://api.shop.svc.cluster.local:8080" }
    ///     - { prefix: /, backend: "http://web.shop.svc.cluster.local:80" }
    /// ```
    ///
    /// ## Use instead
    /// End it with a slash. Where the path itself must match too, name it as well, with the same backend: then it is said
    /// on purpose that longer names go there too, which such a table cannot help.
    /// ```yaml,good,folder,file=routes.yaml
    /// routes:
    ///   app.example.com:
    ///     - { prefix: /api/, backend: "http://api.shop.svc.cluster.local:8080" }
    ///     - { prefix: /, backend: "http://web.shop.svc.cluster.local:80" }
    /// ```
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
                // With both spellings the author has said all that such a table can say.
                let both = prefixes
                    .owner(&format!("{}/", entry.prefix.value))
                    .filter(|o| o.prefix.value.ends_with('/'));
                if other.is_some_and(same) || both.is_some_and(same) {
                    continue;
                }
                let instead =
                    other.map_or_else(|| "nobody".to_owned(), |other| format!("`{}`", other.backend.value));
                let (host, prefix) = (&host.name.value, &entry.prefix.value);
                out.push(
                    PREFIX_WITHOUT_BOUNDARY
                        .at(
                            entry.prefix.span,
                            format!(
                                "`{prefix}` takes `https://{host}{request}` too, which is for {instead}: prefixes are compared letter by letter"
                            ),
                        )
                        .help(format!("write `{prefix}/`, and `{prefix}` beside it only where that path must match too")),
                );
            }
        }
    }
}
