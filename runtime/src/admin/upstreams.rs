//! Breakers, retries, ejections and health checks of upstreams, which all cores share.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::metrics::Family;
use crate::upstream::host::Host;
use crate::upstream::named::Upstream;

/// The families of a gateway's upstreams.
pub(crate) fn families(upstreams: &[Upstream]) -> Vec<Family> {
    let breakers = || upstreams.iter().filter_map(|u| Some((u, u.breaker.as_ref()?.counters())));
    let label = |upstream: &Upstream| vec![("upstream", upstream.name.clone())];
    let open =
        breakers().map(|(upstream, counters)| (label(upstream), u64::from(counters.is_open))).collect();
    let opened = breakers().map(|(upstream, counters)| (label(upstream), counters.opened)).collect();
    let refused = breakers().map(|(upstream, counters)| (label(upstream), counters.refused)).collect();
    let retried = upstreams.iter().filter_map(|u| Some((label(u), u.budget.as_ref()?.retried()))).collect();
    let ejecting = upstreams.iter().filter(|upstream| upstream.options.eject.is_some());
    let ejected = ejecting
        .map(|upstream| (label(upstream), upstream.hosts.iter().map(|host| host.state.ejections()).sum()))
        .collect();
    let (mut healthy, mut checks) = (Vec::new(), Vec::new());
    for (upstream, host) in checked(upstreams) {
        let labels = || vec![("upstream", upstream.name.clone()), ("host", host.shown())];
        healthy.push((labels(), u64::from(!host.check.is_failing())));
        let (passed, failed) = host.check.counts();
        for (result, count) in [("passed", passed), ("failed", failed)] {
            checks.push(([labels(), vec![("result", result.to_owned())]].concat(), count));
        }
    }
    vec![
        Family::gauge("gwr_upstream_host_healthy", "Whether a host passed its last health check", healthy),
        Family::counter("gwr_upstream_health_checks", "Active health checks, by what came of them", checks),
        Family::gauge("gwr_upstream_breaker_open", "Whether the breaker refuses requests", open),
        Family::counter("gwr_upstream_breaker_opened", "Times that the breaker opened", opened),
        Family::counter("gwr_upstream_breaker_refused", "Requests that the breaker refused", refused),
        Family::counter("gwr_upstream_retries", "Requests that were sent again", retried),
        Family::counter("gwr_upstream_ejections", "Times that a host was ejected", ejected),
    ]
}

/// The hosts that are checked, each once.
fn checked(upstreams: &[Upstream]) -> Vec<(&Upstream, Arc<Host>)> {
    let mut found: Vec<(&Upstream, Arc<Host>)> = Vec::new();
    for upstream in upstreams.iter().filter(|upstream| upstream.options.health.is_some()) {
        for host in upstream.current().iter() {
            let is_known = |(of, known): &(&Upstream, Arc<Host>)| {
                of.name == upstream.name && known.shown() == host.shown() && known.tls == host.tls
            };
            if !found.iter().any(is_known) {
                found.push((upstream, Arc::clone(host)));
            }
        }
    }
    found
}

/// The upstreams and the hosts that their requests go to, as `/endpoints` lists them.
pub(super) fn list(upstreams: &[Upstream]) -> Value {
    let host = |upstream: &Upstream, host: &Host| {
        let healthy = upstream.options.health.is_some().then(|| !host.check.is_failing());
        json!({ "host": host.shown(), "healthy": healthy })
    };
    let one = |upstream: &Upstream| {
        let hosts: Vec<Value> = upstream.current().iter().map(|one| host(upstream, one)).collect();
        json!({ "upstream": upstream.name, "hosts": hosts })
    };
    upstreams.iter().map(one).collect()
}
