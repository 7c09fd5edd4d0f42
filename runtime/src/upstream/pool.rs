//! The connections one core keeps to one upstream host: last in, first out, so that few stay warm and the rest age.
//!
//! Nothing here is shared between cores. A connection comes back only when its answer was read to its end and hyper is
//! ready for the next request on it; a connection that is dropped instead is closed.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::client::conn::{TrySendError, http1, http2};
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::dial::{self, Resolver};
use super::host::{Host, Reachability};
use super::io::UpstreamIo;
use super::named::Upstream;
use super::upload::RequestBody;
use super::wakes::Wakes;
use crate::error::{self, ProxyError, Unreached};
use crate::executor::LocalExecutor;
use crate::metrics::PoolStats;
use crate::options::Options;
use crate::transport::Transport;

/// Flow control of HTTP/2: what an upstream may send ahead, on a stream and on the connection, in bytes.
const STREAM_WINDOW: u32 = 256 * 1024;
const CONNECTION_WINDOW: u32 = 4 * 1024 * 1024;
/// An upstream that is silent for so long on HTTP/2 is asked whether it is there.
const PING_EVERY: Duration = Duration::from_secs(30);

/// Bounds of what one core keeps to one upstream host.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Idle connections kept.
    pub(crate) idle: usize,
    /// Connections open at once.
    pub(crate) open: usize,
    /// How long an idle connection is kept.
    pub(crate) idle_time: Duration,
}

impl Limits {
    pub(crate) fn of(options: &Options) -> Limits {
        Limits {
            idle: options.upstream_max_idle,
            open: options.upstream_max_open,
            idle_time: options.upstream_idle_timeout,
        }
    }
}

/// The connections to one host.
pub(crate) struct Pool {
    limits: Limits,
    stats: Arc<PoolStats>,
    idle: RefCell<Vec<Idle>>,
    multiplexed: RefCell<Vec<Multiplexed>>,
    open: Cell<usize>,
}

struct Idle {
    connection: Connection,
    since: Instant,
}

struct Connection {
    sender: http1::SendRequest<RequestBody>,
    driver: AbortHandle,
    wakes: Wakes,
}

/// A connection of HTTP/2, which many requests share.
struct Multiplexed {
    sender: http2::SendRequest<RequestBody>,
    driver: AbortHandle,
    /// Requests under way.
    streams: Rc<Cell<usize>>,
    /// When there was one last.
    used: Instant,
}

/// Requests at once on one connection of HTTP/2.
const MAX_STREAMS: usize = 100;

/// What a request came to.
pub(crate) type Sent = Result<Response<Incoming>, TrySendError<Request<RequestBody>>>;

/// A connection for the time of one request.
enum Held {
    /// Taken only at the end.
    One(Option<Connection>),
    Two {
        sender: http2::SendRequest<RequestBody>,
        streams: Rc<Cell<usize>>,
    },
}

/// A connection for the time of one request. Dropping it closes the connection at once, whatever is under way on it.
pub(crate) struct PooledConnection {
    pool: Rc<Pool>,
    held: Held,
    /// Whether it carried a request before: then the host may have closed it meanwhile.
    pub(crate) reused: bool,
}

impl Pool {
    pub(crate) fn new(limits: Limits, stats: Arc<PoolStats>) -> Pool {
        Pool { limits, stats, idle: RefCell::default(), multiplexed: RefCell::default(), open: Cell::new(0) }
    }

    /// The idle connection that was used last, if it is not too old now.
    pub(crate) fn reuse(self: &Rc<Self>, now: Instant) -> Option<PooledConnection> {
        if let Some(shared) = self.share(now) {
            return Some(shared);
        }
        let mut idle = self.idle.borrow_mut();
        let mut at = idle.len();
        while at > 0 {
            at -= 1;
            if idle[at].is_over(&self.limits, now) {
                idle.remove(at);
            } else if idle[at].connection.sender.is_ready() {
                let held = Held::One(Some(idle.remove(at).connection));
                self.stats.idle.set(idle.len() as u64);
                return Some(PooledConnection { pool: Rc::clone(self), held, reused: true });
            }
        }
        None
    }

