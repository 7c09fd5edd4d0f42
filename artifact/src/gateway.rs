//! The plain policy types: one gateway with everything said, as the compiler hands it over and the runtime reads it.
//!
//! Nothing here is derived, defaulted or inherited: what an endpoint does is written on the endpoint. Names refer to
//! the lists of the same [`Gateway`]; [`encode`](crate::encode) refuses a name that leads nowhere.

use std::net::IpAddr;
use std::time::Duration;

use crate::method::Method;
use crate::path::{PathPattern, Template};

/// A whole gateway.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gateway {
    /// The gateway's name.
    pub name: String,
    /// Where the runtime accepts connections. Sorted.
    pub listeners: Vec<Listener>,
    /// Host names of the gateway, lower case, without port. Sorted.
    pub hosts: Vec<String>,
    /// Whether a request whose `Host` is none of `hosts` is refused; otherwise any host is answered.
    pub strict_hosts: bool,
    /// One bucket for all requests, beside the limits of the endpoints.
    pub rate_limit: RateLimit,
    /// The upstreams. Sorted by name.
    pub upstreams: Vec<Upstream>,
    /// The credential checks. Sorted by name.
    pub auth: Vec<Auth>,
    /// The endpoints. Sorted by path, then method; an index into this list is what a lookup answers.
    pub endpoints: Vec<Endpoint>,
    /// Policies that only their name is known of. A runtime that does not know the name must refuse the artifact.
    pub other_policies: Vec<OtherPolicy>,
}

/// An address, port and protocol the runtime accepts on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listener {
    /// The address; `None` is every address of the machine.
    pub address: Option<IpAddr>,
    /// The TCP port.
    pub port: u16,
    /// What is spoken there.
    pub protocol: Protocol,
}

/// What a listener speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// Clear-text HTTP/1.1 and, by its connection preface, HTTP/2 (h2c with prior knowledge).
    Http,
}

/// A named set of hosts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upstream {
    /// The name endpoints refer to.
    pub name: String,
    /// One or more hosts, in the order they are written; requests are spread over them.
    pub hosts: Vec<UpstreamHost>,
    /// Whether the upstream checks opaque API keys itself.
    pub accepts_keys: bool,
    /// Whether the hosts are outside the cluster (no cluster name, no loopback or private address).
    pub external: bool,
}

/// One host of an upstream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpstreamHost {
    /// Clear text or TLS.
    pub scheme: Scheme,
    /// Host name or address, without brackets and port.
    pub host: String,
    /// The TCP port.
    pub port: u16,
}

/// The scheme of an upstream host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Scheme {
    Http,
    Https,
}

/// A credential check, attached to endpoints by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auth {
    /// The name endpoints refer to.
    pub name: String,
    /// How the credential is checked.
    pub kind: AuthKind,
}

/// How a credential is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthKind {
    /// A signed token, verified here.
    Jwt(Jwt),
    /// An opaque key, recognised here by its prefix and verified by an upstream that accepts keys.
    ApiKey(ApiKey),
}

/// What a token must fulfil, and the headers made from its claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwt {
    /// The exact `iss`; `None` is any, which only configurations made for KrakenD say.
    pub issuer: Option<String>,
    /// URL of the key set.
    pub jwks_url: String,
    /// The algorithms accepted. Sorted; never empty.
    pub algorithms: Vec<Algorithm>,
    /// The `aud` accepted.
    pub audiences: Audiences,
    /// How long after `exp` and before `nbf` a token still passes.
    pub leeway: Duration,
    /// The identity headers, minted from verified claims. Sorted by header.
    pub headers: Vec<MintedHeader>,
}

/// The audiences a token check accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audiences {
    /// `aud` is not looked at.
    Any,
    /// One of these must be in `aud`. Sorted; never empty.
    List(Vec<String>),
}

/// A signature algorithm (RFC 7518, section 3.1; RFC 8037 for `EdDSA`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are the registered ones")]
pub enum Algorithm {
    Rs256 = 0,
    Rs384 = 1,
    Rs512 = 2,
    Ps256 = 3,
    Ps384 = 4,
    Ps512 = 5,
    Es256 = 6,
    Es384 = 7,
    Es512 = 8,
    EdDsa = 9,
    Hs256 = 10,
    Hs384 = 11,
    Hs512 = 12,
}

/// A header made from a claim.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MintedHeader {
    /// The header's name, in the spelling that is sent.
    pub header: String,
    /// The claim's name; dots descend into objects.
    pub claim: String,
}

/// Opaque API keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// What a key begins with: any of these. Sorted; never empty.
    pub prefixes: Vec<String>,
    /// The headers a key is read from, the first that has one wins; `Authorization` means its `Bearer` token.
    pub headers: Vec<String>,
}

/// One method and path that clients call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The same as long as method and path are (see [`Endpoint::stable_id`]): what logs, metrics and limits go by.
    pub id: u64,
    /// The method.
    pub method: Method,
    /// The path.
    pub path: PathPattern,
    /// Hosts this endpoint is limited to, lower case; empty means all the gateway answers. It does not take part in
    /// the choice of the endpoint: on another host the chosen endpoint is not there. Sorted.
    pub hosts: Vec<String>,
    /// The credential decision.
    pub credential: Credential,
    /// The endpoint's own limit.
    pub rate_limit: RateLimit,
    /// What is passed on of the request.
    pub forward: Forward,
    /// Who answers.
    pub backend: Backend,
    /// How long each part may take.
    pub timeouts: Timeouts,
    /// Whether the answer is a stream.
    pub stream: Stream,
}

