use crate::topology::Topology;
use crate::topology::hosts::backend_url;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// The backend of a host table is no URL that can be called.
    ///
    /// ## Why is this bad?
    /// The table is loaded without it, with a line in a log. What it was for goes to a shorter prefix; a host that is
    /// left without any backend answers 404.
    ///
    /// ## Example
    /// ```json,bad,folder,file=ingress.json
    /// { "routes": [{ "host": "app.example.com", "backends": [{ "path": "/", "url": "web.shop.svc:80" }] }] }
    /// ```
    ///
    /// ## Use instead
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
                    true => format!("`{request}` is answered with 404"),
                    false => format!("`{request}` goes to a shorter prefix, or is answered with 404"),
                };
                let url = &entry.backend.value;
                out.push(
                    UNUSABLE_BACKEND
                        .at(entry.backend.span, format!("`{url}` cannot be called: {effect}"))
                        .help(why),
                );
            }
        }
        for subdomain in &table.subdomains {
            let url = &subdomain.backend.value;
            if let Err(why) = backend_url(url) {
                let message =
                    format!("`{url}` cannot be called: hosts with `{}` get nothing", subdomain.pattern.value);
                out.push(UNUSABLE_BACKEND.at(subdomain.backend.span, message).help(why));
            }
        }
    }
}