    /// A connection of HTTP/2 with room for one more request.
    fn share(self: &Rc<Self>, now: Instant) -> Option<PooledConnection> {
        let mut multiplexed = self.multiplexed.borrow_mut();
        multiplexed.retain(|shared| !shared.sender.is_closed());
        let free = multiplexed.iter_mut().find(|shared| shared.streams.get() < MAX_STREAMS)?;
        free.used = now;
        let held = Held::two(&free.sender, &free.streams);
        Some(PooledConnection { pool: Rc::clone(self), held, reused: true })
    }

    /// A new connection. One that is to become a tunnel is never kept.
    pub(crate) async fn connect(
        self: &Rc<Self>,
        upstream: &Upstream,
        host: &Host,
        resolver: &Resolver,
        instead: Option<SocketAddr>,
    ) -> Result<PooledConnection, ProxyError> {
        if self.open.get() >= self.limits.open {
            return Err(ProxyError::Busy);
        }
        let count = Counted::new(Rc::clone(self));
        let dialled = match (instead, host.address) {
            (Some(address), _) => dial::connect(address).await,
            (None, Some(address)) => dial::connect(SocketAddr::new(address, host.port)).await,
            (None, None) => resolver.dial(&host.name, host.port).await,
        };
        if dialled.as_ref().is_err_and(error::is_out_of_descriptors) {
            return Err(ProxyError::NoDescriptors);
        }
        host.saw(if dialled.is_ok() { Reachability::Reachable } else { Reachability::Unreachable });
        if dialled.is_err() {
            self.stats.failed.add(1);
        }
        let stream = dialled.map_err(|error| ProxyError::Unreachable(Unreached::of(&error)))?;
        // What stands in for an upstream speaks HTTP/1 in clear text.
        let stands_in = instead.is_some();
        let secured = match host.tls && !stands_in {
            true => secured(upstream, host, stream).await.inspect_err(|_| self.stats.failed.add(1))?,
            false => Transport::Plain(stream),
        };
        let held = match upstream.is_http2() && !stands_in {
            true => self.multiplex(secured, count).await?,
            false => one(secured, count).await?,
        };
        self.stats.opened.add(1);
        Ok(PooledConnection { pool: Rc::clone(self), held, reused: false })
    }

    /// Opens HTTP/2 on a connection and keeps it for other requests.
    async fn multiplex(self: &Rc<Self>, stream: Transport, count: Counted) -> Result<Held, ProxyError> {
        let mut builder = http2::Builder::new(LocalExecutor);
        builder
            .timer(TokioTimer::new())
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .keep_alive_interval(PING_EVERY);
        let opened = builder.handshake(TokioIo::new(UpstreamIo::new(stream))).await;
        let (sender, connection) = opened.map_err(|_| ProxyError::Unreachable(Unreached::Other))?;
        let driver = tokio::task::spawn_local(async move {
            // How a connection ended is told by the requests that were on it.
            let _ = connection.await;
            drop(count);
        });
        let streams = Rc::new(Cell::new(0));
        let held = Held::two(&sender, &streams);
        let shared = Multiplexed { sender, driver: driver.abort_handle(), streams, used: Instant::now() };
        self.multiplexed.borrow_mut().push(shared);
        Ok(held)
    }

    /// Closes what has been idle for too long.
    pub(crate) fn expire(&self) {
        let now = Instant::now();
        let mut idle = self.idle.borrow_mut();
        idle.retain(|idle| !idle.is_over(&self.limits, now));
        self.stats.idle.set(idle.len() as u64);
        let idle_time = self.limits.idle_time;
        let is_over =
            |shared: &Multiplexed| shared.streams.get() == 0 && now.duration_since(shared.used) >= idle_time;
        self.multiplexed.borrow_mut().retain(|shared| !shared.sender.is_closed() && !is_over(shared));
    }
}

impl Drop for Multiplexed {
    /// Requests under way keep the connection.
    fn drop(&mut self) {
        if self.streams.get() == 0 {
            self.driver.abort();
        }
    }
}

impl Held {
    fn two(sender: &http2::SendRequest<RequestBody>, streams: &Rc<Cell<usize>>) -> Held {
        streams.set(streams.get() + 1);
        Held::Two { sender: sender.clone(), streams: Rc::clone(streams) }
    }
}