/// The credential decision of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// Anyone may call.
    Public,
    /// One of these checks, by name, must pass. In the order they are tried; never empty.
    AnyOf(Vec<String>),
}

/// A limit on requests. Both parts absent: no limit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RateLimit {
    /// Shared by all callers.
    pub total: Option<Limit>,
    /// For each caller.
    pub per_client: Option<PerClient>,
}

/// A token bucket: `burst` tokens at most, refilled at `rate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The refill.
    pub rate: Rate,
    /// The bucket's size, at least 1.
    pub burst: u64,
}

/// So many requests in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests, at least 1.
    pub count: u64,
    /// The period, at least a nanosecond.
    pub period: Duration,
}

/// A limit each caller has on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerClient {
    /// What tells callers apart.
    pub key: ClientKey,
    /// Each caller's bucket.
    pub limit: Limit,
}

/// What tells callers apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientKey {
    /// The client's address.
    Ip,
    /// A request header.
    Header(String),
    /// A claim of the verified token.
    Claim(String),
    /// A parameter of the path (percent-decoded, so that no spelling gets a bucket of its own).
    Param(String),
}

/// What is passed on of a request. Identity headers never are; hop-by-hop headers neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forward {
    /// Request headers.
    pub headers: ForwardHeaders,
    /// The query.
    pub query: ForwardQuery,
    /// Whether the header the endpoint's credential was read from goes to the upstream, listed or not.
    pub credentials: bool,
    /// Minted headers that go to the upstream: each is minted by a check of the endpoint's credential. Sorted.
    pub minted: Vec<String>,
}

/// Request headers passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForwardHeaders {
    /// All but hop-by-hop, identity and unread credential headers.
    All,
    /// These, compared without case. Sorted.
    List(Vec<String>),
}

/// Query parameters passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForwardQuery {
    /// The query as it came.
    All,
    /// No query.
    None,
    /// These, by name, as they came and in their order. Sorted.
    List(Vec<String>),
}

/// Who answers an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Backend {
    /// An upstream.
    Upstream {
        /// The upstream's name.
        upstream: String,
        /// The method sent; `None` is the endpoint's.
        method: Option<Method>,
        /// The path sent.
        path: Template,
    },
    /// The gateway itself.
    Respond(Respond),
}

/// Answers the gateway gives itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Respond {
    /// The health of the gateway's upstreams.
    Health,
}

/// How long each part of a request may take; `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timeouts {
    /// To open a connection to the upstream.
    pub connect: Option<Duration>,
    /// From the request sent to the head of the answer.
    pub first_byte: Option<Duration>,
    /// Between two pieces of a body or stream.
    pub idle: Option<Duration>,
    /// From the request's head to the end of the answer.
    pub total: Option<Duration>,
}

/// Whether an endpoint's answer is a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stream {
    /// An ordinary answer.
    #[default]
    None,
    /// Server-sent events.
    Sse,
    /// A WebSocket: the upgrade is tunnelled.
    WebSocket,
}

/// A policy that is only known by name, such as `krakend:qos/circuit-breaker`: a runtime that does not enforce that
/// name must refuse the artifact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OtherPolicy {
    /// The policy's name.
    pub name: String,
    /// What it is attached to.
    pub scope: PolicyScope,
}

/// What a policy is attached to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyScope {
    /// The whole gateway.
    Gateway,
    /// These endpoints, by id. Sorted; never empty.
    Endpoints(Vec<u64>),
}

impl Endpoint {
    /// The id of an endpoint with this method and path: the first 8 bytes, little-endian, of the BLAKE3 of
    /// `METHOD path` in the spelling of [`PathPattern`]'s `Display`. Renaming a parameter changes it.
    pub fn stable_id(method: Method, path: &PathPattern) -> u64 {
        let digest = blake3::hash(format!("{method} {path}").as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&digest.as_bytes()[..8]);
        u64::from_le_bytes(first)
    }
}

impl RateLimit {
    /// Whether nothing is limited.
    pub fn is_none(&self) -> bool {
        self.total.is_none() && self.per_client.is_none()
    }
}

impl Algorithm {
    /// Every algorithm, in the order of the numbers the format uses.
    pub const ALL: [Algorithm; 13] = [
        Algorithm::Rs256,
        Algorithm::Rs384,
        Algorithm::Rs512,
        Algorithm::Ps256,
        Algorithm::Ps384,
        Algorithm::Ps512,
        Algorithm::Es256,
        Algorithm::Es384,
        Algorithm::Es512,
        Algorithm::EdDsa,
        Algorithm::Hs256,
        Algorithm::Hs384,
        Algorithm::Hs512,
    ];

    /// The registered name, as `alg` says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Algorithm::Rs256 => "RS256",
            Algorithm::Rs384 => "RS384",
            Algorithm::Rs512 => "RS512",
            Algorithm::Ps256 => "PS256",
            Algorithm::Ps384 => "PS384",
            Algorithm::Ps512 => "PS512",
            Algorithm::Es256 => "ES256",
            Algorithm::Es384 => "ES384",
            Algorithm::Es512 => "ES512",
            Algorithm::EdDsa => "EdDSA",
            Algorithm::Hs256 => "HS256",
            Algorithm::Hs384 => "HS384",
            Algorithm::Hs512 => "HS512",
        }
    }

    /// The algorithm of a registered name.
    pub fn parse(name: &str) -> Option<Algorithm> {
        Algorithm::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }

    pub(crate) fn from_code(code: u8) -> Option<Algorithm> {
        Algorithm::ALL.get(usize::from(code)).copied()
    }
}

impl Scheme {
    /// As a URL writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Scheme::Http => "http",
            Scheme::Https => "https",
        }
    }
}
