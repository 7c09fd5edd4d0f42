//! Whether a token passes a check: signature first, then claims.

use std::time::Duration;

use gwc_artifact::{Audiences, Issuer, Jwt};

use crate::json::{Object, Value, parse_object};
use crate::key_set::KeySet;
use crate::refused::Refused;
use crate::token::Token;

/// The claims of a token that passed.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims {
    /// All claims.
    pub all: Object,
    /// When the token stops to pass, in seconds since 1970: `exp` and the leeway of the check.
    pub until: u64,
}

/// Checks a token at a time, in seconds since 1970. Roles and scopes are another matter: a token without them is valid.
///
/// # Errors
/// The first reason to refuse it.
pub fn verify(token: &Token<'_>, keys: &KeySet, check: &Jwt, now: u64) -> Result<Claims, Refused> {
    let algorithm = token.header.algorithm;
    if !check.algorithms.contains(&algorithm) {
        return Err(Refused::Algorithm);
    }
    let candidates = keys.candidates(algorithm, token.key_id());
    if candidates.is_empty() {
        return Err(unknown_key(token, keys));
    }
    let signed =
        candidates.iter().any(|key| key.signed(algorithm, token.signed.as_bytes(), &token.signature));
    if !signed {
        return Err(Refused::Signature);
    }
    let claims = parse_object(&token.payload).ok_or(Refused::Malformed)?;
    types(&claims)?;
    let until = times(&claims, check.leeway, now)?;
    issuer(&claims, &check.issuer)?;
    audience(&claims, &check.audiences)?;
    Ok(Claims { all: claims, until })
}

/// A key of that id for another algorithm will not change by asking the issuer again.
fn unknown_key(token: &Token<'_>, keys: &KeySet) -> Refused {
    let known = |id: &str| keys.keys().iter().any(|key| key.id() == Some(id));
    match token.key_id() {
        Some(id) if known(id) => Refused::Algorithm,
        _ => Refused::UnknownKey,
    }
}

/// The registered claims that are text are text (RFC 7519, 4.1).
fn types(claims: &Object) -> Result<(), Refused> {
    for name in ["iss", "sub", "jti"] {
        if !matches!(claims.get(name), None | Some(Value::Text(_))) {
            return Err(Refused::Claims);
        }
    }
    Ok(())
}

/// Checks `exp`, which is required, `nbf` and `iat`; returns when the token stops to pass.
fn times(claims: &Object, leeway: Duration, now: u64) -> Result<u64, Refused> {
    let leeway = leeway.as_secs();
    let until = seconds(claims, "exp")?.ok_or(Refused::Claims)?.saturating_add(leeway);
    if now >= until {
        return Err(Refused::Expired);
    }
    for name in ["nbf", "iat"] {
        if seconds(claims, name)?.is_some_and(|from| from > now.saturating_add(leeway)) {
            return Err(Refused::NotYetValid);
        }
    }
    Ok(until)
}

/// A date in seconds since 1970, its fraction cut off; `None` where the claim is absent.
fn seconds(claims: &Object, name: &str) -> Result<Option<u64>, Refused> {
    /// The largest whole number that every reader of JSON has.
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    match claims.get(name) {
        None => Ok(None),
        Some(Value::Number(number)) => match number.as_f64() {
            Some(seconds) if (0.0..=LARGEST).contains(&seconds) => Ok(Some(seconds as u64)),
            _ => Err(Refused::Claims),
        },
        Some(_) => Err(Refused::Claims),
    }
}

fn issuer(claims: &Object, accepted: &Issuer) -> Result<(), Refused> {
    match (accepted, claims.get("iss")) {
        (Issuer::Any, _) => Ok(()),
        (Issuer::Exact(issuer), Some(Value::Text(found))) if found == issuer => Ok(()),
        (Issuer::Exact(_), _) => Err(Refused::Issuer),
    }
}

fn audience(claims: &Object, accepted: &Audiences) -> Result<(), Refused> {
    let found: Vec<&str> = match claims.get("aud") {
        None => Vec::new(),
        Some(Value::Text(audience)) => vec![audience],
        Some(Value::List(audiences)) => {
            audiences.iter().map(Value::as_text).collect::<Option<_>>().ok_or(Refused::Claims)?
        }
        Some(_) => return Err(Refused::Claims),
    };
    match accepted {
        Audiences::Any => Ok(()),
        Audiences::List(list) if list.iter().any(|audience| found.contains(&audience.as_str())) => Ok(()),
        Audiences::All(list) if list.iter().all(|audience| found.contains(&audience.as_str())) => Ok(()),
        Audiences::List(_) | Audiences::All(_) => Err(Refused::Audience),
    }
}
