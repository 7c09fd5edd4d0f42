//! The keys of an issuer.

use std::fmt;

use gwc_artifact::Algorithm;

use crate::json::{Value, parse_object};
use crate::key::{Key, KeyError};

/// How many keys a set may have.
pub const MAX_KEYS: usize = 64;

/// The keys of an issuer, in the order of its document.
#[derive(Debug, Default)]
pub struct KeySet {
    keys: Vec<Key>,
    skipped: Vec<KeyError>,
}

/// Why a document is no key set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeySetError {
    /// It is not an object of JSON with a list `keys`.
    Malformed,
    /// It has more than [`MAX_KEYS`] keys.
    TooMany,
    /// It has no key that is supported: every token would be refused.
    NoKey,
}

impl KeySet {
    /// Reads a JWK set (RFC 7517, 5). Keys that cannot be used here are skipped, as the RFC asks, because issuers publish
    /// keys for encryption beside those for signatures.
    ///
    /// # Errors
    /// If no key is left, or the document is not a key set.
    pub fn parse(document: &[u8]) -> Result<KeySet, KeySetError> {
        let document = parse_object(document).ok_or(KeySetError::Malformed)?;
        let Some(Value::List(jwks)) = document.get("keys") else { return Err(KeySetError::Malformed) };
        if jwks.len() > MAX_KEYS {
            return Err(KeySetError::TooMany);
        }
        let mut set = KeySet::default();
        for jwk in jwks {
            let Value::Object(jwk) = jwk else { return Err(KeySetError::Malformed) };
            match Key::of_jwk(jwk) {
                Ok(key) => set.keys.push(key),
                Err(error) => set.skipped.push(error),
            }
        }
        if set.keys.is_empty() { Err(KeySetError::NoKey) } else { Ok(set) }
    }

    /// A set of one key.
    pub fn of(key: Key) -> KeySet {
        KeySet { keys: vec![key], skipped: Vec::new() }
    }

    /// A shared secret, for each of these algorithms. No published set has a secret, and this one has no public key, so
    /// neither is ever used as the other.
    ///
    /// # Errors
    /// If the secret is too short for one of them, or one is not of the HS family.
    pub fn of_secret(secret: &[u8], algorithms: &[Algorithm]) -> Result<KeySet, KeyError> {
        let keys = algorithms.iter().map(|algorithm| Key::secret(secret, *algorithm));
        Ok(KeySet { keys: keys.collect::<Result<_, _>>()?, skipped: Vec::new() })
    }

    /// The keys.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Why the keys that the document has beside these are not used.
    pub fn skipped(&self) -> &[KeyError] {
        &self.skipped
    }

    /// The keys that may have signed a token: those with its `kid`, or the only one for the algorithm when the token has no
    /// `kid`. Where several fit, the list is empty: a check against each would cost a signature each. A secret has no
    /// name, so it fits whatever a token calls it.
    pub(crate) fn candidates(&self, algorithm: Algorithm, id: Option<&str>) -> Vec<&Key> {
        let fits = |key: &&Key| {
            key.verifies(algorithm) && (key.is_secret() || id.is_none_or(|id| key.id() == Some(id)))
        };
        let found: Vec<&Key> = self.keys.iter().filter(fits).collect();
        if id.is_none() && found.len() > 1 { Vec::new() } else { found }
    }
}

impl fmt::Display for KeySetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeySetError::Malformed => f.write_str("the document is not a JWK set"),
            KeySetError::TooMany => write!(f, "the key set has more than {MAX_KEYS} keys"),
            KeySetError::NoKey => f.write_str("the key set has no key for signatures that is supported"),
        }
    }
}

impl std::error::Error for KeySetError {}
