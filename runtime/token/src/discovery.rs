//! The discovery document of an issuer (OpenID Connect Discovery 1.0, section 4): it has the URL of the key set.

use std::fmt;

use crate::json::{Value, parse_object};

/// Why a discovery document is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiscoveryError {
    /// It is not an object of JSON without duplicate names.
    Malformed,
    /// Its `issuer` is another than the declared one, which is compared exactly (section 4.3).
    Issuer,
    /// It has no `jwks_uri`, or one that is not a URL.
    KeysAbsent,
    /// Its `jwks_uri` is in clear text, which is not allowed.
    Cleartext,
}

/// The URL of the key set of an issuer, which may be in clear text with `allow_http`.
///
/// # Errors
/// If the document is not that of the issuer, or its key set could be replaced on the way.
pub fn key_set_of(document: &[u8], issuer: &str, allow_http: bool) -> Result<String, DiscoveryError> {
    let document = parse_object(document).ok_or(DiscoveryError::Malformed)?;
    if document.get("issuer").and_then(Value::as_text) != Some(issuer) {
        return Err(DiscoveryError::Issuer);
    }
    let url = document.get("jwks_uri").and_then(Value::as_text).ok_or(DiscoveryError::KeysAbsent)?;
    let is_visible = url.bytes().all(|byte| byte.is_ascii_graphic());
    match (is_https(url), begins(url, "http://")) {
        _ if !is_visible => Err(DiscoveryError::KeysAbsent),
        (true, _) => Ok(url.to_owned()),
        (_, true) if allow_http => Ok(url.to_owned()),
        (_, true) => Err(DiscoveryError::Cleartext),
        (false, false) => Err(DiscoveryError::KeysAbsent),
    }
}

/// Whether a URL is one of `https`: what it returns cannot be replaced on the way.
pub fn is_https(url: &str) -> bool {
    begins(url, "https://")
}

/// Whether a URL has this scheme, and something behind it.
fn begins(url: &str, scheme: &str) -> bool {
    url.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
        && url.len() > scheme.len()
}

impl fmt::Display for DiscoveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DiscoveryError::Malformed => "the document is not a JSON object without duplicate names",
            DiscoveryError::Issuer => "`issuer` of the discovery document is not the declared issuer",
            DiscoveryError::KeysAbsent => "`jwks_uri` of the discovery document is not a URL",
            DiscoveryError::Cleartext => {
                "`jwks_uri` of the discovery document begins with `http://`, and `allow_http` is not set"
            }
        })
    }
}

impl std::error::Error for DiscoveryError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_set_is_that_of_the_declared_issuer() {
        let of = |document: &str| key_set_of(document.as_bytes(), "https://id.example", false);
        let document =
            |issuer: &str, keys: &str| format!(r#"{{"issuer":"{issuer}","jwks_uri":"{keys}","x":[1]}}"#);
        let keys = "https://keys.example/jwks";
        assert_eq!(of(&document("https://id.example", keys)), Ok(keys.to_owned()));
        for issuer in ["https://id.example/", "https://ID.example", "https://other.example", ""] {
            assert_eq!(of(&document(issuer, keys)), Err(DiscoveryError::Issuer), "{issuer}");
        }
        for (url, error) in [
            ("http://id.example/jwks", DiscoveryError::Cleartext),
            ("HTTP://id.example/jwks", DiscoveryError::Cleartext),
            ("file:///etc/passwd", DiscoveryError::KeysAbsent),
            ("https://", DiscoveryError::KeysAbsent),
            ("https://id.example/a b", DiscoveryError::KeysAbsent),
            ("", DiscoveryError::KeysAbsent),
        ] {
            assert_eq!(of(&document("https://id.example", url)), Err(error), "{url}");
        }
        for text in ["", "[]", r#"{"issuer":"https://id.example","issuer":"https://id.example"}"#] {
            assert_eq!(of(text), Err(DiscoveryError::Malformed), "{text}");
        }
        assert_eq!(of(r#"{"issuer":"https://id.example"}"#), Err(DiscoveryError::KeysAbsent));
        assert_eq!(of(r#"{"issuer":["https://id.example"]}"#), Err(DiscoveryError::Issuer));
    }

    #[test]
    fn a_key_set_in_clear_text_has_to_be_allowed() {
        let document = br#"{"issuer":"http://id.local","jwks_uri":"http://id.local/jwks"}"#;
        let of = |allow_http| key_set_of(document, "http://id.local", allow_http);
        assert_eq!(of(true), Ok("http://id.local/jwks".to_owned()));
        assert_eq!(of(false), Err(DiscoveryError::Cleartext), "whatever the issuer is");
        let other = br#"{"issuer":"http://id.local","jwks_uri":"file:///etc/passwd"}"#;
        assert_eq!(key_set_of(other, "http://id.local", true), Err(DiscoveryError::KeysAbsent));
    }
}
