//! What endpoints refer to: credential checks and limits.

use std::time::Duration;

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

/// A limit on requests. Both parts absent: no limit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RateLimit {
    /// Shared by all callers.
    pub total: Option<Limit>,
    /// For each caller.
    pub per_client: Option<PerClient>,
}

impl RateLimit {
    /// Whether nothing is limited.
    pub fn is_none(&self) -> bool {
        self.total.is_none() && self.per_client.is_none()
    }
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
