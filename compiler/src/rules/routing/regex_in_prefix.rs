use crate::topology::Topology;
use crate::topology::hosts::Prefixes;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A prefix of a host table is written as a regular expression.
    ///
    /// ## What it does
    /// Reports a prefix that contains one of `( ) | [ ] ^ \ $ * ?`. Ingresses are not reported, because some
    /// controllers accept expressions. A host table is a file such as `ingress.json` or `routes.yaml` that maps hosts
    /// and path prefixes to backends.
    ///
    /// ## Why is this bad?
    /// Prefixes are compared as text, and no request path begins with `/sync(/|$)(.*)`. The entry never matches. In the
    /// example, `https://app.example.com/sync/x` reaches `web`.
    ///
    /// ## Example
    /// ```json,bad,folder,file=ingress.json
    /// { "routes": [{ "host": "app.example.com", "backends": [
    ///   { "path": "/sync(/|$)(.*)", "url": "http://sync.shop.svc.cluster.local:4000" },
    ///   { "path": "/", "url": "http://web.shop.svc.cluster.local:80" }
    /// ] }] }
    /// ```
    ///
    /// ## Use instead
    /// Write the prefix as plain text. `/sync/` matches the paths below it, and `/sync` the path itself, but also
    /// `/synchronize`.
    /// ```json,good,folder,file=ingress.json
    /// { "routes": [{ "host": "app.example.com", "backends": [
    ///   { "path": "/sync/", "url": "http://sync.shop.svc.cluster.local:4000" },
    ///   { "path": "/sync", "url": "http://sync.shop.svc.cluster.local:4000" },
    ///   { "path": "/", "url": "http://web.shop.svc.cluster.local:80" }
    /// ] }] }
    /// ```
    pub(crate) REGEX_IN_PREFIX { code: "GW162", name: "regex-in-prefix", category: Correctness, severity: Error, since: "0.1.0", inputs: [HostTables] }
}

/// Whether a prefix has characters of regular expressions that are rare in paths.
pub(super) fn is_regex(prefix: &str) -> bool {
    prefix.contains(['(', ')', '|', '[', ']', '^', '\\', '$', '*', '?'])
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    // Some Ingress controllers accept expressions.
    for table in topology.host_tables() {
        for host in &table.hosts {
            let regular = host.entries.iter().filter(|entry| is_regex(&entry.prefix.value));
            let regular: Vec<_> = regular.collect();
            let prefixes = if regular.is_empty() { continue } else { Prefixes::of(table, host) };
            for entry in regular {
                let prefix = &entry.prefix.value;
                let literal =
                    prefix.split(|c: char| is_regex(c.encode_utf8(&mut [0; 4]))).next().unwrap_or("/");
                let request = format!("{}/x", literal.trim_end_matches('/'));
                let goes = prefixes.owner(&request).map_or_else(
                    || "returns `404`".to_owned(),
                    |owner| format!("goes to `{}`", owner.backend.value),
                );
                out.push(
                    REGEX_IN_PREFIX
                        .at(
                            entry.prefix.span,
                            format!(
                                "prefix `{prefix}` is compared as text and never matches: `https://{}{request}` {goes}",
                                host.name.value
                            ),
                        )
                        .help(plain(literal)),
                );
            }
        }
    }
}

/// With and without the slash, because a prefix need not end with a segment.
fn plain(literal: &str) -> String {
    match literal.trim_end_matches('/') {
        "" => "write the prefix as plain text".to_owned(),
        prefix => format!("write the prefix as plain text: list `{prefix}` and `{prefix}/`"),
    }
}
