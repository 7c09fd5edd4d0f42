//! Why a request got no answer of an upstream, or only a part of it.

use std::fmt;
use std::io;

use gwc_plan::Refused;
use hyper::StatusCode;

use crate::reason::Reason;

/// Every way a request can fail in the gateway. Each has a status, a side to blame and a word on whether the same
/// request may be sent once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProxyError {
    /// The request can be read in two ways, or not at all.
    BadRequest(&'static str),
    /// It meets no endpoint.
    Refused(Refused),
    /// The endpoint needs what this runtime does not do.
    NotImplemented,
    /// The address of the client may not call.
    AddressDenied,
    /// No credential, or one that does not pass.
    Unauthorized(Unauthorized),
    /// A verified credential without what is required of it.
    Forbidden(Lack),
    /// No key of the issuer was fetched yet.
    KeysAway,
    /// What checks the credential is not there.
    Unchecked(Unchecked),
    /// A bucket is empty.
    RateLimited(Exceeded),
    /// The store of the limits is not available, and requests are refused then.
    StoreAway,
    /// The quota of the caller is used up.
    QuotaExceeded(Exceeded),
    /// As many requests are under way as there may be.
    TooManyInFlight,
    /// The account of the caller has no funds.
    NoFunds,
    /// The service that knows is not available, and requests are refused then.
    BalanceAway,
    /// A policy of the endpoint refuses it; what it answers is in the policy's file.
    Denied(&'static Denial),
    /// The client sent nothing of a promised body for too long.
    ClientTooSlow,
    /// The client's body ended before its end.
    ClientBody,
    /// No connection to any host of the upstream.
    Unreachable(Unreached),
    /// The upstream needs what this runtime does not speak.
    Unsupported,
    /// The upstream does not prove its name, or does not speak TLS as declared.
    #[cfg_attr(not(feature = "tls"), expect(dead_code, reason = "without TLS there is no handshake"))]
    Tls(TlsFailure),
    /// The breaker of the upstream is open.
    CircuitOpen {
        /// In how many seconds it lets a request through, at least 1.
        wait: u64,
    },
    /// The upstream closed without an answer.
    Reset,
    /// The upstream answered something that is not HTTP.
    BrokenAnswer,
    /// As many connections to the upstream as there may be.
    Busy,
    /// The system lets the process open no more files, or no more connections.
    NoDescriptors,
    ConnectTimeout,
    FirstByteTimeout,
    TotalTimeout,
}

/// Why a credential is refused. Clients are not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unauthorized {
    /// No header has one.
    Absent,
    /// Its header is there twice.
    Duplicate,
    /// Its header holds something else.
    Scheme,
    /// It is no key with a known prefix.
    Key,
    /// A token that does not pass.
    Token(gwc_token::Refused),
    /// A key that does not pass.
    ApiKey(gwc_token::ApiKeyRefused),
    /// The external check refuses it.
    External,
    /// A claim that cannot be the value of a header.
    Claim,
    /// A token while no key is known that could verify it.
    KeysAway,
}

impl Unauthorized {
    /// For logs and metrics.
    pub(crate) fn reason(self) -> Reason {
        match self {
            Unauthorized::Absent => Reason::CredentialAbsent,
            Unauthorized::Duplicate => Reason::CredentialDuplicate,
            Unauthorized::Scheme => Reason::CredentialScheme,
            Unauthorized::Key => Reason::CredentialUnknownKeyPrefix,
            Unauthorized::Token(refused) => Reason::Token(refused),
            Unauthorized::ApiKey(refused) => Reason::ApiKey(refused),
            Unauthorized::External => Reason::CheckUnauthorized,
            Unauthorized::Claim => Reason::TokenClaimNotAHeader,
            Unauthorized::KeysAway => Reason::TokenWithoutKeys,
        }
    }
}

/// What a verified token lacks. Clients are not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lack {
    /// Each of the roles that would do.
    Role,
    /// Each of the scopes that would do.
    Scope,
    /// A claim with the required value.
    Claim,
    /// An origin that may send the credential.
    Origin,
    /// The consent of the external check.
    Consent,
}

/// What checks a credential, and is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unchecked {
    /// The file of keys could not be read yet.
    KeyFile,
    /// The store with the records of keys is not available, or has something else under the name of a record.
    KeyStore,
    /// The external check does not answer as it should.
    External,
}

