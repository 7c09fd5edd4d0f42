//! Listeners, threads and their end: one thread and one single-threaded runtime per core, nothing shared on the
//! request path but the tables of the gateway.

mod listen;
mod accept;
mod connection;
mod client_io;
mod http1;
mod http2;
mod lifetime;
mod reload;

pub use reload::{ReloadError, ReloadHandle, Reloader};
mod proxy_header;

use std::fmt;
use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread::JoinHandle;

use gwc_artifact::Artifact;
use tokio::runtime::{Builder, LocalOptions};

use listen::{Listening, Wanted};

use crate::access_log::LogWriter;
use crate::admin;
use crate::counting::Counting;
use crate::gateway::Gateway;
use crate::key_files::{self, KeyFiles};
use crate::keys::{self, Added, KeyStores};
use crate::options::{AdminAddress, Options};
use crate::phase::Phase;
use crate::policy::unenforced::Unenforced;
use crate::report;
#[cfg(feature = "tls")]
use crate::tls::listener::Certificates;
use crate::trace::Exporter;
use crate::upkeep;
use crate::worker::Shared;

/// Why a gateway does not start.
#[derive(Debug)]
pub enum StartError {
    /// The artifact has policies that would be skipped.
    Unenforced(Unenforced),
    /// There is neither a listener in the artifact nor one in the options.
    NoListener,
    /// An address cannot be listened on.
    Listen(SocketAddr, std::io::Error),
    /// The certificates of a listener cannot be used; the reason, in words.
    Certificates(String),
    /// The access log cannot be opened.
    AccessLog(std::io::Error),
    /// Traces cannot be exported.
    Traces(std::io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::Unenforced(policies) => {
                write!(f, "the artifact has policies that are not enforced:\n{policies}")
            }
            StartError::NoListener => f.write_str("the artifact has no listener"),
            StartError::Listen(address, error) => write!(f, "cannot listen on `{address}`: {error}"),
            StartError::Certificates(reason) => f.write_str(reason),
            StartError::Traces(error) => write!(f, "cannot export traces: {error}"),
            StartError::AccessLog(error) => write!(f, "cannot open the access log: {error}"),
        }
    }
}

impl std::error::Error for StartError {}

/// A gateway with its ports bound, not yet serving.
pub struct Server {
    shared: Arc<Shared>,
    /// One set of listeners for each thread.
    listeners: Vec<Vec<Listening>>,
    addresses: Vec<SocketAddr>,
    log: Option<LogWriter>,
    admin: Option<TcpListener>,
    traces: Option<Exporter>,
    /// Key sets to be fetched.
    added: Added,
    /// Certificates of listeners, to be read again when their files change.
    #[cfg(feature = "tls")]
    certificates: Vec<Arc<Certificates>>,
}

impl Server {
    /// Makes the tables of the artifact and binds its listeners.
    ///
    /// # Errors
    /// If the artifact has policies that would be skipped (then no port was bound), or a port cannot be bound.
    pub fn bind(artifact: Artifact, options: Options) -> Result<Server, StartError> {
        let wanted = match options.listen.as_slice() {
            [] => {
                let listeners = artifact.gateway().listeners.iter();
                listeners.map(Wanted::of).collect::<Result<Vec<_>, _>>().map_err(StartError::Certificates)?
            }
            listen => listen.iter().copied().map(Wanted::plain).collect(),
        };
        let admin = admin_address(&artifact, &options);
        let (stores, added) = KeyStores::new();
        let key_files = KeyFiles::default();
        let gateway =
            Gateway::new(artifact, &options, Counting::new(&options.clock), (&stores, &key_files), None)
                .map_err(StartError::Unenforced)?;
        if wanted.is_empty() {
            return Err(StartError::NoListener);
        }
        let operations = &gateway.artifact().gateway().operations;
        report::configure(operations);
        let log = LogWriter::open(&options.access_log, operations).map_err(StartError::AccessLog)?;
        let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let workers = options.workers.unwrap_or(cores).get();
        let (addresses, listeners) =
            listen::bind(&wanted, workers).map_err(|(address, error)| StartError::Listen(address, error))?;
        let bound = admin
            .map(|address| listen::bind_alone(address).map_err(|error| StartError::Listen(address, error)));
        let admin = bound.transpose()?;
        let traces = Exporter::start(gateway.artifact().gateway()).map_err(StartError::Traces)?;
        let spans = traces.as_ref().map(Exporter::stats);
        let log_failures = log.as_ref().map(LogWriter::failed).unwrap_or_default();
        let stores = (stores, key_files);
        let shared = Arc::new(Shared::new(gateway, stores, options, admin.is_some(), log_failures, spans));
        #[cfg(feature = "tls")]
        let certificates = wanted.iter().filter_map(Wanted::certificates).collect();
        Ok(Server {
            shared,
            listeners,
            addresses,
            log,
            admin,
            traces,
            added,
            #[cfg(feature = "tls")]
            certificates,
        })
    }

