//! Listeners, threads and their end: one thread and one single-threaded runtime per core, nothing shared on the
//! request path but the tables of the gateway.

mod connection;
pub(crate) use connection::Client;
mod framing;
mod io;
pub(crate) use io::ResetOnDrop;
mod listen;
mod worker;
pub(crate) use worker::{Shared, Table, Worker};

use std::fmt;
use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use gwc_artifact::Artifact;
use tokio::sync::watch;

use crate::access_log::{AccessLog, LogWriter};
use crate::gateway::Gateway;
use crate::policy::limits::Buckets;
use crate::policy::unenforced::Unenforced;

/// How to serve; what is served is in the artifact alone.
#[derive(Debug, Clone)]
pub struct Options {
    /// Addresses to listen on instead of the artifact's. Port 0 takes a free one.
    pub listen: Vec<SocketAddr>,
    /// Threads; `None` is one for each core this process may use.
    pub workers: Option<NonZeroUsize>,
    /// Serve also what has policies this runtime does not enforce. They are skipped: whoever they keep out comes in.
    pub skip_unenforced: bool,
    /// Where the access log goes.
    pub access_log: AccessLog,
    /// Every upstream is at this address, in clear text; names, paths and `Host` stay as the artifact says.
    pub upstream_override: Option<SocketAddr>,
    /// From the first byte of a request's head to its last.
    pub head_timeout: Duration,
    /// How long a client's connection may be without a request.
    pub client_idle_timeout: Duration,
    /// How long a client may pause within a request body, where the endpoint has no `idle` timeout of its own.
    pub client_body_timeout: Duration,
    /// How long a client may take nothing of what is sent to it.
    pub client_write_timeout: Duration,
    /// How long a WebSocket may be silent, where the endpoint has no `idle` timeout of its own.
    pub tunnel_idle_timeout: Duration,
    /// How long an idle connection to an upstream is kept.
    pub upstream_idle_timeout: Duration,
    /// Idle connections each thread keeps to one upstream host.
    pub upstream_max_idle: usize,
    /// Connections each thread has to one upstream host; more requests at once are answered 503.
    pub upstream_max_open: usize,
    /// Connections of clients each thread has; more wait in the listener's queue.
    pub max_connections: usize,
    /// From the request to stop until no connection is accepted any more; `/__health` is 503 from the beginning.
    pub drain_delay: Duration,
    /// How long requests may then take to end.
    pub drain_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            listen: Vec::new(),
            workers: None,
            skip_unenforced: false,
            access_log: AccessLog::Off,
            upstream_override: None,
            head_timeout: Duration::from_secs(10),
            client_idle_timeout: Duration::from_secs(75),
            client_body_timeout: Duration::from_secs(60),
            client_write_timeout: Duration::from_secs(60),
            tunnel_idle_timeout: Duration::from_secs(600),
            upstream_idle_timeout: Duration::from_secs(30),
            upstream_max_idle: 256,
            upstream_max_open: 4096,
            max_connections: 16_384,
            drain_delay: Duration::ZERO,
            drain_timeout: Duration::from_secs(30),
        }
    }
}

/// Why a gateway does not start.
#[derive(Debug)]
pub enum StartError {
    /// The artifact has policies that would be skipped.
    Unenforced(Unenforced),
    /// There is neither a listener in the artifact nor one in the options.
    NoListener,
    /// An address can not be listened on.
    Listen(SocketAddr, std::io::Error),
    /// The access log can not be opened.
    AccessLog(std::io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::Unenforced(policies) => {
                write!(f, "the artifact has policies that are not enforced:\n{policies}")
            }
            StartError::NoListener => f.write_str("the artifact says no listener"),
            StartError::Listen(address, error) => write!(f, "can not listen on `{address}`: {error}"),
            StartError::AccessLog(error) => write!(f, "can not open the access log: {error}"),
        }
    }
}

impl std::error::Error for StartError {}

