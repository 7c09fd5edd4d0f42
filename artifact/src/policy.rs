//! What endpoints refer to: credential checks and limits; and policies that are one value.

use std::fmt;
use std::time::Duration;

use crate::bots::Bots;
use crate::codec::Encoded;
use crate::cors::Cors;
use crate::credential::{ApiKey, ExternalCheck, KeyCheck};
use crate::header_edit::HeaderEdit;
use crate::limit::RateLimit;
use crate::minted::MintedHeader;
use crate::require::Requirement;
use crate::split::SplitTarget;
use crate::store::Secret;
use crate::upstream::Breaker;
use crate::values::Set;

/// A credential check, attached to endpoints by name.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
pub struct Auth {
    /// The name endpoints refer to.
    pub name: String,
    /// How the credential is checked.
    pub kind: AuthKind,
    /// Hosts in lower case. A request with this credential is from a page of one of them or of a subdomain: else 403.
    /// Empty: from anywhere.
    pub origins: Set<String>,
    /// A limit of the requests with this credential, beside those of the endpoints.
    pub rate_limit: RateLimit,
    /// The message of a response to a request beyond that limit; none without a limit.
    pub limit_message: Option<String>,
}

impl Auth {
    /// A check without origins and limits.
    pub fn new(name: impl Into<String>, kind: AuthKind) -> Auth {
        let (origins, rate_limit) = (Set::default(), RateLimit::default());
        Auth { name: name.into(), kind, origins, rate_limit, limit_message: None }
    }

    /// A number that follows from the name: limits count by it, also over a reload.
    pub fn stable_id(&self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = *blake3::hash(self.name.as_bytes()).as_bytes();
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    }
}

/// How a credential is checked.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
#[repr(u8)]
pub enum AuthKind {
    /// A signed token, verified here.
    Jwt(Jwt) = 1,
    /// An API key, recognised by its prefix.
    ApiKey(ApiKey) = 2,
    /// Whatever a service accepts.
    External(ExternalCheck) = 3,
}

impl AuthKind {
    /// What the claims, or the record of the key, must hold.
    pub fn requirements(&self) -> &[Requirement] {
        match self {
            AuthKind::Jwt(jwt) => &jwt.require,
            AuthKind::ApiKey(ApiKey { verify: KeyCheck::Gateway(records), .. }) => &records.require,
            AuthKind::ApiKey(_) | AuthKind::External(_) => &[],
        }
    }

    /// The identity headers that it mints.
    pub fn headers(&self) -> &[MintedHeader] {
        match self {
            AuthKind::Jwt(jwt) => &jwt.headers,
            AuthKind::ApiKey(ApiKey { verify: KeyCheck::Gateway(records), .. }) => &records.headers,
            AuthKind::External(check) => &check.headers,
            AuthKind::ApiKey(_) => &[],
        }
    }

    /// Whether it verifies API keys, each with a record.
    pub fn verifies_keys(&self) -> bool {
        matches!(self, AuthKind::ApiKey(ApiKey { verify: KeyCheck::Gateway(_), .. }))
    }

    /// Whether it verifies claims, or a record with fields that are used as claims.
    pub fn has_claims(&self) -> bool {
        match self {
            AuthKind::Jwt(_) => true,
            AuthKind::ApiKey(_) | AuthKind::External(_) => self.verifies_keys(),
        }
    }
}

/// What a token must fulfil, and the headers made from its claims.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
pub struct Jwt {
    /// The `iss` accepted.
    pub issuer: Issuer,
    /// URL of the key set, or of the discovery document of the issuer, which has it; empty with a secret.
    pub jwks_url: String,
    /// The secret that tokens are signed with, in place of a key set; the algorithms are of the `HS` family then.
    pub secret: Option<Secret>,
    /// What happens to a token while no key is known.
    pub on_error: KeyFailure,
    /// Whether the gateway is ready only once a key is known.
    pub probe: bool,
    /// Whether it is that of the discovery document. The issuer is an exact one then.
    pub discover: bool,
    /// Whether the URL, and that in the discovery document, may be `http`: on the way, the keys can be replaced then.
    pub allow_http: bool,
    /// The algorithms accepted; never empty.
    pub algorithms: Set<Algorithm>,
    /// The `aud` accepted.
    pub audiences: Audiences,
    /// Where a token is read from, in order: the first that is present decides. Never empty, and none twice.
    pub sources: Vec<TokenSource>,
    /// How long after `exp` and before `nbf` a token still passes.
    pub leeway: Duration,
    /// What the claims must hold: else 403.
    pub require: Set<Requirement>,
    /// The identity headers, minted from verified claims; no header twice, whatever its case.
    pub headers: Set<MintedHeader>,
}

/// What happens to a token while no key is known that could verify it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encoded)]
#[repr(u8)]
pub enum KeyFailure {
    /// It is refused with 503: a client that repeats the request later may succeed.
    Closed = 1,
    /// It is refused with 401, as a token that no key verifies.
    Unauthorized = 2,
}

impl KeyFailure {
    /// The word of the language.
    pub fn as_str(self) -> &'static str {
        match self {
            KeyFailure::Closed => "closed",
            KeyFailure::Unauthorized => "unauthorized",
        }
    }
}

/// The issuers a token check accepts.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
#[repr(u8)]
pub enum Issuer {
    /// `iss` is not checked. Only configurations made for KrakenD need it.
    Any = 1,
    /// Exactly this; not empty.
    Exact(String) = 2,
}

