//! What one core counts.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::counter::Counter;
use super::endpoint::EndpointStats;

/// The counters of one core. It locks what is here only when it takes a new table, or has the first request of an
/// endpoint.
#[derive(Debug)]
pub(crate) struct CoreStats {
    endpoints: Mutex<HashMap<u64, Arc<EndpointStats>>>,
    /// Requests that meet no endpoint.
    pub(crate) unmatched: EndpointStats,
    pools: Mutex<Vec<Weak<PoolStats>>>,
    /// Connections of clients.
    pub(crate) clients: Counter,
    /// Requests under way.
    pub(crate) requests: Counter,
    /// Responses of upstreams that are being passed on.
    pub(crate) responses: Counter,
    /// WebSockets.
    pub(crate) tunnels: Counter,
    /// Connections that ended because what they sent is no request.
    pub(crate) unreadable: Counter,
    /// Connections whose client did not send the whole head of a request in time.
    pub(crate) slow_heads: Counter,
    /// TLS handshakes that clients did not complete in time.
    pub(crate) slow_handshakes: Counter,
    /// TLS handshakes that failed.
    pub(crate) failed_handshakes: Counter,
    /// Attempts to accept a connection that failed for want of something of the system.
    pub(crate) accepts_failed: Counter,
    /// Lines of the access log that were dropped because the writer was too slow.
    pub(crate) log_lines_dropped: Counter,
}

/// The connections of one core to one upstream host.
#[derive(Debug, Default)]
pub(crate) struct PoolStats {
    /// `host:port`.
    pub(crate) host: String,
    pub(crate) open: Counter,
    pub(crate) idle: Counter,
    pub(crate) opened: Counter,
    pub(crate) failed: Counter,
    /// Idle connections that the host had closed when a request was sent on them, so that it was sent again.
    pub(crate) stale: Counter,
}

impl Default for CoreStats {
    fn default() -> Self {
        CoreStats {
            endpoints: Mutex::default(),
            unmatched: EndpointStats::new("none".to_owned()),
            pools: Mutex::default(),
            clients: Counter::default(),
            requests: Counter::default(),
            responses: Counter::default(),
            tunnels: Counter::default(),
            unreadable: Counter::default(),
            slow_heads: Counter::default(),
            slow_handshakes: Counter::default(),
            failed_handshakes: Counter::default(),
            accepts_failed: Counter::default(),
            log_lines_dropped: Counter::default(),
        }
    }
}

impl CoreStats {
    /// The counters of the endpoint with this id, the same after a reload.
    pub(crate) fn endpoint(&self, id: u64, name: impl FnOnce() -> String) -> Arc<EndpointStats> {
        let mut endpoints = locked(&self.endpoints);
        Arc::clone(endpoints.entry(id).or_insert_with(|| Arc::new(EndpointStats::new(name()))))
    }

    /// Forgets endpoints that the gateway does not have any more.
    pub(crate) fn keep(&self, ids: &HashSet<u64>) {
        locked(&self.endpoints).retain(|id, _| ids.contains(id));
    }

    /// Counters of a new pool, for as long as it keeps them.
    pub(crate) fn pool(&self, host: String) -> Arc<PoolStats> {
        let stats = Arc::new(PoolStats { host, ..PoolStats::default() });
        let mut pools = locked(&self.pools);
        pools.retain(|pool| pool.strong_count() > 0);
        pools.push(Arc::downgrade(&stats));
        stats
    }

    /// The endpoints that had a request, by name, and what met none.
    pub(crate) fn each_endpoint(&self, mut look: impl FnMut(&EndpointStats)) {
        let endpoints: BTreeMap<String, Arc<EndpointStats>> = {
            let known = locked(&self.endpoints);
            known.values().map(|stats| (stats.name.clone(), Arc::clone(stats))).collect()
        };
        endpoints.values().for_each(|stats| look(stats));
        look(&self.unmatched);
    }

    /// The pools in use.
    pub(crate) fn each_pool(&self, look: impl FnMut(Arc<PoolStats>)) {
        let pools: Vec<_> = locked(&self.pools).iter().filter_map(Weak::upgrade).collect();
        pools.into_iter().for_each(look);
    }
}

/// What is behind a lock is whole also where a thread panicked with it.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
