use std::collections::BTreeMap;

use crate::topology::Topology;
use crate::topology::hosts::{Host, Kind, Prefixes, Table};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// Two host tables route one host to different backends.
    ///
    /// ## What it does
    /// Reports a host if two host tables send the same request for it to different backends. A host table is a file
    /// such as `ingress.json` or `routes.yaml` that maps hosts and path prefixes to backends. An Ingress is compared in
    /// the same way. An entry is not reported if its backend is a gateway or an ingress by its name (such as `krakend`
    /// or `gwr`), because that program routes the request further. Ingresses that share a host but have different paths
    /// are not reported either.
    ///
    /// ## Why is this bad?
    /// If different proxies read the tables, the DNS record decides which one applies. In the example, `ingress.json`
    /// routes `admin.example.com` around the `guard` service: when DNS points at the proxy that reads `ingress.json`, the
    /// admin interface has no login.
    ///
    /// ## Example
    /// ```yaml,bad,folder,file=routes.yaml
    /// routes:
    ///   admin.example.com: [{ prefix: /, backend: "http://guard.shop.svc.cluster.local:80" }]
    /// # file: ingress.json
    /// { "routes": [
    ///   { "host": "admin.example.com", "backends": [{ "path": "/", "url": "http://admin.shop.svc.cluster.local:80" }] }
    /// ] }
    /// ```
    ///
    /// ## Use instead
    /// Remove the host from one of the tables.
    /// ```yaml,good,folder,file=routes.yaml
    /// routes:
    ///   admin.example.com: [{ prefix: /, backend: "http://guard.shop.svc.cluster.local:80" }]
    /// # file: ingress.json
    /// { "routes": [
    ///   { "host": "www.example.com", "backends": [{ "path": "/", "url": "http://web.shop.svc.cluster.local:80" }] }
    /// ] }
    /// ```
    ///
    /// ## When to ignore
    /// The two tables belong to different clusters or environments, and each routes to its own services.
    pub(crate) HOST_IN_TWO_TABLES { code: "GW174", name: "host-in-two-tables", category: Correctness, severity: Warning, since: "0.1.0", inputs: [HostTables, Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    let mut owners: BTreeMap<&str, (&Table, &Host)> = BTreeMap::new();
    for table in topology.tables {
        for (name, host) in table.live() {
            let (owner, first) = *owners.entry(name).or_insert((table, host));
            if std::ptr::eq(owner, table) {
                continue;
            }
            let Some(difference) = difference((owner, first), (table, host)) else { continue };
            out.push(
                HOST_IN_TWO_TABLES
                    .at(
                        host.name.span,
                        format!(
                            "`https://{name}{}` goes to `{}` in this table, but to `{}` in `{}`",
                            difference.path, difference.here, difference.there, owner.name
                        ),
                    )
                    .related(first.name.span, "also listed here")
                    .help("remove the host from one of the tables"),
            );
        }
    }
}

struct Difference {
    path: String,
    here: String,
    there: String,
}

/// A path that two tables send to different backends. An entry that leads to the gateway is not its last hop, and two
/// Ingresses may share a host if their paths differ.
fn difference(there: (&Table, &Host), here: (&Table, &Host)) -> Option<Difference> {
    let (a, b) = (Prefixes::of(there.0, there.1), Prefixes::of(here.0, here.1));
    let shared_by_ingresses = there.0.kind == Kind::Ingress && here.0.kind == Kind::Ingress;
    let paths = a.iter().chain(b.iter()).map(|entry| &*entry.prefix.value);
    paths.filter(|path| !super::regex_in_prefix::is_regex(path)).find_map(|path| {
        let (there, here) = (a.owner(path)?, b.owner(path)?);
        let same_prefix = there.prefix.value == here.prefix.value;
        let on_its_way = there.leads_to_gateway() || here.leads_to_gateway();
        let differs = there.backend.value != here.backend.value;
        (differs && !on_its_way && (same_prefix || !shared_by_ingresses)).then(|| Difference {
            path: path.to_owned(),
            here: here.backend.value.clone(),
            there: there.backend.value.clone(),
        })
    })
}
