//! One endpoint, with everything that happens to its requests.

use std::time::Duration;

use crate::codec::Encoded;
use crate::limit::RateLimit;
use crate::method::Method;
use crate::network::AddressRule;
use crate::path::PathPattern;
use crate::policy::EndpointPolicy;
use crate::require::Requirement;
use crate::respond::Respond;
use crate::template::Template;
use crate::values::{Set, Shared, Text};

/// One method and path that clients call.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
pub struct Endpoint {
    /// What logs, metrics and limits go by: the same as long as method and path are. The first 8 bytes, as a number,
    /// of the BLAKE3 of `METHOD path`, such as `GET /a/{id}/*`. Unique.
    pub id: u64,
    /// The request's method.
    pub method: Method,
    /// The paths it answers.
    pub path: PathPattern,
    /// Hosts this endpoint is limited to, lower case; empty means all the gateway answers. It does not take part in
    /// the choice of the endpoint: on another host the chosen endpoint is not found.
    pub hosts: Set<String>,
    /// The addresses of clients that may call: every rule must admit one, and that of the gateway. Else 403.
    pub ip: Shared<Set<AddressRule>>,
    /// The credential decision.
    pub credential: Credential,
    /// What the claims of the verified token must hold, beside what its check requires: else 403. Empty unless every
    /// check of the credential verifies a token.
    pub require: Shared<Set<Requirement>>,
    /// The endpoint's own limit.
    pub rate_limit: Shared<RateLimit>,
    /// What is passed on of the request.
    pub forward: Shared<Forward>,
    /// What answers.
    pub backend: Backend,
    /// How long each part may take.
    pub timeouts: Shared<Timeouts>,
    /// Whether the answer is a stream.
    pub stream: Stream,
    /// Its policies that are one value; each kind at most once.
    pub policies: Shared<Set<EndpointPolicy>>,
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

/// The credential decision of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
#[repr(u8)]
pub enum Credential {
    /// Anyone may call.
    Public = 1,
    /// One of these checks, by name, must pass. In the order they are tried; never empty, and none twice.
    AnyOf(Vec<Text>) = 2,
    /// No credential is required; if a request has one, one of these must pass. In this order, each once.
    Optional(Vec<Text>) = 3,
}

impl Credential {
    /// The checks of a credential that a request has, in order; none where no credential is read.
    pub fn checks(&self) -> &[Text] {
        match self {
            Credential::Public => &[],
            Credential::AnyOf(names) | Credential::Optional(names) => names,
        }
    }

    /// Whether a request without a credential passes.
    pub fn is_open(&self) -> bool {
        !matches!(self, Credential::AnyOf(_))
    }
}

/// What is passed on of a request. Identity headers never are; hop-by-hop headers neither.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encoded)]
pub struct Forward {
    /// Which request headers.
    pub headers: ForwardHeaders,
    /// Which parameters of the query.
    pub query: ForwardQuery,
    /// Whether the header the endpoint's credential was read from goes to the upstream, listed or not.
    pub credentials: bool,
    /// Minted headers that go to the upstream: each is minted by a check of the endpoint's credential.
    pub minted: Set<String>,
}

/// Request headers passed on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encoded)]
#[repr(u8)]
pub enum ForwardHeaders {
    /// All but hop-by-hop, identity and unread credential headers.
    All = 1,
    /// These, compared without case.
    List(Set<String>) = 2,
}

/// Query parameters passed on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encoded)]
#[repr(u8)]
pub enum ForwardQuery {
    /// The query as it came.
    All = 1,
    /// No query.
    None = 2,
    /// These, by name, as they came and in their order.
    List(Set<String>) = 3,
}

/// What answers an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
#[repr(u8)]
pub enum Backend {
    /// An upstream.
    Upstream {
        /// The upstream's name.
        upstream: Text,
        /// The method sent; `None` is the endpoint's.
        method: Option<Method>,
        /// The path sent.
        path: Template,
    } = 1,
    /// The gateway itself.
    Respond(Respond) = 2,
}

/// How long each part of a request may take; `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Encoded)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Encoded)]
#[repr(u8)]
pub enum Stream {
    /// An ordinary answer.
    #[default]
    None = 1,
    /// Server-sent events.
    Sse = 2,
    /// A WebSocket: the upgrade is tunnelled.
    WebSocket = 3,
}