/// How far a server is on its way to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    Serving,
    /// Accepting for the drain delay, then draining.
    Draining,
    Stopped,
}

/// A gateway with its ports bound, not yet serving.
pub struct Server {
    shared: Arc<Shared>,
    /// One set of listeners for each thread.
    listeners: Vec<Vec<TcpListener>>,
    addresses: Vec<SocketAddr>,
    log: Option<LogWriter>,
}

/// Reloads and stops a server, from any thread.
#[derive(Clone)]
pub struct ReloadHandle {
    shared: Arc<Shared>,
}

impl Server {
    /// Makes the tables of the artifact and binds its listeners.
    ///
    /// # Errors
    /// If the artifact has policies that would be skipped (then no port was bound), or a port can not be bound.
    pub fn bind(artifact: Artifact, options: Options) -> Result<Server, StartError> {
        let wanted = match options.listen.as_slice() {
            [] => artifact.gateway().listeners.iter().map(listen::address).collect(),
            listen => listen.to_vec(),
        };
        let gateway = Gateway::new(artifact, options.skip_unenforced, Arc::new(Buckets::new()))
            .map_err(StartError::Unenforced)?;
        if wanted.is_empty() {
            return Err(StartError::NoListener);
        }
        let log = LogWriter::open(&options.access_log).map_err(StartError::AccessLog)?;
        let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let workers = options.workers.unwrap_or(cores).get();
        let (addresses, listeners) = listen::bind(&wanted, workers)?;
        let shared = Arc::new(Shared {
            gateway: ArcSwap::from_pointee(gateway),
            phase: watch::Sender::new(Phase::Serving),
            options,
            started: std::time::Instant::now(),
        });
        Ok(Server { shared, listeners, addresses, log })
    }

    /// The addresses listened on.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// A handle to reload and stop the server with, also while it runs.
    pub fn handle(&self) -> ReloadHandle {
        ReloadHandle { shared: Arc::clone(&self.shared) }
    }

    /// Serves until the server is stopped and drained.
    ///
    /// # Errors
    /// If a thread or its runtime can not be started.
    pub fn run(self) -> std::io::Result<()> {
        let mut threads = Vec::new();
        let mut started = Ok(());
        for (i, listeners) in self.listeners.into_iter().enumerate() {
            let (shared, log) = (Arc::clone(&self.shared), self.log.as_ref().map(LogWriter::buffer));
            let run = move || worker::run(shared, listeners, log);
            match std::thread::Builder::new().name(format!("worker-{i}")).spawn(run) {
                Ok(thread) => threads.push(thread),
                Err(error) => started = Err(error),
            }
        }
        if started.is_err() {
            self.shared.phase.send_replace(Phase::Stopped);
        }
        for thread in threads {
            let ended =
                thread.join().unwrap_or_else(|_| Err(std::io::Error::other("a worker thread panicked")));
            started = started.and(ended);
        }
        if let Some(log) = self.log {
            log.finish();
        }
        started
    }
}

impl ReloadHandle {
    /// Serves another artifact from the next request on. The table is exchanged as a whole; connections, listeners,
    /// requests under way and the state of limits stay.
    ///
    /// # Errors
    /// If the artifact has policies that would be skipped; the one before goes on serving.
    pub fn swap(&self, artifact: Artifact) -> Result<(), Unenforced> {
        let buckets = Arc::clone(&self.shared.gateway.load().buckets);
        let gateway = Gateway::new(artifact, self.shared.options.skip_unenforced, buckets)?;
        self.shared.gateway.store(Arc::new(gateway));
        Ok(())
    }

    /// Stops accepting after the drain delay and lets requests end. A WebSocket is closed.
    pub fn drain(&self) {
        self.shared.phase.send_if_modified(|phase| {
            let serving = *phase == Phase::Serving;
            if serving {
                *phase = Phase::Draining;
            }
            serving
        });
    }

    /// Stops at once, whatever is under way.
    pub fn stop(&self) {
        self.shared.phase.send_replace(Phase::Stopped);
    }
}
