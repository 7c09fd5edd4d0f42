//! Why a key is rejected.

/// Why a key does not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiKeyRefused {
    /// No record has its hash.
    Unknown,
    /// Its time is over.
    Expired,
    /// It was revoked.
    Revoked,
}

impl ApiKeyRefused {
    /// Every reason.
    pub const ALL: [ApiKeyRefused; 3] =
        [ApiKeyRefused::Unknown, ApiKeyRefused::Expired, ApiKeyRefused::Revoked];

    /// The stable code, for logs and metrics.
    pub fn code(self) -> &'static str {
        match self {
            ApiKeyRefused::Unknown => "key_unknown",
            ApiKeyRefused::Expired => "key_expired",
            ApiKeyRefused::Revoked => "key_revoked",
        }
    }
}
