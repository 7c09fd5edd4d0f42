use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;
use gwc_syntax::value::is_host_name;

declare_rule! {
    /// A host of a host table has a port, a scheme, a path or a wildcard, so no request matches it.
    ///
    /// ## What it does
    /// Reports a host of a route or a redirect that is not a plain host name or address. A host table is a file such as
    /// `ingress.json` or `routes.yaml` that maps hosts and path prefixes to backends.
    ///
    /// ## Why is this bad?
    /// The host of a request is compared without its port and as a whole. In the example, both entries match no
    /// request: `https://app.example.com:8080/` has the host `app.example.com`, which is not in the table, and returns
    /// `404`.
    ///
    /// ## Example
    /// ```yaml,bad,folder,file=routes.yaml
    /// routes:
    ///   "*.example.com": [{ prefix: /, backend: "http://web.shop.svc.cluster.local:80" }]
    ///   "app.example.com:8080": [{ prefix: /, backend: "http://web.shop.svc.cluster.local:80" }]
    /// ```
    ///
    /// ## Use instead
    /// List each host by its name.
    /// ```yaml,good,folder,file=routes.yaml
    /// routes:
    ///   app.example.com: [{ prefix: /, backend: "http://web.shop.svc.cluster.local:80" }]
    /// ```
    pub(crate) UNMATCHABLE_HOST { code: "GW173", name: "unmatchable-host", category: Correctness, severity: Error, since: "0.1.0", inputs: [HostTables] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for table in topology.host_tables() {
        let routed = table.hosts.iter().map(|host| &host.name);
        routed
            .chain(table.redirects.iter().map(|redirect| &redirect.host))
            .for_each(|host| check_host(host, out));
    }
}

fn check_host(host: &Spanned<String>, out: &mut Diagnostics) {
    if is_host_name(&host.value) {
        return;
    }
    let bare = crate::topology::hosts::host_of(&host.value);
    let help = match is_host_name(&bare) {
        true => format!("write `{bare}`"),
        false => "list each host by its name".to_owned(),
    };
    let message =
        format!("`{}` matches no request: hosts are compared as a whole, without the port", host.value);
    out.push(UNMATCHABLE_HOST.at(host.span, message).help(help));
}