impl Unchecked {
    /// For logs and metrics.
    pub(crate) fn reason(self) -> Reason {
        match self {
            Unchecked::KeyFile => Reason::KeyFileUnreadable,
            Unchecked::KeyStore => Reason::KeyStoreUnavailable,
            Unchecked::External => Reason::CheckUnavailable,
        }
    }
}

impl Lack {
    /// For logs and metrics.
    pub(crate) fn reason(self) -> Reason {
        match self {
            Lack::Role => Reason::RoleMissing,
            Lack::Scope => Reason::ScopeMissing,
            Lack::Claim => Reason::ClaimMissing,
            Lack::Origin => Reason::OriginDenied,
            Lack::Consent => Reason::CheckForbidden,
        }
    }
}

/// An empty bucket, for the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exceeded {
    /// Whose bucket is empty.
    pub(crate) whose: &'static str,
    /// The bucket's size.
    pub(crate) burst: u64,
    /// In how many seconds an empty bucket is full, at least 1.
    pub(crate) window: u64,
    /// In how many seconds there is a token again, at least 1.
    pub(crate) wait: u64,
    /// The message that is declared for it.
    pub(crate) message: Option<&'static str>,
}

/// Why no connection to an upstream could be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreached {
    /// Its name has no address.
    Name,
    /// Nothing listens there.
    Refused,
    /// Something else, such as a network that is down.
    Other,
}

impl Unreached {
    /// What an attempt to connect failed with.
    pub(crate) fn of(error: &io::Error) -> Unreached {
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Unreached::Refused,
            io::ErrorKind::NotFound => Unreached::Name,
            _ => Unreached::Other,
        }
    }
}

/// Why a TLS handshake with an upstream failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "tls"), expect(dead_code, reason = "without TLS there is no handshake"))]
pub(crate) enum TlsFailure {
    /// Its certificate is for another name.
    Name,
    /// Its certificate has expired.
    Expired,
    /// Its certificate is not valid yet.
    NotYetValid,
    /// No trusted authority has issued its certificate.
    Authority,
    /// Its certificate is wrong in another way.
    Certificate,
    /// It refuses the handshake, such as for want of a client certificate.
    Refused,
    /// It does not speak HTTP/2.
    NoHttp2,
    /// It does not speak TLS, or closed.
    Broken,
}

impl TlsFailure {
    /// For logs and metrics.
    pub(crate) fn reason(self) -> Reason {
        match self {
            TlsFailure::Name => Reason::UpstreamTlsNameMismatch,
            TlsFailure::Expired => Reason::UpstreamTlsCertificateExpired,
            TlsFailure::NotYetValid => Reason::UpstreamTlsCertificateNotYetValid,
            TlsFailure::Authority => Reason::UpstreamTlsUnknownAuthority,
            TlsFailure::Certificate => Reason::UpstreamTlsCertificateInvalid,
            TlsFailure::Refused => Reason::UpstreamTlsRefused,
            TlsFailure::NoHttp2 => Reason::UpstreamTlsNoHttp2,
            TlsFailure::Broken => Reason::UpstreamTlsFailed,
        }
    }
}

/// What a policy answers to a request that it refuses.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Denial {
    pub(crate) status: StatusCode,
    /// The text of the response.
    pub(crate) text: &'static str,
    /// For logs and metrics.
    pub(crate) reason: Reason,
}

/// The party that has to change something so that the request succeeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blame {
    Client,
    Upstream,
    Gateway,
}

