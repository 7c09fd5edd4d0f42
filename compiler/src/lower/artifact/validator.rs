//! Whether `gwr` verifies what an `auth/validator` requires: a key that it does not know could be a condition, and a
//! condition that is dropped opens a route.

use serde_json::Value as Json;

use crate::model::Extra;
use crate::passthrough::{self, VALIDATOR_KEYS};

/// Keys beside those that the model holds: they only decide how long keys are kept, and what is logged.
const HARMLESS: [&str; 2] = ["cache_duration", "operation_debug"];

/// Refuses a validator with a condition that is not verified.
///
/// # Errors
/// What is not verified, as a message.
pub(super) fn check(extra: &Extra) -> Result<(), String> {
    let component = extra.entries.iter().find(|(name, _)| name.value == "auth/validator");
    let value = component.map(|(_, value)| value);
    let Some(keys) = value.and_then(Json::as_object) else { return Ok(()) };
    let known = VALIDATOR_KEYS.iter().chain(&HARMLESS);
    let is_known = |name: &str| known.clone().any(|known| known.eq_ignore_ascii_case(name));
    // A comment begins with a sign.
    let is_comment = |name: &str| !name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if let Some(key) = keys.keys().find(|name| !is_known(name) && !is_comment(name)) {
        return Err(format!("`gwr` does not support `{key}` of `auth/validator`"));
    }
    let get =
        |key: &str| keys.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value);
    if !value.is_some_and(passthrough::conditions_are_covered) {
        return Err(
            "`gwr` does not read the audiences, roles, scopes or names of this `auth/validator` as KrakenD does"
                .to_owned(),
        );
    }
    let is_cleartext = get("jwk_url").and_then(Json::as_str).is_some_and(|url| !url.starts_with("https://"));
    if is_cleartext && get("disable_jwk_security") != Some(&Json::Bool(true)) {
        return Err("`jwk_url` is not `https`: KrakenD rejects every token".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use gwc_syntax::source::{FileId, Span, Spanned};

    use super::*;

    fn checked(more: &str) -> Result<(), String> {
        let text = format!(r#"{{"alg":"RS256","jwk_url":"https://id.example/jwks"{more}}}"#);
        let name = Spanned::new("auth/validator".to_owned(), Span { file: FileId(0), start: 0, end: 0 });
        let value = serde_json::from_str(&text).unwrap();
        check(&Extra { entries: vec![(name, value)] })
    }

    #[test]
    fn a_condition_that_is_not_verified_is_refused() {
        let all = r#","issuer":"i","Audience":["a","b"],"roles":["r"],"roles_key":"realm.roles","roles_key_is_nested":true,"scopes":["s"],"scopes_key":"scope","scopes_matcher":"all","cookie_key":"c","auth_header_name":"X-Token","propagate_claims":[["sub","X-User"]],"leeway":"1s","cache":true,"@note":1"#;
        assert_eq!(checked(all), Ok(()));
        for key in ["jwk_fingerprints", "JWK_FINGERPRINTS", "jwk_local_ca", "new"] {
            let refused = checked(&format!(r#","{key}":["a"]"#)).unwrap_err();
            assert!(refused.contains(&format!("`{key}`")), "{refused}");
        }
        for odd in [
            r#""audience":["a",1]"#,
            r#""audience":"a""#,
            r#""roles":"admin""#,
            r#""ROLES":["admin",1]"#,
            r#""roles":[""]"#,
            r#""roles":["a"],"roles_key":"realm.roles""#,
            r#""roles":["a"],"roles_key":"a.b","roles_key_is_nested":true"#,
            r#""roles":["a"],"roles_key_is_nested":"true""#,
            r#""scopes":["a"],"scopes_key":"https://example.com/scope""#,
            r#""scopes":["a"],"scopes_key":1"#,
            r#""cookie_key":"a b""#,
            r#""auth_header_name":["X-Token"]"#,
        ] {
            assert!(checked(&format!(",{odd}")).unwrap_err().contains("as KrakenD does"), "{odd}");
        }
    }

    #[test]
    fn keys_in_clear_text_need_the_consent_that_krakend_needs() {
        let clear = |more: &str| {
            let text = format!(r#"{{"alg":"RS256","jwk_url":"http://id.example/jwks"{more}}}"#);
            let name = Spanned::new("auth/validator".to_owned(), Span { file: FileId(0), start: 0, end: 0 });
            check(&Extra { entries: vec![(name, serde_json::from_str(&text).unwrap())] })
        };
        assert!(clear("").is_err() && clear(r#","disable_jwk_security":"true""#).is_err());
        assert_eq!(clear(r#","disable_jwk_security":true"#), Ok(()));
    }
}
