//! What one core has: the table it serves from, its resolver and log, and what a drain waits for.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use hyper::header::HeaderValue;
use tokio::sync::{Notify, watch};

use crate::access_log::{LogBuffer, LogSender};
use crate::chance::Chance;
use crate::gateway::Gateway;
use crate::ids::Ids;
use crate::key_files::KeyFiles;
use crate::keys::KeyStores;
use crate::metrics::{CoreStats, Reloads};
use crate::options::Options;
use crate::phase::Phase;
use crate::policy::balancing::Hosts;
use crate::policy::verified::Verified;
use crate::store::{SharedStore, StoreStats};
use crate::table::{Pools, Table};
use crate::trace::{ExportStats, SpanSender, Tracer};
use crate::upstream::address_pools::AddressPools;
use crate::upstream::dial::Resolver;
use crate::upstream::pool::Limits;

/// What all cores see.
pub(crate) struct Shared {
    pub(crate) gateway: ArcSwap<Gateway>,
    pub(crate) keys: KeyStores,
    pub(crate) key_files: Arc<KeyFiles>,
    pub(crate) phase: watch::Sender<Phase>,
    pub(crate) store_stats: Arc<StoreStats>,
    pub(crate) options: Options,
    pub(crate) reloads: Reloads,
    /// Whether an admin listener shows what is counted.
    pub(crate) is_measured: bool,
    cores: Mutex<Vec<Arc<CoreStats>>>,
    /// Batches of the access log that could not be written.
    pub(crate) log_failures: Arc<AtomicU64>,
    /// What became of spans, where traces are recorded.
    pub(crate) spans: Option<Arc<ExportStats>>,
    started: std::time::Instant,
}

/// What one core has.
pub(crate) struct Worker {
    pub(crate) options: Options,
    pub(crate) resolver: Resolver,
    by_address: AddressPools,
    pub(crate) log: Option<LogBuffer>,
    pub(crate) verified: Verified,
    pub(crate) stats: Arc<CoreStats>,
    pub(crate) tracer: Option<Tracer>,
    /// Chooses between upstreams that share the requests of an endpoint.
    pub(crate) chance: Chance,
    /// Whether each request is counted.
    pub(crate) is_measured: bool,
    shared: Arc<Shared>,
    table: RefCell<Rc<Table>>,
    pools: RefCell<Pools>,
    /// Connections and tunnels that are open.
    active: Cell<usize>,
    ended: Notify,
    drain: Notify,
    leaving: Cell<bool>,
    draining: Cell<bool>,
    ids: RefCell<Ids>,
}

/// Something that a drain waits for.
pub(crate) struct Activity(Rc<Worker>);

impl Shared {
    pub(crate) fn new(
        gateway: Gateway,
        (keys, key_files): (KeyStores, KeyFiles),
        options: Options,
        is_measured: bool,
        log_failures: Arc<AtomicU64>,
        spans: Option<Arc<ExportStats>>,
    ) -> Shared {
        Shared {
            keys,
            key_files: Arc::new(key_files),
            gateway: ArcSwap::from_pointee(gateway),
            phase: watch::Sender::new(Phase::Serving),
            store_stats: Arc::default(),
            options,
            is_measured,
            reloads: Reloads::default(),
            cores: Mutex::default(),
            log_failures,
            spans,
            started: std::time::Instant::now(),
        }
    }

    /// What each core counts.
    pub(crate) fn cores(&self) -> Vec<Arc<CoreStats>> {
        self.cores.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Counters for one more core.
    fn add_core(&self) -> Arc<CoreStats> {
        let stats = Arc::new(CoreStats::default());
        self.cores.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&stats));
        stats
    }

    /// Since the server was made.
    pub(crate) fn uptime(&self) -> Duration {
        self.started.elapsed()
    }

    /// How long requests under way may take once the drain has begun, by the gateway that is served then.
    pub(crate) fn drain_timeout(&self) -> Duration {
        let derived = || gwc_plan::drain::of(self.gateway.load().artifact().gateway());
        self.options.drain_timeout.unwrap_or_else(derived)
    }

    /// The store of a gateway for one core: the one there is, where it is the same.
    fn store_of(&self, gateway: &Gateway, known: Option<&Rc<SharedStore>>) -> Option<Rc<SharedStore>> {
        let settings = gateway.store()?;
        let known = known.filter(|known| known.is(settings)).map(Rc::clone);
        let new = || SharedStore::of(settings, &self.options.clock, &self.store_stats).map(Rc::new);
        known.or_else(new)
    }
}