impl ProxyError {
    pub(crate) fn status(self) -> StatusCode {
        match self {
            ProxyError::BadRequest(_) | ProxyError::ClientBody => StatusCode::BAD_REQUEST,
            ProxyError::Refused(refused) => {
                StatusCode::from_u16(refused.status()).unwrap_or(StatusCode::BAD_REQUEST)
            }
            ProxyError::NotImplemented => StatusCode::NOT_IMPLEMENTED,
            ProxyError::Unauthorized(_) => StatusCode::UNAUTHORIZED,
            ProxyError::AddressDenied | ProxyError::Forbidden(_) => StatusCode::FORBIDDEN,
            ProxyError::NoFunds => StatusCode::PAYMENT_REQUIRED,
            ProxyError::RateLimited(_) | ProxyError::QuotaExceeded(_) => StatusCode::TOO_MANY_REQUESTS,
            ProxyError::Denied(denial) => denial.status,
            ProxyError::ClientTooSlow => StatusCode::REQUEST_TIMEOUT,
            ProxyError::Unreachable(_)
            | ProxyError::Tls(_)
            | ProxyError::Reset
            | ProxyError::BrokenAnswer => StatusCode::BAD_GATEWAY,
            ProxyError::KeysAway
            | ProxyError::Unchecked(_)
            | ProxyError::StoreAway
            | ProxyError::BalanceAway
            | ProxyError::TooManyInFlight
            | ProxyError::Unsupported
            | ProxyError::CircuitOpen { .. }
            | ProxyError::Busy
            | ProxyError::NoDescriptors => StatusCode::SERVICE_UNAVAILABLE,
            ProxyError::ConnectTimeout | ProxyError::FirstByteTimeout | ProxyError::TotalTimeout => {
                StatusCode::GATEWAY_TIMEOUT
            }
        }
    }

    pub(crate) fn blame(self) -> Blame {
        match self {
            ProxyError::BadRequest(_)
            | ProxyError::Refused(_)
            | ProxyError::AddressDenied
            | ProxyError::Unauthorized(_)
            | ProxyError::Forbidden(_)
            | ProxyError::RateLimited(_)
            | ProxyError::QuotaExceeded(_)
            | ProxyError::NoFunds
            | ProxyError::Denied(_)
            | ProxyError::ClientTooSlow
            | ProxyError::ClientBody => Blame::Client,
            ProxyError::Unreachable(_)
            | ProxyError::Tls(_)
            | ProxyError::CircuitOpen { .. }
            | ProxyError::Reset
            | ProxyError::BrokenAnswer
            | ProxyError::ConnectTimeout
            | ProxyError::FirstByteTimeout
            | ProxyError::TotalTimeout => Blame::Upstream,
            ProxyError::NotImplemented
            | ProxyError::KeysAway
            | ProxyError::StoreAway
            | ProxyError::BalanceAway
            | ProxyError::TooManyInFlight
            | ProxyError::Unchecked(_)
            | ProxyError::Unsupported
            | ProxyError::Busy
            | ProxyError::NoDescriptors => Blame::Gateway,
        }
    }

    /// For logs and metrics.
    pub(crate) fn reason(self) -> Reason {
        match self {
            ProxyError::BadRequest(_) => Reason::BadRequest,
            ProxyError::Refused(Refused::Path(_)) => Reason::PathRejected,
            ProxyError::Refused(Refused::NoEndpoint) => Reason::NoEndpoint,
            ProxyError::Refused(Refused::OtherHost) => Reason::OtherHost,
            ProxyError::Refused(Refused::OtherMethod(_)) => Reason::OtherMethod,
            ProxyError::NotImplemented => Reason::NotImplemented,
            ProxyError::AddressDenied => Reason::AddressDenied,
            ProxyError::Unauthorized(refused) => refused.reason(),
            ProxyError::Forbidden(lack) => lack.reason(),
            ProxyError::KeysAway => Reason::KeysUnavailable,
            ProxyError::Unchecked(what) => what.reason(),
            ProxyError::RateLimited(Exceeded { whose: "client", .. }) => Reason::RateLimitedClient,
            ProxyError::RateLimited(_) => Reason::RateLimitedTotal,
            ProxyError::StoreAway => Reason::StoreUnavailable,
            ProxyError::QuotaExceeded(_) => Reason::QuotaExceeded,
            ProxyError::TooManyInFlight => Reason::InFlightExceeded,
            ProxyError::NoFunds => Reason::InsufficientBalance,
            ProxyError::BalanceAway => Reason::BillingUnavailable,
            ProxyError::Denied(denial) => denial.reason,
            ProxyError::ClientTooSlow => Reason::ClientTooSlow,
            ProxyError::ClientBody => Reason::ClientBodyIncomplete,
            ProxyError::Unreachable(Unreached::Name) => Reason::UpstreamNameUnknown,
            ProxyError::Unreachable(Unreached::Refused) => Reason::UpstreamRefused,
            ProxyError::Unreachable(Unreached::Other) => Reason::UpstreamUnreachable,
            ProxyError::Unsupported => Reason::UpstreamNeedsTls,
            ProxyError::Tls(failure) => failure.reason(),
            ProxyError::CircuitOpen { .. } => Reason::UpstreamCircuitOpen,
            ProxyError::Reset => Reason::UpstreamReset,
            ProxyError::BrokenAnswer => Reason::UpstreamInvalidResponse,
            ProxyError::Busy => Reason::UpstreamTooManyConnections,
            ProxyError::NoDescriptors => Reason::DescriptorsExhausted,
            ProxyError::ConnectTimeout => Reason::ConnectTimeout,
            ProxyError::FirstByteTimeout => Reason::FirstByteTimeout,
            ProxyError::TotalTimeout => Reason::TotalTimeout,
        }
    }

