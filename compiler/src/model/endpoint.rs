//! One endpoint with everything explicit.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::address::AddressRule;
use super::extra::Extra;
use super::origin::{Field, OriginId};
use super::policy::{Credential, LimitId};
use super::require::Require;
use super::service::ServiceId;
use super::upstream::UpstreamId;
use ecow::EcoString;
use gwc_artifact::{EndpointPolicy, FixedResponse, SplitBy};

use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::value::{Duration, Method, PathPattern};

/// One method and path that clients call, and everything that is decided for it.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Stable over builds: see [`stable_id`].
    pub id: u64,
    /// The method.
    pub method: Method,
    /// The path.
    pub path: PathPattern,
    /// Where the endpoint itself is written.
    pub origin: OriginId,
    /// The service it was expanded from.
    pub service: Option<ServiceId>,
    /// Which of the service's prefixes: 0 is its name, the others are aliases.
    pub prefix: u32,
    /// The required credential.
    pub credential: Field<Credential>,
    /// What the verified token must hold, beside what its auth requires.
    pub require: Option<Field<Arc<Require>>>,
    /// The rules about client addresses, each of which must admit one: of the service, then of the path.
    pub ip: Vec<Arc<AddressRule>>,
    /// Its own limit.
    pub limit: Option<Field<LimitId>>,
    /// What of the request goes to the upstream.
    pub forward: Forward,
    /// Time limits.
    pub timeouts: Field<Timeouts>,
    /// How bodies flow.
    pub stream: Field<Stream>,
    /// How many segments its wildcard is at most where the target has none; 1 when absent.
    pub depth: Option<Field<u8>>,
    /// Whether requests add funds to an account, where that is set.
    pub funds: Option<Spanned<bool>>,
    /// Its policies that are one value, each kind at most once.
    pub policies: Vec<Field<EndpointPolicy>>,
    /// Other upstreams that get some of the requests. Then it has one backend.
    pub split: Option<Field<Arc<[SplitTarget]>>>,
    /// What happens.
    pub action: Action,
    /// `extra_config`, passed through.
    pub extra: Arc<Extra>,
    /// Keys of a KrakenD endpoint that the model does not know, as written.
    pub rest: Vec<(String, serde_json::Value)>,
}

impl Endpoint {
    /// Method and path, as in `GET /v1/models`.
    pub fn key(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Where it is set that requests add funds to an account.
    pub fn adds_funds(&self) -> Option<Span> {
        self.funds.as_ref().filter(|funds| funds.value).map(|funds| funds.span)
    }

    /// The numbers of segments that its wildcard is in the paths of a target that has none: one path for each. A path
    /// without a wildcard is one path.
    pub(crate) fn rest_lengths(&self) -> RangeInclusive<usize> {
        match self.path.has_tail() {
            true => 1..=self.depth.map_or(1, |depth| depth.value.into()),
            false => 0..=0,
        }
    }

    /// The first backend; none for an endpoint the gateway answers itself.
    pub fn backend(&self) -> Option<&Backend> {
        self.backends().first()
    }

    /// The upstreams that requests to one of its backends reach: that of the backend, and those of its split.
    pub fn upstreams_of(&self, backend: &Backend) -> impl Iterator<Item = UpstreamId> + '_ {
        let others = self.split.iter().flat_map(|split| split.value.iter());
        [backend.upstream.value].into_iter().chain(others.map(|target| target.upstream.value))
    }

    /// All backends.
    pub fn backends(&self) -> &[Backend] {
        match &self.action {
            Action::Proxy(backends) => backends,
            Action::Respond(_) => &[],
        }
    }
}

/// The stable id of an endpoint: 64 bits of the BLAKE3 hash of its method and path.
pub fn stable_id(method: Method, path: &PathPattern) -> u64 {
    let hash = blake3::hash(format!("{method} {path}").as_bytes());
    u64::from_le_bytes(hash.as_bytes()[..8].try_into().expect("a hash has 32 bytes"))
}

/// What of the request goes to the upstream.
#[derive(Debug, Clone)]
pub struct Forward {
    /// Listed headers; those of credentials and claims come on top, see [`Forward::credentials`].
    pub headers: Field<Arc<Headers>>,
    /// Query parameters.
    pub query: Field<Arc<Query>>,
    /// Whether the credential headers that the endpoint reads, and the headers minted from claims, go too.
    pub credentials: Field<bool>,
}

