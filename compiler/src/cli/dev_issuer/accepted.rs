//! A credential that a check of the gateway accepts under `gwc dev --echo`.

use std::time::{SystemTime, UNIX_EPOCH};

use gwc_artifact::{Algorithm, ApiKey, Auth, AuthKind, Gateway};
use serde_json::{Map, Value, json};

use super::claims;
use super::key::{Key, algorithm};

/// A credential, before it is signed.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::cli) enum Accepted {
    /// A token with these claims.
    Token { algorithm: Algorithm, claims: Map<String, Value> },
    /// A key, and the header that it is read from.
    Key { header: String, key: String },
}

impl Accepted {
    /// What an auth of the gateway accepts.
    pub(in crate::cli) fn by(gateway: &Gateway, auth: &Auth) -> Accepted {
        match &auth.kind {
            AuthKind::Jwt(jwt) => {
                Accepted::Token { algorithm: algorithm(jwt), claims: claims::of(gateway, auth, jwt) }
            }
            AuthKind::ApiKey(key) => {
                let header = key.headers.first().map_or("Authorization", String::as_str);
                Accepted::Key { header: header.to_owned(), key: Accepted::key(key) }
            }
            AuthKind::External(check) => {
                let header = check.send.first().map_or("Authorization", String::as_str);
                let key = if header.eq_ignore_ascii_case("Cookie") { "session=dev" } else { "dev" };
                Accepted::Key { header: header.to_owned(), key: key.to_owned() }
            }
        }
    }

    /// A key with the first prefix of an auth.
    pub(super) fn key(key: &ApiKey) -> String {
        format!("{}dev-key", key.prefixes.iter().next().map_or("", String::as_str))
    }

    /// Sets a claim; with `null` the token is without it.
    ///
    /// # Errors
    /// The reason as a message, if it is a key, which has no claims.
    pub(in crate::cli) fn set(&mut self, claim: &str, value: Value) -> Result<(), String> {
        let Accepted::Token { claims, .. } = self else {
            return Err("an API key has no claims".to_owned());
        };
        *claims::place(claims, claim) = value;
        Ok(())
    }

    /// The credential alone. A token is valid from now on for eight hours, unless its claims set another time.
    ///
    /// # Errors
    /// If the token cannot be signed.
    pub(in crate::cli) fn text(&self) -> Result<String, String> {
        const HOURS: u64 = 8;
        match self {
            Accepted::Key { key, .. } => Ok(key.clone()),
            Accepted::Token { algorithm, claims } => {
                let mut claims = claims.clone();
                let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
                for (name, time) in [("iat", now), ("exp", now + HOURS * 3600)] {
                    claims.entry(name).or_insert_with(|| json!(time));
                }
                claims.retain(|_, value| !value.is_null());
                Key::token(*algorithm, &claims)
            }
        }
    }

    /// The header of a request with this credential.
    ///
    /// # Errors
    /// If the token cannot be signed.
    pub(in crate::cli) fn header(&self) -> Result<String, String> {
        let text = self.text()?;
        Ok(match self {
            Accepted::Key { header, .. } if !header.eq_ignore_ascii_case("Authorization") => {
                format!("{header}: {text}")
            }
            _ => format!("Authorization: Bearer {text}"),
        })
    }
}
