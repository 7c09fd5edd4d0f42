use std::collections::BTreeMap;

use serde_json::Value;

use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

declare_rule! {
    /// A `zap` component of the Hanzo gateway has invalid settings, or settings that conflict with another component.
    ///
    /// ## What it does
    /// With a `zap` component, the Hanzo gateway calls an upstream (the peer) over ZAP, a protocol between Hanzo
    /// services, instead of HTTP. Reports a component that:
    ///
    /// - is not an object, has an unknown setting, or a setting of the wrong type
    /// - does not set `peer_id`
    /// - sets a `peer_addr` with port 9651, the former port of ZAP
    /// - has the `port` on which the gateway itself listens
    /// - has the `node_id` and `port` of another component, but another `peer_addr`
    ///
    /// ## Why is this bad?
    /// If a setting has the wrong type, the gateway logs an error and calls the upstream over plain HTTP. A current
    /// peer listens on port 9999, so a connection to port 9651 fails. Two components with the same `node_id` and `port`
    /// share one connection: requests for the second `peer_addr` reach the peer of the first.
    ///
    /// ## Example
    /// `krakend` at an upstream adds components to the KrakenD JSON. This `zap` component has the former port in
    /// `peer_addr`, and no `peer_id`:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo]
    /// upstreams:
    ///   cloud:
    ///     url: http://cloud.ai.svc.cluster.local:8000
    ///     krakend: { github.com/hanzoai/gateway/zap: { node_id: gateway, peer_addr: "cloud.ai.svc.cluster.local:9651" } }
    /// services: { cloud: { at: /cloud, upstream: cloud, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// Set `node_id`, `peer_id` and `peer_addr`, with port 9999.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo]
    /// upstreams:
    ///   cloud:
    ///     url: http://cloud.ai.svc.cluster.local:8000
    ///     krakend: { github.com/hanzoai/gateway/zap: { node_id: gateway, peer_id: cloud, peer_addr: "cloud.ai.svc.cluster.local:9999" } }
    /// services: { cloud: { at: /cloud, upstream: cloud, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// The peer still listens on port 9651.
    ///
    /// ## References
    /// Hanzo gateway: `zap_backend.go`.
    pub(crate) ZAP_SETTINGS { code: "GW420", name: "zap-settings", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

const ZAP: &str = "github.com/hanzoai/gateway/zap";
const RETIRED_PORT: &str = ":9651";

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let mut problems: BTreeMap<String, Vec<Span>> = BTreeMap::new();
    let mut peers: BTreeMap<(String, i64), String> = BTreeMap::new();
    for &(span, name, value) in &context.components {
        if name == ZAP {
            for problem in problems_of(value, context.gateway.listen.value.port, &mut peers) {
                problems.entry(problem).or_default().push(span);
            }
        }
    }
    for (message, places) in problems {
        let mut finding = ZAP_SETTINGS
            .at(places[0], message)
            .help("set `node_id`, `peer_id` and `peer_addr` to strings, such as `peer_addr: \"HOST:9999\"`: a current peer listens on port 9999");
        finding.places = places[1..].to_vec();
        out.push(finding);
    }
}

fn problems_of(value: &Value, listen: u16, peers: &mut BTreeMap<(String, i64), String>) -> Vec<String> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let mut found = Vec::new();
    let Some(map) = value.as_object() else {
        return vec!["`zap` is not an object, so the gateway calls the upstream over plain HTTP".to_owned()];
    };
    for (key, value) in map {
        let fits = match key.as_str() {
            "node_id" | "peer_id" | "peer_addr" | "service_type" => value.is_string(),
            "port" | "timeout_ms" => value.is_u64(),
            "no_discovery" => value.is_boolean(),
            _ => {
                found.push(format!("unknown setting `{key}` of `zap`"));
                continue;
            }
        };
        if !fits {
            found.push(format!(
                "`{key}` of `zap` has the wrong type, so the gateway calls the upstream over plain HTTP"
            ));
        }
    }
    if text("peer_id").is_empty() {
        found.push("`zap` does not set `peer_id`".to_owned());
    }
    if text("peer_addr").ends_with(RETIRED_PORT) {
        found.push(format!(
            "`peer_addr` `{}` uses port 9651, on which ZAP peers no longer listen",
            text("peer_addr")
        ));
    }
    let port = value.get("port").and_then(Value::as_i64).filter(|p| *p != 0).unwrap_or(9999);
    if port == i64::from(listen) {
        found.push(format!("`zap` and the gateway both listen on port {port}"));
    }
    let first =
        peers.entry((text("node_id").to_owned(), port)).or_insert_with(|| text("peer_addr").to_owned());
    if *first != text("peer_addr") {
        found.push(format!(
            "requests for `{}` go to `{first}`, which has the same `node_id` and `port`",
            text("peer_addr")
        ));
    }
    found
}
