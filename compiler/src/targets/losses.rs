//! What JSON targets say with less.

use super::{json_targets, names};
use crate::declare_rule;
use crate::diagnostic::{Diagnostics, Rule};
use crate::model::words;
use crate::model::{Action, Endpoint, Gateway, Headers, ServiceId, Stream};
use crate::source::Span;
use crate::value::Target;

pub(super) const RULES: &[&Rule] = &[
    &ONE_SEGMENT_WILDCARD,
    &BUFFERED_STREAM,
    &WEBSOCKET_NOT_TUNNELLED,
    &IDLE_AS_TIMEOUT,
    &KEY_ROUTE_OPEN,
    &GATEWAY_LIMIT_PER_ENDPOINT,
    &IDENTITY_NOT_STRIPPED,
    &HEALTH_OF_ITSELF,
    &HOSTS_NOT_CHECKED,
];

declare_rule! {
    /// `/*` is one segment in a JSON target.
    ///
    /// ## Why it matters
    /// KrakenD's `{path}` matches one segment: `/billing/plans` is routed there, `/billing/plans/7` is answered 404. In
    /// `gwr` both are routed.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// Declare the paths that are longer, or say on the line above that one segment is enough.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET, "/plans/{id}": GET } }
    /// ```
    pub(crate) ONE_SEGMENT_WILDCARD { code: "GW720", name: "one-segment-wildcard", category: Compatibility, severity: Loss, since: "0.1.0" }
}

declare_rule! {
    /// A JSON target holds the events of a stream back.
    ///
    /// ## Why it matters
    /// KrakenD copies an answer without flushing after each event, so events arrive in lumps, and its `timeout` cuts the
    /// stream in a way that looks like a complete answer. `gwr` passes each event on as it comes.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, paths: { /completions: POST }, profile: llm }
    /// ```
    ///
    /// ## Fix
    /// Serve streams with `gwr`, or do not stream.
    /// ```yaml,good
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, paths: { /completions: { POST: { stream: none, timeout: 30s } } }, profile: llm }
    /// ```
    pub(crate) BUFFERED_STREAM { code: "GW721", name: "buffered-stream", category: Compatibility, severity: Loss, since: "0.1.0" }
}

declare_rule! {
    /// A JSON target does not tunnel WebSockets.
    ///
    /// ## Why it matters
    /// KrakenD CE forwards no upgrade: the client's handshake is answered as if it were a plain `GET`.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   bot: { at: /bot, upstream: commerce, paths: { /ws: { GET: { stream: websocket, timeout: { idle: 10m } } } } }
    /// ```
    ///
    /// ## Fix
    /// Serve WebSockets with `gwr`.
    /// ```yaml,good
    /// services:
    ///   bot: { at: /bot, upstream: commerce, paths: { /messages: GET } }
    /// ```
    pub(crate) WEBSOCKET_NOT_TUNNELLED { code: "GW722", name: "websocket-not-tunnelled", category: Compatibility, severity: Loss, since: "0.1.0" }
}

declare_rule! {
    /// Time limits that a JSON target does not have.
    ///
    /// ## Why it matters
    /// KrakenD has one `timeout`, for the whole exchange. `idle` is written as that, so a stream ends after it however
    /// busy it is; `connect` and `first_byte` are dropped.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET }, timeout: { connect: 1s, total: 10s } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET }, timeout: 10s }
    /// ```
    pub(crate) IDLE_AS_TIMEOUT { code: "GW723", name: "idle-as-timeout", category: Compatibility, severity: Loss, since: "0.1.0" }
}

declare_rule! {
    /// An endpoint that takes API keys is open in a JSON target.
    ///
    /// ## Why it matters
    /// KrakenD CE knows no opaque keys: it lets every request pass, with or without a key. The upstream has to refuse.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, paths: { /completions: POST }, auth: key }
    /// ```
    ///
    /// ## Fix
    /// Serve it with `gwr`, or require a token.
    /// ```yaml,good
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, paths: { /completions: POST }, auth: iam }
    /// ```
    pub(crate) KEY_ROUTE_OPEN { code: "GW724", name: "key-route-open", category: Compatibility, severity: Loss, since: "0.1.0" }
}

