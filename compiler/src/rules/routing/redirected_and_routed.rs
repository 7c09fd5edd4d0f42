use std::collections::BTreeMap;

use crate::topology::Topology;
use crate::topology::hosts::{Host, Table};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A host is redirected, so its routes have no effect.
    ///
    /// ## What it does
    /// Reports a host that a host table redirects, and that this or another table routes to a backend. A host table is
    /// a file such as `routes.yaml` that routes and redirects hosts. A route is not reported if its backend is a
    /// gateway or an ingress by its name (such as `krakend` or `gwr`), because that program routes the request further.
    ///
    /// ## Why is this bad?
    /// The redirect comes first, so the routes receive no requests. Clients of an API break: after a `301`, they repeat
    /// a `POST` as a `GET`, and the query is lost.
    ///
    /// ## Example
    /// ```yaml,bad,folder,file=routes.yaml
    /// redirects:
    ///   api.cloud.example.com: https://api.example.com
    /// routes:
    ///   api.cloud.example.com:
    ///     - { prefix: /, backend: "http://cloud.shop.svc.cluster.local:8000" }
    /// ```
    ///
    /// ## Use instead
    /// Remove the redirect, or the routes of the host.
    /// ```yaml,good,folder,file=routes.yaml
    /// routes:
    ///   api.cloud.example.com:
    ///     - { prefix: /, backend: "http://cloud.shop.svc.cluster.local:8000" }
    /// ```
    ///
    /// ## When to ignore
    /// The host moves, and the routes remain for a rollback.
    pub(crate) REDIRECTED_AND_ROUTED { code: "GW166", name: "redirected-and-routed", category: Correctness, severity: Warning, since: "0.1.0", inputs: [HostTables, Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    let mut routed: BTreeMap<&str, (&Table, &Host)> = BTreeMap::new();
    for table in topology.tables {
        // Another table routes the requests that lead to the gateway.
        let ends = table.hosts.iter().filter(|host| host.entries.iter().any(|e| !e.leads_to_gateway()));
        ends.for_each(|host| {
            routed.entry(&host.name.value).or_insert((table, host));
        });
    }
    for table in topology.tables {
        for redirect in &table.redirects {
            let Some((other, host)) = routed.get(&*redirect.host.value) else { continue };
            let place =
                if std::ptr::eq(*other, table) { "here".to_owned() } else { format!("in `{}`", other.name) };
            let (name, target) = (&redirect.host.value, redirect.target.value.trim_end_matches('/'));
            out.push(
                REDIRECTED_AND_ROUTED
                    .at(
                        redirect.host.span,
                        format!(
                            "host `{name}` is redirected, but also routed {place}: `POST https://{name}/x?y=1` becomes `GET {target}/x`"
                        ),
                    )
                    .related(host.name.span, "routed here")
                    .help("remove the redirect, or the routes of the host"),
            );
        }
    }
}
