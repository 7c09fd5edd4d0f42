//! What a look at the credential of a caller comes to.

use std::rc::Rc;
use std::sync::Arc;

use super::identity::Identity;
use crate::error::ProxyError;
use crate::keys::KeyStore;

/// What one check makes of a credential that it does not refuse.
pub(crate) enum Outcome {
    /// The check verified the caller.
    Identified(Rc<Identity>),
    /// Newer sets of these keys may have the token's.
    NeedsKeys(Vec<Stale>, ProxyError),
}

/// Keys that may be too old for a token.
pub(crate) struct Stale {
    pub(crate) keys: Arc<KeyStore>,
    /// The generation of the set that the token was checked with; none where there was none.
    pub(crate) seen: Option<u64>,
}

/// Of two checks that do not accept a token, the result that is nearer to it: one that knows whose it is, then one that
/// may know with newer keys, then one that would know if its keys could be read.
pub(crate) fn nearer(
    one: Result<Outcome, ProxyError>,
    other: Result<Outcome, ProxyError>,
) -> Result<Outcome, ProxyError> {
    match (one, other) {
        (Err(ProxyError::Forbidden(lack)), _) | (_, Err(ProxyError::Forbidden(lack))) => {
            Err(ProxyError::Forbidden(lack))
        }
        (Ok(Outcome::NeedsKeys(mut keys, error)), Ok(Outcome::NeedsKeys(more, other))) => {
            keys.extend(more);
            Ok(Outcome::NeedsKeys(keys, if error == ProxyError::KeysAway { error } else { other }))
        }
        (needs @ Ok(_), _) | (_, needs @ Ok(_)) => needs,
        (Err(ProxyError::KeysAway), _) => Err(ProxyError::KeysAway),
        (_, other) => other,
    }
}

/// A credential that is valid, and may lack what its check requires.
pub(crate) fn identified(identity: Rc<Identity>) -> Result<Outcome, ProxyError> {
    match identity.lack() {
        Some(lack) => Err(ProxyError::Forbidden(lack)),
        None => Ok(Outcome::Identified(identity)),
    }
}

/// The time, in seconds since 1970.
pub(crate) fn now() -> u64 {
    use std::time::{SystemTime, UNIX_EPOCH};
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
