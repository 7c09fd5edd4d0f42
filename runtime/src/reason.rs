//! Why a request or a connection failed, as the access log and the metrics name it: the list of all codes.
//!
//! `docs/operations` describes each of them, and `tests/tests/runtime_reasons` provokes each of them.

use gwc_token::{ApiKeyRefused, Refused};

/// Makes the type, its codes and the list from one table, so that none of the three can lack a code.
macro_rules! reasons {
    ($($name:ident = $code:literal,)+) => {
        /// The cause of a failure.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Reason {
            /// Of a token.
            Token(Refused),
            /// Of a key that the gateway verifies.
            ApiKey(ApiKeyRefused),
            $($name,)+
        }

        impl Reason {
            /// All but those of tokens and keys.
            pub(crate) const OTHERS: &[Reason] = &[$(Reason::$name,)+];

            /// The stable code.
            pub(crate) fn code(self) -> &'static str {
                match self {
                    Reason::Token(refused) => refused.code(),
                    Reason::ApiKey(refused) => refused.code(),
                    $(Reason::$name => $code,)+
                }
            }
        }
    };
}

reasons! {
    // Of a connection without a whole request.
    UnreadableRequest = "unreadable_request",
    RequestHeadTimeout = "request_head_timeout",
    TlsHandshakeTimeout = "tls_handshake_timeout",
    TlsHandshakeFailed = "tls_handshake_failed",
    // Of a request that no endpoint answers.
    BadRequest = "bad_request",
    PathRejected = "path_rejected",
    NoEndpoint = "no_endpoint",
    OtherHost = "other_host",
    OtherMethod = "other_method",
    NotImplemented = "not_implemented",
    // Of the caller.
    AddressDenied = "address_denied",
    UserAgentDenied = "user_agent_denied",
    CredentialAbsent = "credential_absent",
    CredentialDuplicate = "credential_duplicate",
    CredentialScheme = "credential_scheme",
    CredentialUnknownKeyPrefix = "credential_unknown_key_prefix",
    TokenClaimNotAHeader = "token_claim_not_a_header",
    TokenWithoutKeys = "token_without_keys",
    CheckUnauthorized = "check_unauthorized",
    CheckForbidden = "check_forbidden",
    RoleMissing = "role_missing",
    ScopeMissing = "scope_missing",
    ClaimMissing = "claim_missing",
    OriginDenied = "origin_denied",
    // Of what verifies a credential.
    KeysUnavailable = "keys_unavailable",
    KeyFileUnreadable = "key_file_unreadable",
    KeyStoreUnavailable = "key_store_unavailable",
    CheckUnavailable = "check_unavailable",
    // Of what is counted.
    RateLimitedClient = "rate_limited_client",
    RateLimitedTotal = "rate_limited_total",
    StoreUnavailable = "store_unavailable",
    QuotaExceeded = "quota_exceeded",
    InFlightExceeded = "in_flight_exceeded",
    InsufficientBalance = "insufficient_balance",
    BillingUnavailable = "billing_unavailable",
    // Of the body of a request, and of a client that leaves.
    BodyTooLarge = "body_too_large",
    ClientTooSlow = "client_too_slow",
    ClientBodyIncomplete = "client_body_incomplete",
    ClientGone = "client_gone",
    // Of a connection to an upstream.
    UpstreamNameUnknown = "upstream_name_unknown",
    UpstreamRefused = "upstream_refused",
    UpstreamUnreachable = "upstream_unreachable",
    UpstreamNeedsTls = "upstream_needs_tls",
    UpstreamTlsNameMismatch = "upstream_tls_name_mismatch",
    UpstreamTlsCertificateExpired = "upstream_tls_certificate_expired",
    UpstreamTlsCertificateNotYetValid = "upstream_tls_certificate_not_yet_valid",
    UpstreamTlsUnknownAuthority = "upstream_tls_unknown_authority",
    UpstreamTlsCertificateInvalid = "upstream_tls_certificate_invalid",
    UpstreamTlsRefused = "upstream_tls_refused",
    UpstreamTlsNoHttp2 = "upstream_tls_no_http2",
    UpstreamTlsFailed = "upstream_tls_failed",
    UpstreamCircuitOpen = "upstream_circuit_open",
    UpstreamTooManyConnections = "upstream_too_many_connections",
    DescriptorsExhausted = "descriptors_exhausted",
    ConnectTimeout = "connect_timeout",
    // Of a response.
    FirstByteTimeout = "first_byte_timeout",
    TotalTimeout = "total_timeout",
    UpstreamReset = "upstream_reset",
    UpstreamInvalidResponse = "upstream_invalid_response",
    UpstreamCut = "upstream_cut",
    ResponseTimeout = "response_timeout",
}

/// Every code that `reason` can have in the access log and in metrics.
pub fn reasons() -> impl Iterator<Item = &'static str> {
    let tokens = Refused::ALL.into_iter().map(Reason::Token);
    let keys = ApiKeyRefused::ALL.into_iter().map(Reason::ApiKey);
    tokens.chain(keys).chain(Reason::OTHERS.iter().copied()).map(Reason::code)
}
