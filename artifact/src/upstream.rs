//! How requests reach the hosts of an upstream, beyond their addresses.

use std::time::Duration;

use crate::codec::Encoded;
use crate::values::Set;

/// The options of an upstream. The default is what one without any of the keys does.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Encoded)]
pub struct UpstreamOptions {
    /// The version of HTTP.
    pub http: UpstreamHttp,
    /// The `Host` of requests.
    pub host: HostHeader,
    /// TLS, for hosts with the scheme `https`.
    pub tls: UpstreamTls,
    /// How a host is chosen.
    pub balancing: Balancing,
    /// When a failing host gets no requests for a while.
    pub eject: Option<Ejection>,
    /// When an upstream that fails gets no requests for a while.
    pub breaker: Option<Breaker>,
    /// How often a request is sent again.
    pub retries: Option<Retries>,
    /// Whether a name of a host is one host, or each of its addresses.
    pub resolution: Resolution,
    /// How hosts are checked, beside the requests of clients.
    pub health: Option<HealthCheck>,
}

/// Whether the name of a host is one host, or each of its addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Encoded)]
#[repr(u8)]
pub enum Resolution {
    /// One host: a connection goes to the first of its addresses that accepts it.
    #[default]
    Name = 1,
    /// A host for each of its addresses. The name is resolved again every few seconds.
    EachAddress = 2,
}

/// An active health check of each host. A host that failed its last check gets no requests while another one can serve.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encoded)]
pub struct HealthCheck {
    /// The path of the request, a `GET`. A status from 200 to 399 passes.
    pub path: String,
    /// The time between the beginnings of two checks.
    pub every: Duration,
    /// How long a check may take.
    pub timeout: Duration,
}

/// The version of HTTP that an upstream is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Encoded)]
#[repr(u8)]
pub enum UpstreamHttp {
    /// HTTP/1.1.
    #[default]
    One = 1,
    /// HTTP/2: by ALPN over TLS, with prior knowledge in clear text. Trailers pass.
    Two = 2,
}

/// The `Host` that an upstream receives.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Encoded)]
#[repr(u8)]
pub enum HostHeader {
    /// That of the host the request is sent to.
    #[default]
    Upstream = 1,
    /// That of the client's request.
    Client = 2,
    /// This one.
    Name(String) = 3,
}

/// TLS to an upstream. Files are read when the artifact is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Encoded)]
pub struct UpstreamTls {
    /// A file of the authorities that are trusted; those of the system when absent.
    pub ca: Option<String>,
    /// The certificate that the gateway shows.
    pub certificate: Option<CertificateFiles>,
    /// The name that the upstream must prove, and the SNI; the host's when absent.
    pub server_name: Option<String>,
}

/// A certificate with its key, both in PEM.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
pub struct CertificateFiles {
    /// The file of the certificate, and of those between it and an authority.
    pub certificate: String,
    /// The file of the private key.
    pub key: String,
}

/// TLS of a listener. The files are read when the gateway starts, and again when they change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encoded)]
pub struct ListenerTls {
    /// The certificates; never empty. The first that is valid for the requested server name is shown, else the
    /// first.
    pub certificates: Vec<CertificateFiles>,
    /// The file of the authorities of clients: each client must show a certificate. Without it, no certificate is requested.
    pub client_ca: Option<String>,
}

/// How the host of a request is chosen. A host that is listed twice is chosen twice as often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Encoded)]
#[repr(u8)]
pub enum Balancing {
    /// One after the other.
    #[default]
    RoundRobin = 1,
    /// The one with the fewest requests under way.
    LeastRequests = 2,
}

/// Outlier detection: a host that fails in a row is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encoded)]
pub struct Ejection {
    /// Failures in a row.
    pub after: u64,
    /// How long the host is left out.
    pub time: Duration,
}

/// A circuit breaker.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
pub struct Breaker {
    /// Failures that open it.
    pub errors: u64,
    /// The time in which they are counted; without one, failures count until a success.
    pub within: Option<Duration>,
    /// How long it stays open. Then one request is forwarded, and its result decides.
    pub open: Duration,
    /// What is a failure; never empty.
    pub count: Set<Failure>,
}

/// What a breaker and an ejection count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
#[repr(u8)]
pub enum Failure {
    /// A response with a status from 500 on.
    Status5xx = 1,
    /// A timeout: no connection, no first byte, or a pause that is too long.
    Timeout = 2,
    /// No connection, or one that broke before the end of the response.
    Reset = 3,
}

impl Failure {
    /// All of them.
    pub const ALL: [Failure; 3] = [Failure::Status5xx, Failure::Timeout, Failure::Reset];

    /// The word of the language.
    pub fn as_str(self) -> &'static str {
        match self {
            Failure::Status5xx => "5xx",
            Failure::Timeout => "timeout",
            Failure::Reset => "reset",
        }
    }
}

/// Retries: only of requests that may be repeated, before the first byte of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encoded)]
pub struct Retries {
    /// How often one request is sent at most, the first time included.
    pub attempts: u64,
    /// Retries for each hundred requests, at most.
    pub budget: u64,
}
