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
    let ejected = ejecting.map(|upstream| (label(upstream), ejections(&upstream.hosts))).collect();
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

/// How often hosts were ejected. Entries of one host, by its weight, may share what is known of it, which is counted once.
fn ejections(hosts: &[Arc<Host>]) -> u64 {
    let is_first = |(at, host): &(usize, &Arc<Host>)| {
        !hosts[..*at].iter().any(|earlier| Arc::ptr_eq(&earlier.state, &host.state))
    };
    hosts.iter().enumerate().filter(is_first).map(|(_, host)| host.state.ejections()).sum()
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use gwc_artifact::{Ejection, Scheme, UpstreamHost};

    use super::*;
    use crate::upstream::state::Use;

    fn host(name: &str, before: &[Arc<Host>]) -> Arc<Host> {
        let host = UpstreamHost { scheme: Scheme::Http, host: name.to_owned(), port: 80 };
        Arc::new(Host::of(&host, before, &[]))
    }

    #[test]
    fn an_ejection_of_a_host_that_is_listed_twice_counts_once_also_after_a_reload() {
        let eject = Ejection { after: 1, time: Duration::from_secs(1) };
        let hosts = [host("a", &[]), host("a", &[]), host("b", &[])];
        Use::of(&hosts[0].state, Some(eject)).failed();
        assert_eq!(ejections(&hosts), 1);
        // Both entries of `a` have the state of the first from here on.
        let reloaded = [host("a", &hosts), host("a", &hosts), host("b", &hosts)];
        Use::of(&reloaded[1].state, Some(eject)).failed();
        Use::of(&reloaded[2].state, Some(eject)).failed();
        assert_eq!(ejections(&reloaded), 3);
    }
}
