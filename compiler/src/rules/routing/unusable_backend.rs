use crate::topology::Topology;
use crate::topology::hosts::backend_url;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A backend of a host table is not a usable URL.
    ///
    /// ## What it does
    /// Reports a backend without `http://` or `https://`, with credentials, or with an invalid host or port. A host table
    /// is a file such as `ingress.json` that maps hosts and path prefixes to backends.
    ///
    /// ## Why is this bad?
    /// The proxy that reads the table skips the entry and only writes a log line. Requests for this path go to the
    /// backend of a shorter prefix, or return `404` if no other prefix matches.
    ///
    /// ## Example
    /// ```json,bad,folder,file=ingress.json
    /// { "routes": [{ "host": "app.example.com", "backends": [{ "path": "/", "url": "web.shop.svc:80" }] }] }
    /// ```
    ///
    /// ## Use instead
    /// Add the scheme.
    /// ```json,good,folder,file=ingress.json
    /// { "routes": [{ "host": "app.example.com", "backends": [{ "path": "/", "url": "http://web.shop.svc:80" }] }] }
    /// ```
    pub(crate) UNUSABLE_BACKEND { code: "GW171", name: "unusable-backend", category: Correctness, severity: Error, since: "0.1.0", inputs: [HostTables] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for table in topology.host_tables() {
        for host in &table.hosts {
            let alone = host.entries.iter().all(|entry| entry.url().is_err());
            for entry in &host.entries {
                let Err(why) = entry.url() else { continue };
                let request = format!("https://{}{}", host.name.value, entry.prefix.value);
                let effect = match alone {
                    true => format!("`{request}` returns `404`"),
                    false => format!("`{request}` goes to a shorter prefix, or returns `404`"),
                };
                let url = &entry.backend.value;
                out.push(
                    UNUSABLE_BACKEND
                        .at(entry.backend.span, format!("backend `{url}` is not a usable URL: {effect}"))
                        .help(why),
                );
            }
        }
        for subdomain in &table.subdomains {
            let url = &subdomain.backend.value;
            if let Err(why) = backend_url(url) {
                let pattern = &subdomain.pattern.value;
                let message = format!("backend `{url}` is not a usable URL: `{pattern}` has no backend");
                out.push(UNUSABLE_BACKEND.at(subdomain.backend.span, message).help(why));
            }
        }
    }
}
