//! Why a token is refused.

use std::fmt;

/// Why a token is refused. The code is stable: logs and metrics carry it, clients do not see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refused {
    /// It is longer than [`MAX_TOKEN`](crate::MAX_TOKEN).
    TooLong,
    /// It is not three parts of canonical base64url with JSON objects in the first two.
    Malformed,
    /// Its header has a parameter that is not accepted, such as `crit`.
    Header,
    /// Its algorithm is not accepted by this check, or by any key.
    Algorithm,
    /// No key of the set has its `kid`; a newer set may have one.
    UnknownKey,
    /// The signature is not of the key.
    Signature,
    /// A registered claim has the wrong type, or a required one is absent.
    Claims,
    /// `exp` has passed.
    Expired,
    /// `nbf` or `iat` is in the future.
    NotYetValid,
    /// `iss` is not the issuer that the check accepts.
    Issuer,
    /// `aud` does not name an audience that the check accepts.
    Audience,
}

impl Refused {
    /// Every reason.
    pub const ALL: [Refused; 11] = [
        Refused::TooLong,
        Refused::Malformed,
        Refused::Header,
        Refused::Algorithm,
        Refused::UnknownKey,
        Refused::Signature,
        Refused::Claims,
        Refused::Expired,
        Refused::NotYetValid,
        Refused::Issuer,
        Refused::Audience,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Refused::TooLong => "token_too_long",
            Refused::Malformed => "token_malformed",
            Refused::Header => "token_header",
            Refused::Algorithm => "token_algorithm",
            Refused::UnknownKey => "token_unknown_key",
            Refused::Signature => "token_signature",
            Refused::Claims => "token_claims",
            Refused::Expired => "token_expired",
            Refused::NotYetValid => "token_not_yet_valid",
            Refused::Issuer => "token_issuer",
            Refused::Audience => "token_audience",
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refused::TooLong => "the token is too long",
            Refused::Malformed => "the token is malformed",
            Refused::Header => "the token's header has a parameter that is not accepted",
            Refused::Algorithm => "the token's algorithm is not accepted",
            Refused::UnknownKey => "no key has the token's key id",
            Refused::Signature => "the token's signature is invalid",
            Refused::Claims => "a claim of the token is absent or has the wrong type",
            Refused::Expired => "the token has expired",
            Refused::NotYetValid => "the token is not valid yet",
            Refused::Issuer => "the token has another issuer",
            Refused::Audience => "the token is for another audience",
        })
    }
}

impl std::error::Error for Refused {}