impl Worker {
    pub(crate) fn new(shared: Arc<Shared>, log: Option<LogSender>, spans: Option<SpanSender>) -> Worker {
        let options = shared.options.clone();
        let (mut pools, stats) = (Pools::new(), shared.add_core());
        let gateway = shared.gateway.load_full();
        let store = shared.store_of(&gateway, None);
        let table = Table::new(gateway, &mut pools, store, &options, &stats);
        Worker {
            by_address: AddressPools::new(Limits::of(&options), Arc::clone(&stats)),
            resolver: Resolver::new(options.lookup.clone()),
            options,
            log: log.map(|log| log.buffer(Arc::clone(&stats))),
            verified: Verified::default(),
            tracer: spans.map(Tracer::new),
            chance: Chance::default(),
            stats,
            is_measured: shared.is_measured,
            shared,
            table: RefCell::new(Rc::new(table)),
            pools: RefCell::new(pools),
            active: Cell::new(0),
            ended: Notify::new(),
            drain: Notify::new(),
            leaving: Cell::new(false),
            draining: Cell::new(false),
            ids: RefCell::default(),
        }
    }

    /// The server's phase, and its changes.
    pub(crate) fn phases(&self) -> watch::Receiver<Phase> {
        self.shared.phase.subscribe()
    }

    /// Whether there are as many connections as there may be.
    pub(crate) fn is_full(&self) -> bool {
        self.active.get() >= self.options.max_connections
    }

    /// Returns when something has ended that a drain would wait for.
    pub(crate) async fn ended(&self) {
        self.ended.notified().await;
    }

    /// Returns when everything has ended that a drain waits for.
    pub(crate) async fn all_ended(&self) {
        while self.active.get() > 0 {
            self.ended.notified().await;
        }
    }

    /// From now on clients are told to close their connections.
    pub(crate) fn leave(&self) {
        self.leaving.set(true);
    }

    /// Whether clients are told to close their connections.
    pub(crate) fn is_leaving(&self) -> bool {
        self.leaving.get()
    }

    /// How long requests under way may take once the drain has begun.
    pub(crate) fn drain_timeout(&self) -> Duration {
        self.shared.drain_timeout()
    }

    /// Begins the drain of this core.
    pub(crate) fn drain(&self) {
        self.draining.set(true);
        self.drain.notify_waiters();
    }

    /// Closes connections to upstreams that have been idle for too long.
    pub(crate) fn expire_idle(&self) {
        self.pools.borrow().values().for_each(|pool| pool.expire());
        self.by_address.expire();
    }

    /// The table of the newest gateway.
    pub(crate) fn table(&self) -> Rc<Table> {
        let newest = self.shared.gateway.load();
        let mut table = self.table.borrow_mut();
        if !Arc::ptr_eq(&table.gateway, &newest) {
            let pools = &mut self.pools.borrow_mut();
            let store = self.shared.store_of(&newest, table.store.as_ref());
            *table = Rc::new(Table::new(Arc::clone(&newest), pools, store, &self.options, &self.stats));
        }
        Rc::clone(&table)
    }

    /// The hosts of one upstream of a table, as this core reaches them.
    pub(crate) fn hosts<'t>(&'t self, table: &'t Table, upstream: usize) -> Hosts<'t> {
        Hosts {
            upstream: &table.gateway.upstreams[upstream],
            pools: &table.pools[upstream],
            by_address: &self.by_address,
            resolver: &self.resolver,
            instead: self.options.upstream_override.as_ref(),
        }
    }

    /// Whether new requests are welcome.
    pub(crate) fn is_ready(&self) -> bool {
        *self.shared.phase.borrow() == Phase::Serving
    }

    /// Whether the drain has begun.
    pub(crate) fn is_draining(&self) -> bool {
        self.draining.get()
    }

    /// Returns when the drain begins.
    pub(crate) async fn drained(&self) {
        while !self.draining.get() {
            self.drain.notified().await;
        }
    }

    /// Since the server was made.
    pub(crate) fn uptime(&self) -> Duration {
        self.shared.uptime()
    }

    /// Something the drain waits for, as long as it is kept.
    pub(crate) fn activity(self: &Rc<Self>) -> Activity {
        self.active.set(self.active.get() + 1);
        self.stats.clients.set(self.active.get() as u64);
        Activity(Rc::clone(self))
    }

    /// An id no other request has: no secret, and not meant to be unguessable.
    pub(crate) fn next_id(&self) -> HeaderValue {
        self.ids.borrow_mut().next()
    }
}

impl Drop for Activity {
    fn drop(&mut self) {
        self.0.active.set(self.0.active.get() - 1);
        self.0.stats.clients.set(self.0.active.get() as u64);
        self.0.ended.notify_waiters();
    }
}