/// The audiences a token check accepts.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
#[repr(u8)]
pub enum Audiences {
    /// `aud` is not checked.
    Any = 1,
    /// One of these must be in `aud`; never empty.
    List(Set<String>) = 2,
    /// Each of these must be in `aud`; never empty.
    All(Set<String>) = 3,
}

/// Where a token is read from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
#[repr(u8)]
pub enum TokenSource {
    /// A header. `Authorization` has the token behind `Bearer`; others may.
    Header(String) = 1,
    /// A cookie.
    Cookie(String) = 2,
}

/// A signature algorithm (RFC 7518, section 3.1; RFC 8037 for `EdDSA`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are the registered ones")]
pub enum Algorithm {
    Rs256 = 1,
    Rs384 = 2,
    Rs512 = 3,
    Ps256 = 4,
    Ps384 = 5,
    Ps512 = 6,
    Es256 = 7,
    Es384 = 8,
    Es512 = 9,
    EdDsa = 10,
    Hs256 = 11,
    Hs384 = 12,
    Hs512 = 13,
}

impl Algorithm {
    /// Every algorithm, in the order of their numbers.
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

    /// The registered name, as `alg` has it.
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

    /// Whether a token is signed and verified with the same secret.
    pub fn is_symmetric(self) -> bool {
        matches!(self, Algorithm::Hs256 | Algorithm::Hs384 | Algorithm::Hs512)
    }

    /// The algorithm of a registered name.
    pub fn parse(name: &str) -> Option<Algorithm> {
        Algorithm::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }
}

/// A policy of an endpoint that is one value. Compiler and plans carry it as it is; the runtime enforces it, and
/// refuses an artifact that has one it does not know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
#[repr(u8)]
pub enum EndpointPolicy {
    /// The largest request body, in bytes.
    MaxBody(u64) = 1,
    /// Format of the error bodies.
    Dialect(Dialect) = 2,
    /// What pages of other origins may do.
    Cors(Cors) = 3,
    /// Changes of the request's headers, after all others.
    RequestHeaders(Set<HeaderEdit>) = 4,
    /// Changes of the response's headers, after those of the gateway.
    ResponseHeaders(Set<HeaderEdit>) = 5,
    /// Clients that are refused by their user agent, beside those of the gateway.
    Bots(Bots) = 6,
    /// A breaker of the endpoint's own, in place of that of the upstream. KrakenD has one for each backend.
    Breaker(Breaker) = 20,
    /// How many requests may be under way at once, in one process: else 503.
    InFlight(u64) = 7,
    /// The quota that its requests take from, by name: else 429.
    Quota(String) = 8,
    /// The balance that its callers need, by name: else 402.
    Balance(String) = 9,
    /// How long a stream of events may be silent before the gateway sends a comment.
    Heartbeat(Duration) = 12,
    /// Other upstreams that get some of the requests; never empty.
    Split(Vec<SplitTarget>) = 13,
}

/// Format of the error bodies of the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
#[repr(u8)]
pub enum Dialect {
    /// A line of text.
    Plain = 1,
    /// A code, a message and the id of the request.
    Json = 2,
    /// As OpenAI's API.
    OpenAi = 3,
    /// As Anthropic's API.
    Anthropic = 4,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Dialect; 4] = [Dialect::Plain, Dialect::Json, Dialect::OpenAi, Dialect::Anthropic];

    /// The word of the language.
    pub fn as_str(self) -> &'static str {
        match self {
            Dialect::Plain => "plain",
            Dialect::Json => "json",
            Dialect::OpenAi => "openai",
            Dialect::Anthropic => "anthropic",
        }
    }
}

fn edited(f: &mut fmt::Formatter<'_>, whose: &str, edits: &[HeaderEdit]) -> fmt::Result {
    let edits: Vec<String> = edits.iter().map(HeaderEdit::to_string).collect();
    write!(f, "headers of the {whose}: {}", edits.join(", "))
}

fn split(f: &mut fmt::Formatter<'_>, targets: &[SplitTarget]) -> fmt::Result {
    let each = |SplitTarget { upstream, by }: &SplitTarget| format!("{by} go to upstream `{upstream}`");
    f.write_str(&targets.iter().map(each).collect::<Vec<_>>().join(", "))
}

impl fmt::Display for EndpointPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EndpointPolicy::MaxBody(bytes) => write!(f, "a request body has at most {bytes} bytes"),
            EndpointPolicy::Dialect(dialect) => write!(f, "error bodies are {}", dialect.as_str()),
            EndpointPolicy::Cors(cors) => write!(f, "pages of other origins: {cors}"),
            EndpointPolicy::RequestHeaders(edits) => edited(f, "request", edits),
            EndpointPolicy::ResponseHeaders(edits) => edited(f, "response", edits),
            EndpointPolicy::Bots(_) => f.write_str("some user agents are refused"),
            EndpointPolicy::Breaker(breaker) => write!(f, "a breaker opens at {} failures", breaker.errors),
            EndpointPolicy::InFlight(count) => write!(f, "at most {count} requests are under way at once"),
            EndpointPolicy::Quota(name) => write!(f, "requests take from quota `{name}`"),
            EndpointPolicy::Balance(name) => write!(f, "callers have a positive balance `{name}`"),
            EndpointPolicy::Heartbeat(every) => {
                write!(f, "a silent stream of events gets a comment every {every:?}")
            }
            EndpointPolicy::Split(targets) => split(f, targets),
        }
    }
}
