//! Verification of signed tokens: compact JWS (RFC 7515) with a JWT as payload (RFC 7519), by the keys of a JWK set
//! (RFC 7517, RFC 8037).
//!
//! A token is untrusted text. [`Token::parse`] accepts one spelling of each token: canonical base64url, JSON without
//! duplicate names, known header parameters. The key determines the algorithm, never the token alone. Nothing is read
//! from the claims before the signature is verified.
//!
//! [`ApiKeys`] is the same for API keys: records of keys, of which only the SHA-256 is known.
//!
//! It knows no HTTP, no clock and no files: the caller passes the token, the keys and the time.

mod check;
mod discovery;
mod encoding;
mod header;
mod json;
mod api_key;
mod key;
mod key_set;
mod refused;
mod require;
mod token;

pub use api_key::{
    ApiKeyRefused, ApiKeys, Digest, KeyRecord, RecordError, Unreadable, digest, key_digest, random_key,
};
pub use check::{Claims, verify};
pub use discovery::{DiscoveryError, is_https, key_set_of};
pub use json::{MAX_DEPTH, Number, Object, Value, parse_object};
pub use key::{Key, KeyError};
pub use key_set::{KeySet, KeySetError, MAX_KEYS};
pub use refused::Refused;
pub use require::{equals, holds};
pub use token::{MAX_TOKEN, Token};