    /// The addresses listened on.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// The address of the admin listener, if there is one.
    pub fn admin_address(&self) -> Option<SocketAddr> {
        self.admin.as_ref().and_then(|listener| listener.local_addr().ok())
    }

    /// A handle to reload and stop the server with, also while it runs.
    pub fn handle(&self) -> ReloadHandle {
        ReloadHandle { shared: Arc::clone(&self.shared) }
    }

    /// Serves until the server is stopped and drained.
    ///
    /// # Errors
    /// If a thread or its runtime cannot be started.
    pub fn run(self) -> std::io::Result<()> {
        #[cfg(feature = "tls")]
        let certificates = self.certificates;
        let keys = spawn_keys(
            &self.shared,
            self.added,
            #[cfg(feature = "tls")]
            certificates,
        )?;
        let admin = self.admin.map(|listener| spawn_admin(&self.shared, listener)).transpose()?;
        let mut threads = Vec::new();
        let mut started = Ok(());
        for (i, listeners) in self.listeners.into_iter().enumerate() {
            let (shared, log) = (Arc::clone(&self.shared), self.log.as_ref().map(LogWriter::sender));
            let spans = self.traces.as_ref().map(Exporter::sender);
            let run = move || accept::run(shared, listeners, log, spans);
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
        // Without requests, nobody needs keys.
        self.shared.phase.send_replace(Phase::Stopped);
        started = started.and(
            keys.join().unwrap_or_else(|_| Err(std::io::Error::other("the thread of the keys panicked"))),
        );
        if let Some(admin) = admin {
            // A panic there has stopped nothing.
            started = started.and(admin.join().unwrap_or(Ok(())));
        }
        let usages = &self.shared.gateway.load().counting.usages;
        usages.finish(self.shared.drain_timeout());
        if let Some(traces) = self.traces {
            traces.finish();
        }
        if let Some(log) = self.log {
            log.finish();
        }
        started
    }
}

/// The thread that fetches key sets, reads files of keys, and checks hosts: apart from the cores, which must not wait for it, and there is one for all of them.
fn spawn_keys(
    shared: &Arc<Shared>,
    added: Added,
    #[cfg(feature = "tls")] certificates: Vec<Arc<Certificates>>,
) -> std::io::Result<JoinHandle<std::io::Result<()>>> {
    let phase = shared.phase.subscribe();
    let (files, stopped) = (Arc::clone(&shared.key_files), phase.clone());
    let (upstreams, ended) = (Arc::clone(shared), phase.clone());
    let run = move || {
        let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default())?;
        runtime.block_on(async {
            // It ends with the runtime.
            #[cfg(feature = "tls")]
            tokio::task::spawn_local(crate::tls::listener::watch(certificates));
            tokio::join!(
                keys::run(added, phase),
                key_files::run(files, stopped),
                upkeep::run(upstreams, ended)
            );
        });
        Ok(())
    };
    std::thread::Builder::new().name("keys".to_owned()).spawn(run)
}

fn spawn_admin(
    shared: &Arc<Shared>,
    listener: TcpListener,
) -> std::io::Result<JoinHandle<std::io::Result<()>>> {
    let shared = Arc::clone(shared);
    std::thread::Builder::new().name("admin".to_owned()).spawn(move || admin::run(listener, &shared))
}

/// Where the admin listener is to be.
fn admin_address(artifact: &Artifact, options: &Options) -> Option<SocketAddr> {
    match options.admin {
        AdminAddress::At(address) => Some(address),
        AdminAddress::Off => None,
        AdminAddress::OfArtifact => {
            let admin = artifact.gateway().operations.admin.as_ref()?;
            Some(listen::socket_address(admin.address, admin.port))
        }
    }
}
