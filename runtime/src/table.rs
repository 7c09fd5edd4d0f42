//! One gateway as one core serves it: the tables all cores share, and this core's connections to its upstreams.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::gateway::Gateway;
use crate::metrics::{CoreStats, EndpointStats};
use crate::options::Options;
use crate::store::SharedStore;
use crate::upstream::host::Upstream;
use crate::upstream::pool::{Limits, Pool};

/// A gateway and the pools of its upstreams. A request keeps the table it began with.
pub(crate) struct Table {
    pub(crate) gateway: Arc<Gateway>,
    /// By upstream, then host.
    pub(crate) pools: Vec<Vec<Rc<Pool>>>,
    /// By endpoint; made with its first request.
    stats: Vec<OnceCell<Arc<EndpointStats>>>,
    /// The store that replicas share.
    pub(crate) store: Option<Rc<SharedStore>>,
}

/// The pools of one core by host, port and whether TLS is spoken: they outlive the tables.
pub(crate) type Pools = HashMap<(String, u16, bool), Rc<Pool>>;

impl Table {
    pub(crate) fn new(
        gateway: Arc<Gateway>,
        pools: &mut Pools,
        store: Option<Rc<SharedStore>>,
        options: &Options,
        core: &CoreStats,
    ) -> Table {
        let limits = Limits {
            idle: options.upstream_max_idle,
            open: options.upstream_max_open,
            idle_time: options.upstream_idle_timeout,
        };
        let mut kept = Pools::new();
        let mut pools_of = |upstream: &Upstream| -> Vec<Rc<Pool>> {
            let hosts = upstream.hosts.iter().map(|host| (host.name.clone(), host.port, host.tls));
            let mut pool = |key: (String, u16, bool)| {
                let new = |(host, port, _): &(String, u16, bool)| {
                    Rc::new(Pool::new(limits, core.pool(format!("{host}:{port}"))))
                };
                let known = pools.get(&key).cloned().unwrap_or_else(|| new(&key));
                Rc::clone(kept.entry(key).or_insert(known))
            };
            hosts.map(&mut pool).collect()
        };
        let by_upstream = gateway.upstreams.iter().map(&mut pools_of).collect();
        // What the new gateway does not name is given up; requests under way keep their own.
        *pools = kept;
        let endpoints = &gateway.artifact().gateway().endpoints;
        core.keep(&endpoints.iter().map(|endpoint| endpoint.id).collect());
        let stats = vec![OnceCell::new(); endpoints.len()];
        Table { gateway, pools: by_upstream, store, stats }
    }

    /// The counters of an endpoint on this core.
    pub(crate) fn stats(&self, endpoint: usize, core: &CoreStats) -> &EndpointStats {
        self.stats[endpoint].get_or_init(|| {
            let endpoint = &self.gateway.artifact().gateway().endpoints[endpoint];
            core.endpoint(endpoint.id, || format!("{} {}", endpoint.method, endpoint.path))
        })
    }
}