    /// Whether the upstream has seen nothing of the request, so that another host may be asked.
    pub(crate) fn retryable(self) -> bool {
        matches!(self, ProxyError::Unreachable(_) | ProxyError::Tls(_))
    }
}

/// Whether the system lets this process, or any, open no more files. It is not a fault of the other side.
pub(crate) fn is_out_of_descriptors(error: &io::Error) -> bool {
    const ENFILE: i32 = 23;
    const EMFILE: i32 = 24;
    matches!(error.raw_os_error(), Some(ENFILE | EMFILE))
}

impl From<Refused> for ProxyError {
    fn from(refused: Refused) -> Self {
        ProxyError::Refused(refused)
    }
}

impl From<Unauthorized> for ProxyError {
    fn from(refused: Unauthorized) -> Self {
        ProxyError::Unauthorized(refused)
    }
}

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ProxyError::BadRequest(reason) => reason,
            ProxyError::Refused(refused) => return refused.fmt(f),
            ProxyError::NotImplemented => "the gateway does not support this endpoint",
            ProxyError::Unauthorized(_) => "unauthorized",
            ProxyError::AddressDenied | ProxyError::Forbidden(_) => "forbidden",
            ProxyError::KeysAway => "the keys of the issuer cannot be fetched",
            ProxyError::Unchecked(_) => "the credential cannot be checked",
            ProxyError::RateLimited(exceeded) => exceeded.message.unwrap_or("rate limit exceeded"),
            ProxyError::QuotaExceeded(exceeded) => return write!(f, "quota {} exceeded", exceeded.whose),
            ProxyError::TooManyInFlight => "too many requests are under way",
            // The words of the seeds, from which clients know them.
            ProxyError::NoFunds => {
                "your account has insufficient balance. Please add funds at the platform billing page"
            }
            ProxyError::BalanceAway => "billing is temporarily unavailable. Please retry shortly.",
            ProxyError::StoreAway => "rate limits are temporarily unavailable",
            ProxyError::Denied(denial) => denial.text,
            ProxyError::ClientTooSlow => "the request body arrived too slowly",
            ProxyError::ClientBody => "the request body is incomplete",
            ProxyError::Unreachable(_) => "the upstream cannot be reached",
            ProxyError::Unsupported => "the upstream needs TLS",
            ProxyError::Tls(_) => "the upstream cannot be verified",
            ProxyError::CircuitOpen { .. } => "the upstream fails and gets no requests for a moment",
            ProxyError::Reset => "the upstream closed the connection without a response",
            ProxyError::BrokenAnswer => "the upstream sent an invalid response",
            ProxyError::Busy => "too many connections to the upstream",
            ProxyError::NoDescriptors => "too many open connections",
            ProxyError::ConnectTimeout => "the upstream did not accept a connection in time",
            ProxyError::FirstByteTimeout => "the upstream did not send a response header in time",
            ProxyError::TotalTimeout => "the request took too long",
        })
    }
}

impl Blame {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Blame::Client => "client",
            Blame::Upstream => "upstream",
            Blame::Gateway => "gateway",
        }
    }
}

/// Why an answer was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    Upstream,
    Timeout,
}

impl Cut {
    /// For logs and metrics.
    pub(crate) fn reason(self) -> Reason {
        match self {
            Cut::Upstream => Reason::UpstreamCut,
            Cut::Timeout => Reason::ResponseTimeout,
        }
    }
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Cut::Upstream => "the upstream ended its response early",
            Cut::Timeout => "the response took too long",
        })
    }
}

impl std::error::Error for Cut {}