impl Drop for Held {
    /// Whatever is under way is given up: a connection of one request is closed, a stream is reset.
    fn drop(&mut self) {
        match self {
            Held::One(connection) => {
                if let Some(connection) = connection {
                    connection.driver.abort();
                }
            }
            Held::Two { streams, .. } => streams.set(streams.get() - 1),
        }
    }
}

impl Idle {
    /// Whether it must not be used any more.
    fn is_over(&self, limits: &Limits, now: Instant) -> bool {
        self.connection.sender.is_closed() || now.duration_since(self.since) >= limits.idle_time
    }
}

impl PooledConnection {
    /// Sends a request. Each connection in its own arm: nothing that waits is moved on the way.
    ///
    /// # Errors
    /// The request itself, where nothing of it was sent.
    pub(crate) async fn send(&mut self, request: Request<RequestBody>) -> Sent {
        match &mut self.held {
            Held::One(connection) => {
                let connection = connection.as_mut().expect("it is taken only when the request ends");
                connection.sender.try_send_request(request).await
            }
            Held::Two { sender, .. } => sender.try_send_request(request).await,
        }
    }

    /// The host had closed it while it was idle.
    pub(crate) fn was_stale(&self) {
        self.pool.stats.stale.add(1);
    }

    /// Whether it is of HTTP/2.
    pub(crate) fn is_http2(&self) -> bool {
        matches!(self.held, Held::Two { .. })
    }

    /// The wake-ups of its task; none where other requests share it.
    pub(crate) fn wakes(&self) -> Option<&Wakes> {
        match &self.held {
            Held::One(connection) => connection.as_ref().map(|connection| &connection.wakes),
            Held::Two { .. } => None,
        }
    }

    /// Keeps the connection for the next request. The answer must have been read to its end.
    pub(crate) fn give_back(mut self) {
        let Held::One(connection) = &mut self.held else { return };
        let mut idle = self.pool.idle.borrow_mut();
        if idle.len() < self.pool.limits.idle
            && let Some(connection) = connection.take_if(|connection| !connection.sender.is_closed())
        {
            idle.push(Idle { connection, since: Instant::now() });
            self.pool.stats.idle.set(idle.len() as u64);
        }
    }
}

/// Opens HTTP/1 on a connection.
async fn one(stream: Transport, count: Counted) -> Result<Held, ProxyError> {
    let (sender, connection) = http1::handshake(TokioIo::new(UpstreamIo::new(stream)))
        .await
        .map_err(|_| ProxyError::Unreachable(Unreached::Other))?;
    let wakes = Wakes::default();
    let driven = wakes.clone().drive(connection.with_upgrades());
    let driver = tokio::task::spawn_local(async move {
        // How a connection ended is told by the request that was on it.
        let _ = driven.await;
        drop(count);
    });
    Ok(Held::One(Some(Connection { sender, driver: driver.abort_handle(), wakes })))
}

/// How long a TLS handshake may take.
#[cfg(feature = "tls")]
const HANDSHAKE: Duration = Duration::from_secs(10);

/// A connection to the host that the other side proves to be.
#[cfg(feature = "tls")]
async fn secured(upstream: &Upstream, host: &Host, stream: TcpStream) -> Result<Transport, ProxyError> {
    let tls = upstream.tls.as_ref().ok_or(ProxyError::Unsupported)?;
    // Also where the endpoint sets no timeout: what answers no handshake is no upstream.
    match tokio::time::timeout(HANDSHAKE, tls.connect(stream, &host.name)).await {
        Ok(connected) => connected.map_err(ProxyError::Tls),
        Err(_) => Err(ProxyError::ConnectTimeout),
    }
}

#[cfg(not(feature = "tls"))]
async fn secured(_: &Upstream, _: &Host, _: TcpStream) -> Result<Transport, ProxyError> {
    Err(ProxyError::Unsupported)
}

/// One connection in the count, until it is gone.
struct Counted(Rc<Pool>);

impl Counted {
    fn new(pool: Rc<Pool>) -> Counted {
        pool.open.set(pool.open.get() + 1);
        pool.stats.open.set(pool.open.get() as u64);
        Counted(pool)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.open.set(self.0.open.get() - 1);
        self.0.stats.open.set(self.0.open.get() as u64);
    }
}
