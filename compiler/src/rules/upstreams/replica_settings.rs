use std::collections::BTreeMap;

use serde_json::Value;

use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::parse_duration;

declare_rule! {
    /// A `base_ha` or `base-network` component of the Hanzo gateway has invalid settings.
    ///
    /// ## What it does
    /// These components select the replica of an upstream that gets a request: `base_ha` sends writes to the leader,
    /// and `base-network` selects a shard by a key. Reports:
    ///
    /// - a `base_ha` component without `service_dns`, or without a `port` from 1 to 65535
    /// - a `base_ha` component with a `leader_poll_interval` below 100ms
    /// - two `base_ha` components with the same `service_dns` and `port`, but other settings
    /// - a `base-network` component with an unknown `shard_key_source`
    ///
    /// ## Why is this bad?
    /// If a component is invalid, the Hanzo gateway logs an error and calls the upstream over plain HTTP. A write then
    /// goes to any replica. A replica that does not accept writes returns an error, or the write is lost. Of two
    /// components with the same `service_dns` and `port`, the settings of the second have no effect.
    ///
    /// ## Example
    /// `krakend` at an upstream adds components to the KrakenD JSON. This `base_ha` has no `port`, and polls the leader
    /// too often:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo]
    /// upstreams:
    ///   base:
    ///     url: http://base.shop.svc.cluster.local:8080
    ///     krakend: { github.com/hanzoai/gateway/base_ha: { service_dns: base.shop.svc, leader_poll_interval: 10ms } }
    /// services: { base: { at: /base, upstream: base, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// Set `service_dns` and `port`, and valid values for the other settings.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo]
    /// upstreams:
    ///   base:
    ///     url: http://base.shop.svc.cluster.local:8080
    ///     krakend: { github.com/hanzoai/gateway/base_ha: { service_dns: base.shop.svc, port: 8080, leader_poll_interval: 2s } }
    /// services: { base: { at: /base, upstream: base, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream has one replica, and plain HTTP is acceptable.
    ///
    /// ## References
    /// Hanzo gateway: `base_ha_backend.go`, `base_network_backend.go`.
    pub(crate) REPLICA_SETTINGS { code: "GW421", name: "replica-settings", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

const HA: &str = "github.com/hanzoai/gateway/base_ha";
const NETWORK: &str = "github.com/hanzoai/gateway/base-network";

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let mut pools: BTreeMap<(String, u64), &Value> = BTreeMap::new();
    for &(span, name, value) in &context.components {
        let mut problems = match name {
            HA => writer(value),
            NETWORK => shards(value),
            _ => continue,
        };
        if name == HA {
            let dns = value.get("service_dns").and_then(Value::as_str).unwrap_or_default();
            let port = value.get("port").and_then(Value::as_u64).unwrap_or_default();
            if *pools.entry((dns.to_owned(), port)).or_insert(value) != value {
                problems.push((
                    format!(
                        "`{dns}:{port}` has other settings in another backend; the first ones take effect"
                    ),
                    "set the same values in each `base_ha` with this `service_dns` and `port`",
                ));
            }
        }
        for (problem, help) in problems {
            out.push(REPLICA_SETTINGS.at(span, problem).help(help));
        }
    }
}

/// A message, and what to do.
type Problem = (String, &'static str);

fn writer(value: &Value) -> Vec<Problem> {
    let mut found = Vec::new();
    if value.get("service_dns").and_then(Value::as_str).is_none_or(str::is_empty) {
        found.push((
            "`base_ha` has no `service_dns`, so the gateway ignores it, and writes go to any replica"
                .to_owned(),
            "set `service_dns` to the name of the Service of the replicas, such as `base.shop.svc`",
        ));
    }
    if !value.get("port").and_then(Value::as_u64).is_some_and(|port| (1..=65535).contains(&port)) {
        found.push((
            "`base_ha` has no valid `port`, so the gateway ignores it, and writes go to any replica"
                .to_owned(),
            "set `port` to a number from 1 to 65535",
        ));
    }
    if let Some(interval) = value.get("leader_poll_interval") {
        let nanos = interval.as_str().and_then(|text| parse_duration(text).ok()).map(|d| d.nanos);
        if nanos.is_none_or(|nanos| nanos < 100_000_000) {
            found.push((
                "expected a duration of at least 100ms for `leader_poll_interval`".to_owned(),
                "write a duration with its unit, such as `2s`",
            ));
        }
    }
    found
}

fn shards(value: &Value) -> Vec<Problem> {
    let source = value.get("shard_key_source").and_then(Value::as_str).unwrap_or_default();
    let known = matches!(source, "jwt.sub" | "jwt.owner")
        || source.starts_with("header:")
        || source.starts_with("cookie:");
    match known {
        true => Vec::new(),
        false => {
            let expected = "`jwt.sub`, `jwt.owner`, `header:NAME` or `cookie:NAME`";
            let found = if source.is_empty() { "nothing".to_owned() } else { format!("`{source}`") };
            let message = format!("expected {expected} for `shard_key_source`, found {found}");
            vec![(message, "set `shard_key_source` to the value that selects the shard, such as `jwt.sub`")]
        }
    }
}
