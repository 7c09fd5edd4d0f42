//! Credentials and limits of endpoints.

use super::require::Require;
use super::store::Secret;
pub use gwc_artifact::TokenSource;
use gwc_artifact::Window;
use gwc_artifact::{KeyFailure, KeySource, Minted};
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::value::{Duration, Rate};

/// An auth of [`super::Gateway::auths`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuthId(pub u32);

/// An auth: a credential that endpoints can require.
#[derive(Debug, Clone)]
pub struct Auth {
    /// Its name, and where it is declared.
    pub name: Spanned<String>,
    /// What is checked.
    pub scheme: Scheme,
    /// What a verified token, or the record of a verified key, must hold.
    pub require: Require,
    /// Headers set from verified claims, the record of a verified key or the answer of a check.
    pub mints: Vec<Mint>,
    /// The hosts of pages that requests with this credential come from, with their subdomains; empty: from anywhere.
    pub origins: Vec<Spanned<String>>,
    /// The limit of the requests with this credential.
    pub rate_limit: Option<CredentialLimit>,
}

/// The limit of the requests with a credential.
#[derive(Debug, Clone)]
pub struct CredentialLimit {
    /// Its name, where it is attached.
    pub name: Spanned<String>,
    /// The limit, once the name is resolved.
    pub id: Option<LimitId>,
    /// The text of a response to a request beyond it.
    pub message: Option<Spanned<String>>,
}

/// What is checked.
#[derive(Debug, Clone)]
pub enum Scheme {
    /// A signed token.
    Jwt(Jwt),
    /// A key, checked by the upstream or by the gateway.
    ApiKey(ApiKey),
    /// Whatever a service accepts.
    External(ExternalCheck),
    /// An identity that something in front of the endpoints has checked (`auth/public: false`).
    Edge,
}

/// A signed token.
#[derive(Debug, Clone)]
pub struct Jwt {
    /// The `iss` that a token must have; absent only in KrakenD configurations.
    pub issuer: Option<Spanned<String>>,
    /// The URL of the key set, or of the discovery document of the issuer; empty where there is a secret.
    pub jwks: Spanned<String>,
    /// The secret that tokens are signed with.
    pub secret: Option<Spanned<Secret>>,
    /// What happens to tokens while no key is known, where that is set.
    pub on_error: Option<Spanned<KeyFailure>>,
    /// Where it is set that the gateway is ready only with keys.
    pub probe: Option<Span>,
    /// Whether it is that of the discovery document.
    pub discover: bool,
    /// Whether keys may be fetched over `http`.
    pub allow_http: bool,
    /// Whether the format it was read from can allow it. A Gateway resource cannot.
    pub can_allow_http: bool,
    /// Accepted algorithms.
    pub algorithms: Vec<Spanned<String>>,
    /// Accepted audiences.
    pub audiences: Audiences,
    /// Where tokens are read from, in order; `Authorization` when empty.
    pub from: Vec<Spanned<TokenSource>>,
    /// Tolerated clock difference.
    pub leeway: Option<Duration>,
}

impl Jwt {
    /// Whether the URL of the keys is `http`: anyone on the way can replace them.
    pub fn is_cleartext(&self) -> bool {
        self.jwks.value.starts_with("http://")
    }

    /// The headers that tokens are read from, in order.
    pub fn headers(&self) -> Vec<&str> {
        if self.from.is_empty() {
            return vec!["Authorization"];
        }
        let mut headers = Vec::new();
        for source in &self.from {
            if let TokenSource::Header(name) = &source.value {
                headers.push(name.as_str());
            }
        }
        headers
    }
}

/// Accepted audiences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audiences {
    /// Any: explicitly set.
    Any,
    /// One of these.
    List(Vec<Spanned<String>>),
    /// Each of these.
    All(Vec<Spanned<String>>),
}

/// An opaque key.
#[derive(Debug, Clone)]
pub struct ApiKey {
    /// How keys begin.
    pub prefixes: Vec<Spanned<String>>,
    /// Where keys are read from.
    pub headers: Vec<String>,
    /// Where the records are by which the gateway verifies keys; without them, the upstream does.
    pub records: Option<Spanned<KeySource>>,
}

