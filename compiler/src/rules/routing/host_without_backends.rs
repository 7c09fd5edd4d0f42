use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A host of a host table has no backend.
    ///
    /// ## What it does
    /// Reports a host with an empty list of backends. A host table is a file such as `ingress.json` or `routes.yaml`
    /// that maps hosts and path prefixes to backends.
    ///
    /// ## Why is this bad?
    /// The proxy that reads the table finds the host and no backend for it, so it returns `404` for every request.
    ///
    /// ## Example
    /// ```json,bad,folder,file=ingress.json
    /// { "routes": [{ "host": "app.example.com", "backends": [] }] }
    /// ```
    ///
    /// ## Use instead
    /// Add a backend, or remove the host.
    /// ```json,good,folder,file=ingress.json
    /// { "routes": [{ "host": "app.example.com", "backends": [{ "path": "/", "url": "http://web.shop.svc:80" }] }] }
    /// ```
    pub(crate) HOST_WITHOUT_BACKENDS { code: "GW172", name: "host-without-backends", category: Correctness, severity: Error, since: "0.1.0", inputs: [HostTables] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for table in topology.host_tables() {
        for host in table.hosts.iter().filter(|host| host.entries.is_empty()) {
            let message = format!("host `{0}` has no backend: `https://{0}/` returns `404`", host.name.value);
            out.push(
                HOST_WITHOUT_BACKENDS.at(host.name.span, message).help("add a backend, or remove the host"),
            );
        }
    }
}
