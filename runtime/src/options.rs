//! How to serve.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::time::Duration;

use crate::access_log::AccessLog;
use crate::clock::Clock;
use crate::lookup::Lookup;

/// How a line of the access log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// A JSON object, for machines.
    Json,
    /// The combined format of Apache and nginx.
    Combined,
    /// `200 GET /v1/orders/7 -> orders GET /7 3 ms`, for people.
    Short,
}

/// Where the admin listener is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AdminAddress {
    /// Where the artifact declares it; nowhere if it does not.
    #[default]
    OfArtifact,
    /// Nowhere.
    Off,
    /// Here. Port 0 takes a free one.
    At(SocketAddr),
}

/// How to serve; what is served is in the artifact alone.
#[derive(Debug, Clone)]
pub struct Options {
    /// Addresses to listen on instead of the artifact's. Port 0 takes a free one.
    pub listen: Vec<SocketAddr>,
    /// Where the admin listener is.
    pub admin: AdminAddress,
    /// Threads; `None` is one for each core this process may use.
    pub workers: Option<NonZeroUsize>,
    /// Serve artifacts with policies that this runtime does not enforce. Requests that those would reject are accepted.
    pub skip_unenforced: bool,
    /// Accept every caller: no credential is asked for, and no identity header is made. For a gateway that only its
    /// developer reaches.
    pub skip_credentials: bool,
    /// Where the access log goes.
    pub access_log: AccessLog,
    /// How its lines are written; `None` is how the artifact declares it.
    pub log_format: Option<LogFormat>,
    /// Sends every request to this address, in clear text; names, paths and `Host` stay those of the artifact.
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
    /// How long requests may then take to end; `None` is as long as the slowest endpoint may take, from 30 s to 120 s.
    pub drain_timeout: Option<Duration>,
    /// The time by which limits and quotas count.
    pub clock: Clock,
    /// How the names of upstream hosts are resolved.
    pub lookup: Lookup,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            listen: Vec::new(),
            admin: AdminAddress::OfArtifact,
            workers: None,
            skip_unenforced: false,
            skip_credentials: false,
            access_log: AccessLog::Off,
            log_format: None,
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
            drain_timeout: None,
            clock: Clock::default(),
            lookup: Lookup::default(),
        }
    }
}