declare_rule! {
    /// The gateway's own limit becomes a limit of each endpoint.
    ///
    /// ## Why it matters
    /// No JSON target has a bucket for the gateway as a whole. Each endpoint gets the tighter of its own limit and the
    /// gateway's, in every replica: what callers may send in all is the limit times endpoints times replicas.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET } }
    /// ```
    ///
    /// ## Fix
    /// Serve it with `gwr`, or limit where the requests come in.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// rate_limit: all
    /// rate_limits: { all: { total: 5000/s, per_ip: 100/s } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    pub(crate) GATEWAY_LIMIT_PER_ENDPOINT { code: "GW725", name: "gateway-limit-per-endpoint", category: Compatibility, severity: Loss, since: "0.1.0" }
}

declare_rule! {
    /// `headers: all` forwards identity headers as well in a JSON target.
    ///
    /// ## Why it matters
    /// `gwr` never lets a client's own identity headers pass. KrakenD's `*` does: a client writes `X-User-Id` itself and
    /// the upstream believes it.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET }, forward: { headers: all } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET }, forward: { headers: [Accept, Accept-Language] } }
    /// ```
    pub(crate) IDENTITY_NOT_STRIPPED { code: "GW726", name: "identity-not-stripped", category: Compatibility, severity: Loss, since: "0.1.0" }
}

declare_rule! {
    /// `respond: health` tells a JSON target's own health only.
    ///
    /// ## Why it matters
    /// `gwr` answers how its upstreams do. The JSON targets call themselves, which tells that they run and nothing else.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   gateway: { at: /, paths: { /health: { GET: { profile: open, respond: health } } } }
    /// ```
    ///
    /// ## Fix
    /// Serve it with `gwr`.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /health: { GET: { profile: open } } } }
    /// ```
    pub(crate) HEALTH_OF_ITSELF { code: "GW727", name: "health-of-itself", category: Compatibility, severity: Loss, since: "0.1.0" }
}

declare_rule! {
    /// `strict_hosts` has no effect in a JSON target.
    ///
    /// ## Why it matters
    /// They answer any `Host`.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// hosts: [api.example.com]
    /// strict_hosts: true
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Fix
    /// Let the Ingress choose by host, or serve it with `gwr` alone.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// hosts: [api.example.com]
    /// strict_hosts: true
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    pub(crate) HOSTS_NOT_CHECKED { code: "GW728", name: "hosts-not-checked", category: Compatibility, severity: Loss, since: "0.1.0" }
}

/// A loss of endpoints: which of them, and what is lost, after the names of the targets.
struct Loss {
    rule: &'static Rule,
    concerns: fn(&Gateway, &Endpoint) -> bool,
    what: &'static str,
}

const LOSSES: &[Loss] = &[
    Loss {
        rule: &ONE_SEGMENT_WILDCARD,
        concerns: |_, endpoint| endpoint.path.has_tail(),
        what: "match one segment where `/*` stands",
    },
    Loss {
        rule: &BUFFERED_STREAM,
        concerns: |_, endpoint| endpoint.stream.value == Stream::Sse,
        what: "hold the events of a stream back",
    },
    Loss {
        rule: &WEBSOCKET_NOT_TUNNELLED,
        concerns: |_, endpoint| endpoint.stream.value == Stream::WebSocket,
        what: "tunnel no WebSockets",
    },
    Loss { rule: &IDLE_AS_TIMEOUT, concerns: |_, endpoint| has_finer_limits(endpoint), what: "" },
    Loss {
        rule: &KEY_ROUTE_OPEN,
        concerns: takes_keys,
        what: "check no API keys: all requests pass, and the upstream has to refuse",
    },
    Loss {
        rule: &IDENTITY_NOT_STRIPPED,
        concerns: |_, endpoint| *endpoint.forward.headers.value == Headers::All,
        what: "forward the client's own identity headers too",
    },
    Loss {
        rule: &HEALTH_OF_ITSELF,
        concerns: |_, endpoint| matches!(endpoint.action, Action::Respond(_)),
        what: "answer for themselves alone, not for their upstreams",
    },
];