/// Request headers that are forwarded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Headers {
    /// All but hop-by-hop, identity and unread credential headers.
    All,
    /// Exactly these.
    List(Vec<Spanned<String>>),
}

/// Query parameters that are forwarded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// All.
    All,
    /// None.
    None,
    /// Exactly these.
    List(Vec<Spanned<String>>),
}

/// Time limits of one request. Absent means no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Timeouts {
    /// Until the upstream accepts the connection.
    pub connect: Option<Duration>,
    /// From sending the request until the head of the answer.
    pub first_byte: Option<Duration>,
    /// Between two pieces of the answer.
    pub idle: Option<Duration>,
    /// For the whole exchange.
    pub total: Option<Duration>,
}

/// How bodies flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stream {
    /// As one answer.
    No,
    /// As server-sent events.
    Sse,
    /// As a WebSocket, after an upgrade.
    WebSocket,
}

impl Stream {
    /// The word of the language.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::No => "none",
            Self::Sse => "sse",
            Self::WebSocket => "websocket",
        }
    }
}

/// What happens with a request.
#[derive(Debug, Clone)]
pub enum Action {
    /// It goes to one backend; several only in KrakenD configurations.
    Proxy(Vec<Backend>),
    /// The gateway answers itself.
    Respond(Field<Respond>),
}

/// What the gateway answers itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Respond {
    /// How its upstreams do.
    Health,
    /// Always the same.
    Fixed(FixedResponse),
    /// Another place.
    Redirect {
        /// The status.
        status: u16,
        /// Scheme, host and port; empty for a path of the same host.
        origin: String,
        /// The path.
        path: Rewrite,
    },
}

/// Another upstream that gets some of the requests, with the same path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitTarget {
    /// Where they go.
    pub upstream: Spanned<UpstreamId>,
    /// Which of them.
    pub by: SplitBy,
}

/// One call to an upstream.
#[derive(Debug, Clone)]
pub struct Backend {
    /// Where it goes.
    pub upstream: Field<UpstreamId>,
    /// The upstream's method, where it is another one.
    pub method: Option<Method>,
    /// The upstream's path.
    pub path: Field<Rewrite>,
    /// `extra_config`, passed through.
    pub extra: Arc<Extra>,
    /// Keys of a KrakenD backend that the model does not know, as written.
    pub rest: Vec<(String, serde_json::Value)>,
}

/// The path an upstream sees.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Rewrite {
    /// Its pieces, joined without separators.
    pub pieces: Vec<Piece>,
}

/// A piece of a [`Rewrite`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Piece {
    /// Itself.
    Text(EcoString),
    /// The value of a path parameter.
    Param(EcoString),
    /// What the endpoint's `/*` matched, without a slash in front.
    Tail,
    /// A placeholder of KrakenD that is not a path parameter, such as `JWT.sub` or `resp0_id`.
    Placeholder(EcoString),
}

impl Rewrite {
    /// The same path as the pattern's.
    pub fn of_pattern(pattern: &PathPattern) -> Self {
        let mut rewrite = Self::default();
        for segment in &pattern.segments {
            rewrite.text("/");
            match segment {
                gwc_syntax::value::Segment::Literal(text) => rewrite.text(text),
                gwc_syntax::value::Segment::Param(name) => rewrite.pieces.push(Piece::Param(name.clone())),
                gwc_syntax::value::Segment::Tail => rewrite.pieces.push(Piece::Tail),
            }
        }
        if rewrite.pieces.is_empty() {
            rewrite.text("/");
        }
        rewrite
    }

    /// Appends text, to the last piece where that is text.
    pub fn text(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Text(last)) => last.push_str(text),
            _ => self.pieces.push(Piece::Text(text.into())),
        }
    }
}

/// As in the language: `/v1/billing/{id}`, `/v1/*`.
impl fmt::Display for Rewrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => f.write_str(text)?,
                Piece::Param(name) | Piece::Placeholder(name) => write!(f, "{{{name}}}")?,
                Piece::Tail => f.write_str("*")?,
            }
        }
        Ok(())
    }
}
