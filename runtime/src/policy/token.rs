//! Signed tokens as a credential.

use std::rc::Rc;
use std::sync::Arc;

use gwc_artifact::{AuthKind, Jwt, KeyFailure};
use gwc_token::{Refused, Token};

use super::identity::{Identity, Wanted};
use super::outcome::{Outcome, Stale, identified, now};
use super::verified::{By, Verified};
use crate::error::{ProxyError, Unauthorized};
use crate::keys::{Fetched, KeyStore, SecretKeys};

/// A check of tokens.
#[derive(Debug)]
pub(crate) struct TokenCheck {
    pub(crate) jwt: Jwt,
    /// The same, for the identity.
    pub(crate) kind: AuthKind,
    pub(crate) keys: TokenKeys,
}

/// Where the keys of tokens are.
#[derive(Debug)]
pub(crate) enum TokenKeys {
    /// In the key set of an issuer.
    Published(Arc<KeyStore>),
    /// In a secret.
    Secret(SecretKeys),
}

impl TokenKeys {
    /// The newest keys; none until some are known.
    pub(crate) fn newest(&self) -> Option<Arc<Fetched>> {
        match self {
            TokenKeys::Published(keys) => keys.newest(),
            TokenKeys::Secret(keys) => keys.newest(),
        }
    }
}

impl TokenCheck {
    /// The identity of a token that this check verified before, and that still passes. A token that lacks what the check
    /// requires is not one.
    pub(crate) fn known(&self, token: &[u8], check: u64, verified: &Verified) -> Option<Rc<Identity>> {
        let by = By { check, keys: self.keys.newest()?.generation };
        let identity = verified.get(token, by, now())?;
        identity.lack().is_none().then_some(identity)
    }

    /// The refusal of a token while no key is known.
    fn without_keys(&self) -> ProxyError {
        match self.jwt.on_error {
            KeyFailure::Closed => ProxyError::KeysAway,
            KeyFailure::Unauthorized => Unauthorized::KeysAway.into(),
        }
    }

    /// Verifies a token; `check` is the number of this check.
    ///
    /// # Errors
    /// 401 if it does not pass, 403 if it lacks what the check requires.
    pub(crate) fn verify(
        &self,
        text: &str,
        check: u64,
        wanted: &Wanted,
        verified: &Verified,
    ) -> Result<Outcome, ProxyError> {
        let needs = |seen, error| match &self.keys {
            TokenKeys::Published(keys) => {
                Ok(Outcome::NeedsKeys(vec![Stale { keys: Arc::clone(keys), seen }], error))
            }
            // Nobody publishes another one.
            TokenKeys::Secret(_) => Err(error),
        };
        let Some(fetched) = self.keys.newest() else {
            // A token that no key could verify costs the issuer nothing, and is rejected as it would be with keys.
            let token = Token::parse(text).map_err(Unauthorized::Token)?;
            if !self.jwt.algorithms.contains(&token.algorithm()) {
                return Err(Unauthorized::Token(Refused::Algorithm).into());
            }
            return needs(None, self.without_keys());
        };
        let now = now();
        let by = By { check, keys: fetched.generation };
        if let Some(identity) = verified.get(text.as_bytes(), by, now) {
            return identified(identity);
        }
        let token = Token::parse(text).map_err(Unauthorized::Token)?;
        match gwc_token::verify(&token, &fetched.keys, &self.jwt, now) {
            Ok(claims) => {
                let identity = Rc::new(Identity::of(&claims.all, &self.kind, wanted)?);
                verified.keep(text, by, claims.until, &identity);
                identified(identity)
            }
            Err(Refused::UnknownKey) => {
                needs(Some(fetched.generation), Unauthorized::Token(Refused::UnknownKey).into())
            }
            Err(refused) => Err(Unauthorized::Token(refused).into()),
        }
    }
}
