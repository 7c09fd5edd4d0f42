//! One core: its runtime, its listeners, its connections to upstreams, and the table it serves from.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::net::TcpListener;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use tokio::runtime::{Builder, LocalOptions};
use tokio::sync::{Notify, watch};

use super::connection;
use super::{Options, Phase};
use crate::access_log::LogBuffer;
use crate::gateway::Gateway;
use crate::upstream::{Limits, Pool, Resolver, Upstream};

/// How often idle connections to upstreams are looked at.
const SWEEP: Duration = Duration::from_secs(5);
/// How long accepting rests when the system has no more file descriptors.
const EXHAUSTED: Duration = Duration::from_millis(50);

/// How many tasks go on before the system is asked what else has come. What a batch of requests sends, an upstream reads
/// in one go: waking it more often made a request a tenth dearer. A task takes microseconds.
const BATCH: u32 = 512;

/// What all cores see.
pub(crate) struct Shared {
    pub(crate) gateway: ArcSwap<Gateway>,
    pub(super) phase: watch::Sender<Phase>,
    pub(super) options: Options,
    pub(super) started: std::time::Instant,
}

/// What one core has.
pub(crate) struct Worker {
    pub(crate) options: Options,
    pub(crate) resolver: Resolver,
    pub(crate) log: Option<LogBuffer>,
    shared: Arc<Shared>,
    table: RefCell<Rc<Table>>,
    pools: RefCell<Pools>,
    /// Connections and tunnels that are open.
    active: Cell<usize>,
    ended: Notify,
    drain: Notify,
    draining: Cell<bool>,
    id_seed: u64,
    ids: Cell<u64>,
}

/// One gateway as one core serves it. A request keeps the table it began with.
pub(crate) struct Table {
    pub(crate) gateway: Arc<Gateway>,
    /// By upstream, then host.
    pub(crate) pools: Vec<Vec<Rc<Pool>>>,
}

/// The pools of one core by host, port and whether TLS is spoken: they outlive the tables.
type Pools = HashMap<(String, u16, bool), Rc<Pool>>;

/// Something that a drain waits for.
pub(crate) struct Activity(Rc<Worker>);

/// Serves on this thread until the server stops.
pub(super) fn run(
    shared: Arc<Shared>,
    listeners: Vec<TcpListener>,
    log: Option<LogBuffer>,
) -> io::Result<()> {
    let runtime = Builder::new_current_thread()
        .event_interval(BATCH)
        .enable_all()
        .build_local(LocalOptions::default())?;
    runtime.block_on(async {
        let worker = Rc::new(Worker::new(shared, log));
        worker.run(listeners).await
    })
}

impl Worker {
    fn new(shared: Arc<Shared>, log: Option<LogBuffer>) -> Worker {
        let options = shared.options.clone();
        let mut pools = Pools::new();
        let table = Table::new(shared.gateway.load_full(), &mut pools, &options);
        Worker {
            options,
            resolver: Resolver::default(),
            log,
            shared,
            table: RefCell::new(Rc::new(table)),
            pools: RefCell::new(pools),
            active: Cell::new(0),
            ended: Notify::new(),
            drain: Notify::new(),
            draining: Cell::new(false),
            id_seed: RandomState::new().hash_one(0),
            ids: Cell::new(0),
        }
    }

    async fn run(self: Rc<Self>, listeners: Vec<TcpListener>) -> io::Result<()> {
        let mut phase = self.shared.phase.subscribe();
        let listeners =
            listeners.into_iter().map(tokio::net::TcpListener::from_std).collect::<io::Result<Vec<_>>>()?;
        let accepting: Vec<_> = listeners
            .into_iter()
            .map(|listener| tokio::task::spawn_local(Rc::clone(&self).accept(listener)))
            .collect();
        let worker = Rc::clone(&self);
        tokio::task::spawn_local(async move { worker.sweep().await });
        if self.log.is_some() {
            let worker = Rc::clone(&self);
            tokio::task::spawn_local(async move {
                if let Some(log) = &worker.log {
                    log.flush_often().await;
                }
            });
        }
        reached(&mut phase, Phase::Draining).await;
        let _ = tokio::time::timeout(self.options.drain_delay, reached(&mut phase, Phase::Stopped)).await;
        self.draining.set(true);
        self.drain.notify_waiters();
        for accepting in accepting {
            // It ends by itself once the queue of its listener is empty.
            let _ = accepting.await;
        }
        tokio::select! {
            () = self.all_ended() => {}
            () = tokio::time::sleep(self.options.drain_timeout) => {}
            () = reached(&mut phase, Phase::Stopped) => {}
        }
        Ok(())
    }

