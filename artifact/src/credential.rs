//! Credentials that are no tokens: API keys, and what another service checks.

use std::time::Duration;

use crate::codec::Encoded;
use crate::limit::Limit;
use crate::minted::MintedHeader;
use crate::require::Requirement;
use crate::values::Set;

/// API keys.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
pub struct ApiKey {
    /// What a key begins with: any of these; never empty.
    pub prefixes: Set<String>,
    /// The headers a key is read from, the first that has one wins; `Authorization` means its `Bearer` token.
    pub headers: Vec<String>,
    /// What verifies a key.
    pub verify: KeyCheck,
}

/// What verifies an API key.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
#[repr(u8)]
pub enum KeyCheck {
    /// An upstream that accepts keys; the gateway recognises the prefix alone.
    Upstream = 1,
    /// The gateway, by records.
    Gateway(KeyRecords) = 2,
}

/// The records of keys, and what their fields are used for.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
pub struct KeyRecords {
    /// Where the records are.
    pub source: KeySource,
    /// The limits that a record may name, in ascending order of name: each key has a bucket of its own.
    pub limits: Set<NamedLimit>,
    /// What the record of a key must hold: else 403.
    pub require: Set<Requirement>,
    /// The identity headers, minted from the record; no header twice, whatever its case.
    pub headers: Set<MintedHeader>,
}

/// Where the records of keys are.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
#[repr(u8)]
pub enum KeySource {
    /// In the file with this absolute path: a JSON object a line.
    File(String) = 1,
    /// In the store of the gateway, each under the hash of its key; the store is a server.
    Store = 2,
}

/// A limit that a key record may name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encoded)]
pub struct NamedLimit {
    /// Its name, which no other limit of the list has.
    pub name: String,
    /// The bucket of each key.
    pub limit: Limit,
}

/// A service that is asked whether a request may pass, as nginx's `auth_request` does: 2xx passes, 401 and 403 refuse.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
pub struct ExternalCheck {
    /// The address that is asked, with `GET`.
    pub url: String,
    /// The headers of the request that are sent, in order; never empty, and none twice. Without any of them the request
    /// has no credential.
    pub send: Vec<String>,
    /// How long an answer may take.
    pub timeout: Duration,
    /// How long a 2xx answer is used for the same headers; 0 asks each time.
    pub cache: Duration,
    /// What happens without an answer, or with any other status.
    pub on_error: CheckFailure,
    /// The identity headers, taken from the answer; no header twice, whatever its case.
    pub headers: Set<MintedHeader>,
}

/// What happens to a request when the service that checks it does not answer as it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encoded)]
#[repr(u8)]
pub enum CheckFailure {
    /// It is refused, with 503.
    Closed = 1,
    /// It passes, without identity headers.
    Open = 2,
}
