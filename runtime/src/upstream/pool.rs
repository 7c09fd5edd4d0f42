//! The connections one core keeps to one upstream host: last in, first out, so that few stay warm and the rest age.
//!
//! Nothing here is shared between cores. A connection comes back only when its answer was read to its end and hyper is
//! ready for the next request on it; a connection that is dropped instead is closed.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::dial::{self, Resolver};
use super::host::{Host, Reachability};
use super::io::UpstreamIo;
use super::upload::RequestBody;
use crate::error::{ProxyError, Unreached};
use crate::metrics::PoolStats;

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

/// The connections to one host.
pub(crate) struct Pool {
    limits: Limits,
    stats: Arc<PoolStats>,
    idle: RefCell<Vec<Idle>>,
    open: Cell<usize>,
}

struct Idle {
    connection: Connection,
    since: Instant,
}

struct Connection {
    sender: SendRequest<RequestBody>,
    driver: AbortHandle,
}

/// A connection for the time of one request. Dropping it closes the connection at once, whatever is under way on it.
pub(crate) struct PooledConnection {
    pool: Rc<Pool>,
    /// Taken only at the end.
    connection: Option<Connection>,
    /// Whether it carried a request before: then the host may have closed it meanwhile.
    pub(crate) reused: bool,
}

impl Pool {
    pub(crate) fn new(limits: Limits, stats: Arc<PoolStats>) -> Pool {
        Pool { limits, stats, idle: RefCell::default(), open: Cell::new(0) }
    }

    /// The idle connection that was used last, if it is not too old now.
    pub(crate) fn reuse(self: &Rc<Self>, now: Instant) -> Option<PooledConnection> {
        let mut idle = self.idle.borrow_mut();
        let mut at = idle.len();
        while at > 0 {
            at -= 1;
            if idle[at].is_over(&self.limits, now) {
                idle.remove(at);
            } else if idle[at].connection.sender.is_ready() {
                let connection = Some(idle.remove(at).connection);
                self.stats.idle.set(idle.len() as u64);
                return Some(PooledConnection { pool: Rc::clone(self), connection, reused: true });
            }
        }
        None
    }

    /// A new connection. One that is to become a tunnel is never kept.
    pub(crate) async fn connect(
        self: &Rc<Self>,
        host: &Host,
        resolver: &Resolver,
        instead: Option<SocketAddr>,
    ) -> Result<PooledConnection, ProxyError> {
        if self.open.get() >= self.limits.open {
            return Err(ProxyError::Busy);
        }
        let count = Counted::new(Rc::clone(self));
        let dialled = match instead {
            Some(address) => dial::connect(address).await,
            None if host.tls => return Err(ProxyError::Unsupported),
            None => resolver.dial(&host.name, host.port).await,
        };
        host.saw(if dialled.is_ok() { Reachability::Reachable } else { Reachability::Unreachable });
        if dialled.is_err() {
            self.stats.failed.add(1);
        }
        let stream = dialled.map_err(|error| ProxyError::Unreachable(Unreached::of(&error)))?;
        let (sender, driver) = handshake(stream).await?;
        self.stats.opened.add(1);
        let driver = tokio::task::spawn_local(async move {
            driver.await;
            drop(count);
        });
        let connection = Some(Connection { sender, driver: driver.abort_handle() });
        Ok(PooledConnection { pool: Rc::clone(self), connection, reused: false })
    }

    /// Closes what has been idle for too long.
    pub(crate) fn expire(&self) {
        let now = Instant::now();
        let mut idle = self.idle.borrow_mut();
        idle.retain(|idle| !idle.is_over(&self.limits, now));
        self.stats.idle.set(idle.len() as u64);
    }
}

impl Idle {
    /// Whether it must not be used any more.
    fn is_over(&self, limits: &Limits, now: Instant) -> bool {
        self.connection.sender.is_closed() || now.duration_since(self.since) >= limits.idle_time
    }
}

impl PooledConnection {
    /// Where requests are sent.
    pub(crate) fn sender(&mut self) -> &mut SendRequest<RequestBody> {
        &mut self.connection.as_mut().expect("it is taken only when the request ends").sender
    }

    /// Keeps the connection for the next request. The answer must have been read to its end.
    pub(crate) fn give_back(mut self) {
        let mut idle = self.pool.idle.borrow_mut();
        if idle.len() < self.pool.limits.idle
            && let Some(connection) = self.connection.take_if(|connection| !connection.sender.is_closed())
        {
            idle.push(Idle { connection, since: Instant::now() });
            self.pool.stats.idle.set(idle.len() as u64);
        }
    }
}

impl Drop for PooledConnection {
    fn drop(&mut self) {
        if let Some(connection) = &self.connection {
            connection.driver.abort();
        }
    }
}

async fn handshake(
    stream: TcpStream,
) -> Result<(SendRequest<RequestBody>, impl Future<Output = ()> + 'static), ProxyError> {
    let (sender, connection) = http1::handshake(TokioIo::new(UpstreamIo::new(stream)))
        .await
        .map_err(|_| ProxyError::Unreachable(Unreached::Other))?;
    // How a connection ended is told by the request that was on it.
    let driver = async move {
        let _ = connection.with_upgrades().await;
    };
    Ok((sender, driver))
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
