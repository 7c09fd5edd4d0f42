//! Which host of an upstream a request goes to, and the connection it goes over.

use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;

use tokio::time::Instant;

use super::timeouts::Deadlines;
use crate::error::{ProxyError, Unreached};
use crate::upstream::address_pools::AddressPools;
use crate::upstream::addresses::Addresses;
use crate::upstream::dial::Resolver;
use crate::upstream::host::{Chosen, Host};
use crate::upstream::named::Upstream;
use crate::upstream::pool::{Pool, PooledConnection};

/// The hosts of one upstream, and how to reach them.
pub(crate) struct Hosts<'t> {
    pub(crate) upstream: &'t Upstream,
    /// The connections to each host that is declared.
    pub(crate) pools: &'t [Rc<Pool>],
    /// The connections to hosts by address.
    pub(crate) by_address: &'t AddressPools,
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
    ) -> Result<(Chosen<'t>, PooledConnection), ProxyError> {
        let addresses = self.upstream.addresses.as_ref().filter(|_| self.instead.is_none());
        if let Some(hosts) = addresses.and_then(Addresses::hosts) {
            let pick = |at: usize| (Chosen::Resolved(Arc::clone(&hosts[at])), self.by_address.of(&hosts[at]));
            // Boxed, as most upstreams have no need of it.
            return Box::pin(self.first(&hosts, pick, reuse, deadlines)).await;
        }
        let hosts = &self.upstream.hosts;
        let pick = |at: usize| (Chosen::Declared(&hosts[at]), Rc::clone(&self.pools[at]));
        self.first(hosts, pick, reuse, deadlines).await
    }

    /// A connection to the first host that can be reached.
    async fn first(
        &self,
        hosts: &[Arc<Host>],
        pick: impl Fn(usize) -> (Chosen<'t>, Rc<Pool>),
        reuse: Option<Instant>,
        deadlines: &Deadlines<'_>,
    ) -> Result<(Chosen<'t>, PooledConnection), ProxyError> {
        let mut due = None;
        let mut result = Err(ProxyError::Unreachable(Unreached::Other));
        for at in self.upstream.in_turn(hosts) {
            let (host, pool) = pick(at);
            if let Some(connection) = reuse.and_then(|now| pool.reuse(now)) {
                return Ok((host, connection));
            }
            due = due.or_else(|| deadlines.connect());
            // Boxed, so that the many requests that need no new connection do not carry its state around.
            let connected =
                Box::pin(pool.connect(self.upstream, &host, self.resolver, self.instead.copied()));
            let connected = match deadlines.timers.before(due, connected).await {
                Some(connected) => connected,
                None => Err(deadlines.not_connected()),
            };
            match connected {
                Ok(connection) => return Ok((host, connection)),
                Err(error) => {
                    result = Err(error);
                    if !error.retryable() {
                        break;
                    }
                    if let Some(failed) = self.upstream.begin(&host) {
                        failed.failed();
                    }
                }
            }
        }
        result
    }
}