/// Reports what JSON targets lose, once for each service.
pub(super) fn check(gateway: &Gateway, out: &mut Diagnostics) {
    let targets = json_targets(gateway);
    if targets.is_empty() {
        return;
    }
    let mut of_service: Vec<Vec<&Endpoint>> = vec![Vec::new(); gateway.services.len()];
    for endpoint in &gateway.endpoints {
        if let Some(ServiceId(id)) = endpoint.service {
            of_service[id as usize].push(endpoint);
        }
    }
    for (service, endpoints) in gateway.services.iter().zip(&of_service) {
        for loss in LOSSES {
            let lossy: Vec<&Endpoint> =
                endpoints.iter().copied().filter(|e| (loss.concerns)(gateway, e)).collect();
            let Some(first) = lossy.first() else { continue };
            let what = match loss.what.is_empty() {
                true => finer_limits(first),
                false => loss.what.to_owned(),
            };
            out.push(
                loss.rule
                    .at(
                        service.name.span,
                        format!("{} {what}: {}", names(&targets), words::endpoints(&lossy)),
                    )
                    .route(first.key()),
            );
        }
    }
    gateway_limit(gateway, out);
    strict_hosts(gateway, &targets, out);
}

fn takes_keys(gateway: &Gateway, endpoint: &Endpoint) -> bool {
    words::auths(gateway, endpoint).any(|auth| auth.is_api_key())
}

fn has_finer_limits(endpoint: &Endpoint) -> bool {
    let limits = endpoint.timeouts.value;
    !endpoint.backends().is_empty() && (limits.connect.or(limits.first_byte).or(limits.idle)).is_some()
}

fn finer_limits(endpoint: &Endpoint) -> String {
    let limits = endpoint.timeouts.value;
    let dropped: Vec<&str> = [
        ("`connect`", limits.connect),
        ("`first_byte`", limits.first_byte),
        ("`idle`", limits.idle.filter(|_| limits.total.is_some())),
    ]
    .iter()
    .filter(|(_, limit)| limit.is_some())
    .map(|(name, _)| *name)
    .collect();
    let idle = limits.idle.filter(|_| limits.total.is_none());
    let parts = [
        idle.map(|idle| format!("end a request after `{idle}`, busy or not")),
        (!dropped.is_empty()).then(|| format!("drop {}", dropped.join(" and "))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", and ")
}

fn gateway_limit(gateway: &Gateway, out: &mut Diagnostics) {
    let Some(field) = gateway.limit else { return };
    let json = super::json_targets(gateway);
    if json.is_empty() {
        return;
    }
    let limit = gateway.limit(field.value);
    let count = gateway.endpoints.len() as u64;
    let replicas = gateway.deploy.as_ref().and_then(|d| d.replicas.as_ref()).map_or(2, |r| r.value);
    let bucket = limit.total.or(limit.client.as_ref().map(|c| c.bucket));
    let mut finding = GATEWAY_LIMIT_PER_ENDPOINT.at(
        gateway.span(field.origin),
        format!(
            "each of {count} endpoints gets the limit `{}` of the gateway in {}",
            limit.name.value,
            names(&json)
        ),
    );
    if let Some(bucket) = bucket {
        let rate = crate::value::Rate {
            count: bucket.rate.count.saturating_mul(count).saturating_mul(u64::from(replicas)),
            ..bucket.rate
        };
        finding = finding.note(format!(
            "`{}` for each of them and each of {replicas} replicas is `{rate}` in all",
            bucket.rate
        ));
    }
    out.push(finding);
}

fn strict_hosts(gateway: &Gateway, targets: &[Target], out: &mut Diagnostics) {
    if gateway.strict_hosts {
        let span = gateway
            .hosts
            .first()
            .map_or(gateway.name.span, |host: &crate::source::Spanned<String>| -> Span { host.span });
        out.push(HOSTS_NOT_CHECKED.at(span, format!("{} answer for any host", names(targets))));
    }
}