/// A service that is asked whether a request may pass.
#[derive(Debug, Clone)]
pub struct ExternalCheck {
    /// Where it is, and that it is asked at all.
    pub url: Spanned<String>,
    /// The headers of the request that are sent.
    pub send: Vec<Spanned<String>>,
    /// How long an answer may take.
    pub timeout: Option<Duration>,
    /// How long an answer that accepts is used again.
    pub cache: Option<Duration>,
    /// Whether a request passes when the service fails, and where that is set.
    pub open_on_error: Option<Span>,
}

/// A header set from verified claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mint {
    /// The header.
    pub header: Spanned<String>,
    /// What it is made of.
    pub value: Minted,
}

impl Auth {
    /// The headers its credential is read from.
    pub fn credential_headers(&self) -> Vec<&str> {
        match &self.scheme {
            Scheme::Jwt(jwt) => jwt.headers(),
            Scheme::ApiKey(key) => key.headers.iter().map(String::as_str).collect(),
            Scheme::External(check) => check.send.iter().map(|name| name.value.as_str()).collect(),
            Scheme::Edge => Vec::new(),
        }
    }

    /// Whether requests with the credential can have a limit of their own.
    pub fn scheme_has_limits(&self) -> bool {
        !matches!(self.scheme, Scheme::Edge)
    }

    /// Whether the upstream, not the gateway, checks the credential.
    pub fn is_api_key(&self) -> bool {
        matches!(&self.scheme, Scheme::ApiKey(key) if key.records.is_none())
    }

    /// Whether the gateway verifies API keys by their records.
    pub fn is_verified_key(&self) -> bool {
        matches!(&self.scheme, Scheme::ApiKey(key) if key.records.is_some())
    }

    /// Whether the gateway knows claims of the caller, or the record of the key.
    pub fn has_claims(&self) -> bool {
        matches!(self.scheme, Scheme::Jwt(_)) || self.is_verified_key()
    }
}

/// The required credential of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Credential {
    /// None: the endpoint is public.
    Public,
    /// One of these, in the order of the list.
    AnyOf(Vec<AuthId>),
    /// None; where a request has one, one of these must accept it, in the order of the list.
    Optional(Vec<AuthId>),
    /// Not set: only in KrakenD configurations, where the endpoint is public.
    Unstated,
}

impl Credential {
    /// The auths of a credential that a request has.
    pub fn auths(&self) -> &[AuthId] {
        match self {
            Self::Public | Self::Unstated => &[],
            Self::AnyOf(auths) | Self::Optional(auths) => auths,
        }
    }

    /// Whether no credential is required.
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::AnyOf(_))
    }
}

/// A limit of [`super::Gateway::limits`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LimitId(pub u32);

/// A rate limit.
#[derive(Debug, Clone)]
pub struct Limit {
    /// Its name, and where it is declared.
    pub name: Spanned<String>,
    /// One bucket for all callers together.
    pub total: Option<Bucket>,
    /// One bucket for each caller.
    pub client: Option<ClientLimit>,
}

impl Limit {
    /// Whether the record of an API key may name it: one bucket, which each key then has for itself.
    pub fn is_of_a_key(&self) -> bool {
        self.total.is_some() && self.client.is_none()
    }
}

/// A bucket for each caller.
#[derive(Debug, Clone)]
pub struct ClientLimit {
    /// What tells callers apart.
    pub key: ClientKey,
    /// The bucket each has.
    pub bucket: Bucket,
}

/// What tells callers apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ClientKey {
    /// The address.
    Ip,
    /// A request header.
    Header(String),
    /// A verified claim.
    Claim(String),
    /// The verified API key.
    Key,
    /// A path parameter.
    Param(String),
}

/// A token bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// How fast it fills.
    pub rate: Rate,
    /// How many it holds.
    pub burst: u64,
    /// Where the rate is written.
    pub span: Span,
    /// Where the burst is written; derived when absent.
    pub burst_span: Option<Span>,
    /// How requests are counted.
    pub window: Window,
}
