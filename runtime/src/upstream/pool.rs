//! The connections one core keeps to one upstream host: last in, first out, so that few stay warm and the rest age.
//!
//! Nothing here is shared between cores. A connection comes back only when its answer was read to its end and hyper is
//! ready for the next request on it; whatever else becomes of a lease closes the connection.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::dial::{self, Resolver};
use super::upload::RequestBody;
use super::{Host, Reachability};
use crate::error::ProxyError;

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
    idle: RefCell<Vec<Idle>>,
    open: Cell<usize>,
}

struct Idle {
    sender: SendRequest<RequestBody>,
    since: Instant,
}

/// A connection for the time of one request.
pub(crate) struct Lease {
    pool: Rc<Pool>,
    pub(crate) sender: SendRequest<RequestBody>,
    /// Whether it carried a request before: then the host may have closed it meanwhile.
    pub(crate) reused: bool,
}

impl Pool {
    pub(crate) fn new(limits: Limits) -> Pool {
        Pool { limits, idle: RefCell::default(), open: Cell::new(0) }
    }

    /// The idle connection that was used last.
    pub(crate) fn reuse(self: &Rc<Self>) -> Option<Lease> {
        let mut idle = self.idle.borrow_mut();
        let mut at = idle.len();
        while at > 0 {
            at -= 1;
            if idle[at].sender.is_ready() {
                let sender = idle.remove(at).sender;
                return Some(Lease { pool: Rc::clone(self), sender, reused: true });
            }
            if idle[at].sender.is_closed() {
                idle.remove(at);
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
    ) -> Result<Lease, ProxyError> {
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
        let stream = dialled.map_err(|_| ProxyError::Unreachable)?;
        let (sender, driver) = handshake(stream).await?;
        tokio::task::spawn_local(async move {
            driver.await;
            drop(count);
        });
        Ok(Lease { pool: Rc::clone(self), sender, reused: false })
    }

    /// Closes what has been idle for too long.
    pub(crate) fn expire(&self) {
        let keep = |idle: &Idle| !idle.sender.is_closed() && idle.since.elapsed() < self.limits.idle_time;
        self.idle.borrow_mut().retain(keep);
    }
}

impl Lease {
    /// Keeps the connection for the next request. The answer must have been read to its end.
    pub(crate) fn give_back(self) {
        let mut idle = self.pool.idle.borrow_mut();
        if idle.len() < self.pool.limits.idle && !self.sender.is_closed() {
            idle.push(Idle { sender: self.sender, since: Instant::now() });
        }
    }
}

async fn handshake(
    stream: TcpStream,
) -> Result<(SendRequest<RequestBody>, impl Future<Output = ()> + 'static), ProxyError> {
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|_| ProxyError::Unreachable)?;
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
        Counted(pool)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.open.set(self.0.open.get() - 1);
    }
}
