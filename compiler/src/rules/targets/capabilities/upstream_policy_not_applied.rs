//! `load_balancing`, `eject`, `retries`, `dns` and `health` for targets without them.

use gwc_artifact::Balancing;

use crate::model::Upstream;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An upstream sets an option that `hanzo` and `krakend-ce` do not have, such as `retries` or `health`.
    ///
    /// ## What it does
    /// Reports `load_balancing: least_requests`, `eject`, `retries`, `dns` and `health` of an upstream.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD uses the hosts of an upstream in turn, does not check whether they work, and sends each request once. A
    /// host that fails keeps its share of the requests: if one of two hosts is down, every second request fails.
    ///
    /// ## Example
    /// With `eject`, a host that failed 5 times in a row gets no requests for 30 seconds:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: { url: "http://commerce.shop.svc.cluster.local:8001", eject: { after: 5, for: 30s } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. Or remove the option, and use a load
    /// balancer as the upstream.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { commerce: { url: "http://commerce.shop.svc.cluster.local:8001", eject: { after: 5, for: 30s } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// The option is for `gwr` only, or something behind the target does the same.
    pub(crate) UPSTREAM_POLICY_NOT_APPLIED { code: "GW798", name: "upstream-policy-not-applied", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &UPSTREAM_POLICY_NOT_APPLIED,
    does: "the hosts are used in turn and are not checked, and each request is sent once",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for upstream in &subject.gateway.upstreams {
        for key in ["load_balancing", "eject", "retries", "dns", "health"] {
            let Some(span) = upstream.places.get(key).filter(|_| is_set(upstream, key)) else { continue };
            let names = subject.names();
            let message =
                format!("`{key}` of upstream `{}` has no effect under {names}", upstream.name.value);
            found.push(
                UPSTREAM_POLICY_NOT_APPLIED
                    .at(*span, message)
                    .help("list only `gwr` under `targets`, or use a load balancer as the upstream"),
            );
        }
    }
    found
}

fn is_set(upstream: &Upstream, key: &str) -> bool {
    key != "load_balancing" || upstream.options.balancing == Balancing::LeastRequests
}
