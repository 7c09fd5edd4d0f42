use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;
use gwc_syntax::value::is_host_name;

declare_rule! {
    /// A host of a host table is written in a way that no request fits.
    ///
    /// ## Why is this bad?
    /// The host of a request is compared without its port, letter by letter. An entry with a port, a scheme, a path or
    /// a `*` is never found.
    ///
    /// ## Example
    /// ```yaml,bad,folder,file=routes.yaml
    /// routes:
    ///   "*.example.com": [{ prefix: /, backend: "http://web.shop.svc.cluster.local:80" }]
    ///   "app.example.com:8080": [{ prefix: /, backend: "http://web.shop.svc.cluster.local:80" }]
    /// ```
    ///
    /// ## Use instead
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
        false => "write each host by itself".to_owned(),
    };
    let message =
        format!("no request has the host `{}`: hosts are compared whole and without a port", host.value);
    out.push(UNMATCHABLE_HOST.at(host.span, message).help(help));
}
