//! Breakers, retries and ejections of upstreams, which all cores share.

use crate::metrics::Family;
use crate::upstream::host::Upstream;

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
    vec![
        Family::gauge("gwr_upstream_breaker_open", "Whether the breaker refuses requests", open),
        Family::counter("gwr_upstream_breaker_opened", "Times that the breaker opened", opened),
        Family::counter("gwr_upstream_breaker_refused", "Requests that the breaker refused", refused),
        Family::counter("gwr_upstream_retries", "Requests that were sent again", retried),
        Family::counter("gwr_upstream_ejections", "Times that a host was ejected", ejected),
    ]
}
