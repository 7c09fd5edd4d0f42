//! Which host of an upstream a request goes to, and the connection it goes over.

use std::net::SocketAddr;
use std::rc::Rc;

use tokio::time::Instant;

use super::timeouts::Deadlines;
use crate::error::{ProxyError, Unreached};
use crate::upstream::dial::Resolver;
use crate::upstream::host::{Host, Upstream};
use crate::upstream::pool::{Pool, PooledConnection};

/// The hosts of one upstream, and how to reach them.
pub(crate) struct Hosts<'t> {
    pub(crate) upstream: &'t Upstream,
    /// The connections to each host.
    pub(crate) pools: &'t [Rc<Pool>],
    pub(crate) resolver: &'t Resolver,
    /// The address that replaces those of all hosts.
    pub(crate) instead: Option<&'t SocketAddr>,
}

impl<'t> Hosts<'t> {
    /// A connection to the host that is chosen: an idle one if `reuse` allows it, else a new one. A host that cannot
    /// be reached has seen nothing of the request, so the next one is tried.
    ///
    /// # Errors
    /// If no host can be reached in time, or there are too many connections already.
    pub(crate) async fn connect(
        &self,
        reuse: Option<Instant>,
        deadlines: &Deadlines<'_>,
    ) -> Result<(&'t Host, PooledConnection), ProxyError> {
        let mut due = None;
        let mut result = Err(ProxyError::Unreachable(Unreached::Other));
        for at in self.upstream.in_turn() {
            let (host, pool) = (&self.upstream.hosts[at], &self.pools[at]);
            if let Some(connection) = reuse.and_then(|now| pool.reuse(now)) {
                return Ok((host, connection));
            }
            due = due.or_else(|| deadlines.connect());
            // Boxed, so that the many requests that need no new connection do not carry its state around.
            let connected = Box::pin(pool.connect(self.upstream, host, self.resolver, self.instead.copied()));
            result = match deadlines.timers.before(due, connected).await {
                Some(connected) => connected.map(|connection| (host, connection)),
                None => Err(deadlines.not_connected()),
            };
            match &result {
                Err(error) if error.retryable() => {
                    if let Some(failed) = self.upstream.begin(host) {
                        failed.failed();
                    }
                }
                _ => break,
            }
        }
        result
    }
}
