//! The named upstreams of a gateway and their hosts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use gwc_artifact::{Balancing, HostHeader, Resolution, UpstreamHttp, UpstreamOptions};
use hyper::header::HeaderValue;
use tokio::time::Instant;

use super::addresses::Addresses;
use super::host::Host;
use super::state::Use;
use crate::in_flight::{InFlight, InFlights};
#[cfg(feature = "tls")]
use crate::tls::upstream::UpstreamTls;
use crate::upstream::breaker::Breaker;
use crate::upstream::retries::Budget;

/// A named set of hosts.
#[derive(Debug)]
pub(crate) struct Upstream {
    pub(crate) name: String,
    /// As they are declared, each as often as its weight.
    pub(crate) hosts: Vec<Arc<Host>>,
    /// The hosts by address, where each address is one.
    pub(crate) addresses: Option<Addresses>,
    pub(crate) options: UpstreamOptions,
    /// The `Host` of every request, where it is a name.
    fixed_host: Option<HeaderValue>,
    pub(crate) breaker: Option<Arc<Breaker>>,
    pub(crate) budget: Option<Arc<Budget>>,
    pub(crate) in_flight: Option<InFlight>,
    #[cfg(feature = "tls")]
    pub(crate) tls: Option<Arc<UpstreamTls>>,
    next: AtomicUsize,
}

impl Upstream {
    /// An upstream of an artifact. What is known of its breaker and its hosts is kept where they are the same as before.
    /// Without `reads_files`, hosts with TLS cannot be reached.
    ///
    /// # Errors
    /// What is wrong with the files of its TLS, in words for an operator. The upstream is made all the same.
    pub(crate) fn of(
        upstream: &gwc_artifact::Upstream,
        (in_flights, before): (&InFlights, Option<&Upstream>),
        reads_files: bool,
    ) -> (Upstream, Option<String>) {
        let options = UpstreamOptions::clone(&upstream.options);
        let mut hosts: Vec<Arc<Host>> = Vec::with_capacity(upstream.hosts.len());
        for host in &upstream.hosts {
            let made = Host::of(host, before.map_or(&[], |before| &before.hosts), &hosts);
            hosts.push(Arc::new(made));
        }
        let is_same =
            |before: &&Upstream| before.options.http == options.http && before.options.tls == options.tls;
        let addresses = (options.resolution == Resolution::EachAddress).then(|| {
            Addresses::of(&hosts, before.filter(is_same).and_then(|before| before.addresses.as_ref()))
        });
        let kept = before.and_then(|before| before.breaker.as_ref());
        let breaker = options.breaker.as_ref().map(|rules| {
            let same = kept.filter(|kept| kept.rules() == rules);
            same.map_or_else(|| Arc::new(Breaker::of(rules)), Arc::clone)
        });
        let needs_tls = reads_files && hosts.iter().any(|host| host.tls);
        #[cfg(feature = "tls")]
        let (tls, fault) = match needs_tls.then(|| UpstreamTls::of(&options.tls, options.http)) {
            None => (None, None),
            Some(Ok(tls)) => (Some(Arc::new(tls)), None),
            Some(Err(reason)) => (None, Some(reason)),
        };
        #[cfg(not(feature = "tls"))]
        let fault = needs_tls.then(|| "this build has no TLS".to_owned());
        let fixed_host = match &options.host {
            HostHeader::Name(name) => HeaderValue::try_from(name).ok(),
            HostHeader::Upstream | HostHeader::Client => None,
        };
        let budget = options.retries.map(|retries| Arc::new(Budget::of(retries)));
        let made = Upstream {
            name: upstream.name.clone(),
            hosts,
            addresses,
            fixed_host,
            breaker,
            budget,
            in_flight: in_flights.of_upstream(upstream),
            #[cfg(feature = "tls")]
            tls,
            options,
            next: AtomicUsize::new(0),
        };
        (made, fault)
    }

    /// Whether its requests are of HTTP/2.
    pub(crate) fn is_http2(&self) -> bool {
        self.options.http == UpstreamHttp::Two
    }

    /// The `Host` of a request to one of its hosts.
    pub(crate) fn host_header<'h>(
        &'h self,
        host: &'h Host,
        client: Option<&'h HeaderValue>,
    ) -> &'h HeaderValue {
        match &self.options.host {
            HostHeader::Client => client.unwrap_or(&host.header),
            HostHeader::Upstream | HostHeader::Name(_) => self.fixed_host.as_ref().unwrap_or(&host.header),
        }
    }

    /// The hosts that requests go to at the moment.
    pub(crate) fn current(&self) -> Arc<Vec<Arc<Host>>> {
        let resolved = self.addresses.as_ref().and_then(Addresses::hosts);
        resolved.unwrap_or_else(|| Arc::new(self.hosts.clone()))
    }

    /// The indices of hosts in the order they are tried: the chosen one first; ones that are ejected or fail their checks
    /// last, for when no other can be reached.
    pub(crate) fn in_turn<'h>(&'h self, hosts: &'h [Arc<Host>]) -> impl Iterator<Item = usize> + 'h {
        let count = hosts.len();
        let start = if count < 2 { 0 } else { self.next.fetch_add(1, Ordering::Relaxed) % count };
        let turn = move |is_last: bool| {
            let now = self.options.eject.map(|_| Instant::now());
            let checked = self.options.health.is_some();
            let is_out = move |at: &usize| {
                now.is_some_and(|now| hosts[*at].state.is_ejected(now))
                    || checked && hosts[*at].check.is_failing()
            };
            (0..count).map(move |turn| (start + turn) % count).filter(move |at| is_out(at) == is_last)
        };
        let least = (self.options.balancing == Balancing::LeastRequests && count > 1)
            .then(|| turn(false).min_by_key(|at| hosts[*at].state.active()))
            .flatten();
        let rest = turn(false).chain(turn(true)).filter(move |at| Some(*at) != least);
        least.into_iter().chain(rest)
    }

    /// Counts a request to a host until it is dropped, where something depends on the number or the result.
    pub(crate) fn begin(&self, host: &Host) -> Option<Use> {
        let counted = self.options.eject.is_some() || self.options.balancing == Balancing::LeastRequests;
        counted.then(|| Use::of(&host.state, self.options.eject))
    }
}
