//! The answers the gateway gives itself: whether it is up, and whether its upstreams can be reached.

use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use gwc_artifact::MethodSet;
use gwc_plan::Refused;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Method, Response, StatusCode};
use serde_json::{Map, Value, json};

use crate::body::AnswerBody;
use crate::client::Client;
use crate::error::ProxyError;
use crate::table::Table;
use crate::upstream::host::Reachability;
use crate::worker::Worker;

/// The methods with which it answers; KrakenD has only the first.
pub(crate) const METHODS: [gwc_artifact::Method; 2] = [gwc_artifact::Method::Get, gwc_artifact::Method::Head];

/// Upstreams are probed at most this often, however often their health is asked for.
const PROBE_EVERY: Duration = Duration::from_secs(5);
/// How long a probe may take.
const PROBE_TIME: Duration = Duration::from_secs(1);

/// Whether this process serves: 200, or 503 as soon as it is about to stop.
pub(crate) fn own(
    client: &Client,
    method: &Method,
    methods: &[gwc_artifact::Method],
) -> Result<Response<AnswerBody>, ProxyError> {
    if !methods.iter().any(|known| known.as_str() == method.as_str()) {
        return Err(Refused::OtherMethod(methods.iter().copied().collect::<MethodSet>()).into());
    }
    Ok(match client.worker.is_ready() {
        true => json(StatusCode::OK, &json!({ "status": "ok" })),
        false => json(StatusCode::SERVICE_UNAVAILABLE, &json!({ "status": "draining" })),
    })
}

/// The state of every upstream by name. It is 200 also when some cannot be reached: one upstream less must not take
/// the whole gateway out of a load balancer.
pub(crate) async fn upstreams(table: &Rc<Table>, client: &Client) -> Response<AnswerBody> {
    probe(table, &client.worker).await;
    let mut states = Map::new();
    for upstream in &table.gateway.upstreams {
        let hosts: Vec<Reachability> = upstream.current().iter().map(|host| host.reachability()).collect();
        let is_open = upstream.breaker.as_ref().is_some_and(|breaker| breaker.counters().is_open);
        let fails = upstream.options.health.is_some()
            && upstream.current().iter().all(|host| host.check.is_failing());
        let state = match () {
            () if is_open => "circuit open",
            () if fails => "unhealthy",
            () if hosts.contains(&Reachability::Reachable) => "reachable",
            () if hosts.contains(&Reachability::Unreachable) => "unreachable",
            () => "unknown",
        };
        states.insert(upstream.name.clone(), Value::from(state));
    }
    let is_degraded =
        |state: &Value| state == "unreachable" || state == "circuit open" || state == "unhealthy";
    let degraded = states.values().any(is_degraded);
    let status = if degraded { "degraded" } else { "ok" };
    json(StatusCode::OK, &json!({ "status": status, "upstreams": states }))
}

/// Connects to every upstream host, unless that was done a moment ago.
async fn probe(table: &Rc<Table>, worker: &Rc<Worker>) {
    let now = u64::try_from(worker.uptime().as_millis()).unwrap_or(u64::MAX).max(1);
    let last = table.gateway.probed.load(Ordering::Relaxed);
    let due = last == 0 || now.saturating_sub(last) >= PROBE_EVERY.as_millis() as u64;
    if !due || table.gateway.probed.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_err()
    {
        return;
    }
    let mut probes = Vec::new();
    for (at, upstream) in table.gateway.upstreams.iter().enumerate() {
        for (host, _) in upstream.hosts.iter().enumerate() {
            let (table, worker) = (Rc::clone(table), Rc::clone(worker));
            probes.push(tokio::task::spawn_local(async move { probe_host(&table, &worker, at, host).await }));
        }
    }
    for probe in probes {
        // A probe that panicked leaves the state as it was.
        let _ = probe.await;
    }
}

async fn probe_host(table: &Table, worker: &Worker, upstream: usize, host: usize) {
    let pool = &table.pools[upstream][host];
    let upstream = &table.gateway.upstreams[upstream];
    let host = &upstream.hosts[host];
    let connected = pool.connect(upstream, host, &worker.resolver, worker.options.upstream_override);
    match tokio::time::timeout(PROBE_TIME, connected).await {
        Ok(Ok(connection)) => connection.give_back(),
        Ok(Err(_)) => {}
        Err(_) => host.saw(Reachability::Unreachable),
    }
}

fn json(status: StatusCode, body: &Value) -> Response<AnswerBody> {
    let mut response = Response::new(AnswerBody::full(Bytes::from(body.to_string())));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
