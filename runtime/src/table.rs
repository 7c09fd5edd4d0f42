//! One gateway as one core serves it: the tables all cores share, and this core's connections to its upstreams.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use gwc_artifact::{UpstreamHttp, UpstreamTls};

use crate::gateway::Gateway;
use crate::metrics::{CoreStats, EndpointStats};
use crate::options::Options;
use crate::store::SharedStore;
use crate::upstream::named::Upstream;
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

/// What the connections of a pool have in common: the host, and how it is spoken to.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PoolKey {
    host: String,
    port: u16,
    http: UpstreamHttp,
    /// Two upstreams with one host and other certificates share no connection.
    tls: Option<UpstreamTls>,
}

/// The pools of one core: they outlive the tables.
pub(crate) type Pools = HashMap<PoolKey, Rc<Pool>>;

impl Table {
    pub(crate) fn new(
        gateway: Arc<Gateway>,
        pools: &mut Pools,
        store: Option<Rc<SharedStore>>,
        options: &Options,
        core: &CoreStats,
    ) -> Table {
        let limits = Limits::of(options);
        let mut kept = Pools::new();
        let mut pools_of = |upstream: &Upstream| -> Vec<Rc<Pool>> {
            let options = &upstream.options;
            let hosts = upstream.hosts.iter().map(|host| PoolKey {
                host: host.name.clone(),
                port: host.port,
                http: options.http,
                tls: host.tls.then(|| options.tls.clone()),
            });
            let mut pool = |key: PoolKey| {
                let new = |key: &PoolKey| {
                    Rc::new(Pool::new(limits, core.pool(format!("{}:{}", key.host, key.port))))
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