    /// Accepts until the drain, and then what had connected before it.
    async fn accept(self: Rc<Self>, listener: tokio::net::TcpListener) {
        loop {
            while !self.draining.get() && self.active.get() >= self.options.max_connections {
                tokio::select! { () = self.ended.notified() => {} () = self.drained() => {} }
            }
            let accepted = match self.draining.get() {
                true => {
                    match std::future::poll_fn(|cx| std::task::Poll::Ready(listener.poll_accept(cx))).await {
                        std::task::Poll::Ready(accepted) => accepted,
                        std::task::Poll::Pending => return,
                    }
                }
                false => {
                    tokio::select! { accepted = listener.accept() => accepted, () = self.drained() => continue }
                }
            };
            match accepted {
                Ok((stream, address)) => {
                    let activity = self.activity();
                    tokio::task::spawn_local(connection::serve(Rc::clone(&self), stream, address, activity));
                }
                // One connection that broke before it was accepted says nothing about the next.
                Err(error) if is_of_one_connection(&error) => {}
                Err(_) => tokio::time::sleep(EXHAUSTED).await,
            }
        }
    }

    async fn sweep(&self) {
        loop {
            tokio::time::sleep(SWEEP).await;
            let pools: Vec<Rc<Pool>> = self.pools.borrow().values().cloned().collect();
            pools.iter().for_each(|pool| pool.expire());
        }
    }

    async fn all_ended(&self) {
        while self.active.get() > 0 {
            self.ended.notified().await;
        }
    }

    /// The table of the newest gateway.
    pub(crate) fn table(&self) -> Rc<Table> {
        let newest = self.shared.gateway.load();
        let mut table = self.table.borrow_mut();
        if !Arc::ptr_eq(&table.gateway, &newest) {
            let pools = &mut self.pools.borrow_mut();
            *table = Rc::new(Table::new(Arc::clone(&newest), pools, &self.options));
        }
        Rc::clone(&table)
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
        self.shared.started.elapsed()
    }

    /// Something the drain waits for, as long as it is kept.
    pub(crate) fn activity(self: &Rc<Self>) -> Activity {
        self.active.set(self.active.get() + 1);
        Activity(Rc::clone(self))
    }

    /// An id no other request has: no secret, and not meant to be unguessable.
    pub(crate) fn next_id(&self) -> String {
        let count = self.ids.get();
        self.ids.set(count.wrapping_add(1));
        format!("{:016x}{count:016x}", self.id_seed)
    }
}

impl Drop for Activity {
    fn drop(&mut self) {
        self.0.active.set(self.0.active.get() - 1);
        self.0.ended.notify_waiters();
    }
}

impl Table {
    fn new(gateway: Arc<Gateway>, pools: &mut Pools, options: &Options) -> Table {
        let limits = Limits {
            idle: options.upstream_max_idle,
            open: options.upstream_max_open,
            idle_time: options.upstream_idle_timeout,
        };
        let mut kept = Pools::new();
        let mut pools_of = |upstream: &Upstream| -> Vec<Rc<Pool>> {
            let hosts = upstream.hosts.iter().map(|host| (host.name.clone(), host.port, host.tls));
            let mut pool = |key: (String, u16, bool)| {
                let known = pools.get(&key).cloned().unwrap_or_else(|| Rc::new(Pool::new(limits)));
                Rc::clone(kept.entry(key).or_insert(known))
            };
            hosts.map(&mut pool).collect()
        };
        let by_upstream = gateway.upstreams.iter().map(&mut pools_of).collect();
        // What the new gateway does not name is given up; requests under way keep their own.
        *pools = kept;
        Table { gateway, pools: by_upstream }
    }
}

/// Returns when the server is at least so far.
async fn reached(phase: &mut watch::Receiver<Phase>, wanted: Phase) {
    // A sender that is gone means that nobody can stop the server any more.
    if phase.wait_for(|phase| *phase >= wanted).await.is_err() {
        std::future::pending().await
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}
