//! What is done for upstreams beside the requests of clients: their names are resolved again, and their hosts checked.
//!
//! One thread does it for all cores. A task looks up the names of one upstream, or checks one host, so that one that
//! hangs delays no other.

use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use gwc_artifact::HealthCheck;
use hyper::header::{ACCEPT, HOST, HeaderValue, USER_AGENT};
use hyper::{Request, Uri};
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, timeout};

use crate::gateway::Gateway;
use crate::lookup::Lookup;
use crate::metrics::PoolStats;
use crate::phase::Phase;
use crate::report;
use crate::request::with_authority;
use crate::upstream::addresses::Found;
use crate::upstream::check::HealthChange;
use crate::upstream::dial::Resolver;
use crate::upstream::host::Host;
use crate::upstream::named::Upstream;
use crate::upstream::pool::{Limits, Pool};
use crate::upstream::upload::RequestBody;
use crate::worker::Shared;

/// Checks and lookups at the same time, over all upstreams.
const MOST: usize = 64;
/// A new artifact is noticed this often.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// Two rounds are at least so far apart.
const SHORTEST_PAUSE: Duration = Duration::from_millis(10);
/// How long a name server may take.
const LOOKUP: Duration = Duration::from_secs(5);
/// The description of a check.
const AGENT: HeaderValue =
    HeaderValue::from_static(concat!("gwr/", env!("CARGO_PKG_VERSION"), " (health check)"));

/// Does it until the server stops.
pub(crate) async fn run(shared: Arc<Shared>, mut phase: watch::Receiver<Phase>) {
    tokio::select! {
        // An error is the end of the server, too.
        _ = phase.wait_for(|phase| *phase == Phase::Stopped) => {}
        () = keep(&shared) => {}
    }
}

async fn keep(shared: &Shared) {
    let places = Rc::new(Semaphore::new(MOST));
    loop {
        let gateway = shared.gateway.load_full();
        // Where something stands in for all upstreams, there is nothing to find out about them.
        let pause = match shared.options.upstream_override {
            Some(_) => LONGEST_PAUSE,
            None => round(&gateway, shared, &places, Instant::now()),
        };
        drop(gateway);
        tokio::time::sleep(pause.clamp(SHORTEST_PAUSE, LONGEST_PAUSE)).await;
    }
}

/// Begins what is due; answers when something is due again.
fn round(gateway: &Arc<Gateway>, shared: &Shared, places: &Rc<Semaphore>, now: Instant) -> Duration {
    let mut pause = LONGEST_PAUSE;
    for (at, upstream) in gateway.upstreams.iter().enumerate() {
        let task = || (Arc::clone(gateway), Rc::clone(places));
        if let Some(addresses) = &upstream.addresses {
            if addresses.begin(now) {
                let ((gateway, places), lookup) = (task(), shared.options.lookup.clone());
                tokio::task::spawn_local(async move {
                    let _place = places.acquire().await;
                    resolve(&gateway.upstreams[at], &lookup).await;
                });
            }
            pause = pause.min(addresses.due_in(now).unwrap_or(pause));
        }
        let Some(health) = &upstream.options.health else { continue };
        for host in upstream.current().iter() {
            if host.check.begin(now, health.every) {
                let ((gateway, places), host) = (task(), Arc::clone(host));
                let lookup = shared.options.lookup.clone();
                tokio::task::spawn_local(async move {
                    let _place = places.acquire().await;
                    check(&gateway.upstreams[at], &host, lookup).await;
                });
            }
            pause = pause.min(host.check.due_in(now).unwrap_or(pause));
        }
    }
    pause
}

/// Looks up each name of an upstream.
async fn resolve(upstream: &Upstream, lookup: &Lookup) {
    let Some(addresses) = &upstream.addresses else { return };
    let mut found = Found::new();
    for host in upstream.hosts.iter().filter(|host| host.name.parse::<IpAddr>().is_err()) {
        if found.contains_key(&host.name) {
            continue;
        }
        let answer = timeout(LOOKUP, lookup.addresses(&host.name)).await;
        match answer.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into())) {
            Ok(answer) if !answer.is_empty() => drop(found.insert(host.name.clone(), answer)),
            Ok(_) => {}
            Err(error) => report::debug(format!("cannot resolve `{}`: {error}", host.name)),
        }
    }
    addresses.ended(&upstream.hosts, &found);
}

/// Checks a host, and reports what is new about it.
async fn check(upstream: &Upstream, host: &Host, lookup: Lookup) {
    let Some(health) = &upstream.options.health else { return };
    let result = match timeout(health.timeout, status(upstream, host, health, lookup)).await {
        Ok(result) => result,
        Err(_) => Err(format!("no response within {:?}", health.timeout)),
    };
    let (shown, name) = (host.shown(), &upstream.name);
    match host.check.ended(result.is_ok()) {
        Some(HealthChange::Failed) => report::warning(format!(
            "host `{shown}` of upstream `{name}` failed its health check: {}",
            result.err().unwrap_or_default()
        )),
        Some(HealthChange::Recovered) => {
            report::info(format!("host `{shown}` of upstream `{name}` passes its health check again"));
        }
        None => {}
    }
}

/// Requests the path over a connection of its own, as the requests of clients reach the host.
///
/// # Errors
/// Why the host does not pass, in words for an operator.
async fn status(
    upstream: &Upstream,
    host: &Host,
    health: &HealthCheck,
    lookup: Lookup,
) -> Result<(), String> {
    let limits = Limits { idle: 0, open: 1, idle_time: Duration::ZERO };
    let pool = Rc::new(Pool::new(limits, Arc::new(PoolStats::default())));
    let connected = pool.connect(upstream, host, &Resolver::new(lookup), None).await;
    let mut connection = connected.map_err(|error| error.to_string())?;
    let target: Uri = health.path.parse().map_err(|_| "the path is not one".to_owned())?;
    let mut request = Request::new(RequestBody::empty());
    let named = upstream.host_header(host, None).clone();
    if connection.is_http2() {
        *request.uri_mut() = with_authority(&target, &named, host.tls).map_err(|error| error.to_string())?;
    } else {
        *request.uri_mut() = target;
        request.headers_mut().insert(HOST, named);
    }
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("*/*"));
    request.headers_mut().insert(USER_AGENT, AGENT);
    let sent = connection.send(request).await;
    let status = sent.map_err(|error| error.error().to_string())?.status();
    match (200..400).contains(&status.as_u16()) {
        true => Ok(()),
        false => Err(format!("status {}", status.as_u16())),
    }
}
