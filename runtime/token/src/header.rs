//! The header of a token.

use gwc_artifact::Algorithm;

use crate::json::{Object, Value};
use crate::refused::Refused;

/// What is read of a token's header. Keys and addresses of keys inside it (`jwk`, `jku`, `x5c`, `x5u`) are never read: the
/// sender chooses them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) algorithm: Algorithm,
    pub(crate) key_id: Option<String>,
}

/// The media types of a token that grants access (RFC 7519, 5.1; RFC 9068, 2.1), lower case.
const TYPES: [&str; 4] = ["jwt", "application/jwt", "at+jwt", "application/at+jwt"];

impl Header {
    /// Reads a header.
    ///
    /// # Errors
    /// If the algorithm is not one that exists, or a parameter changes what the token means.
    pub(crate) fn read(header: &Object) -> Result<Header, Refused> {
        let algorithm = match header.get("alg") {
            Some(Value::Text(name)) => Algorithm::parse(name).ok_or(Refused::Algorithm)?,
            Some(_) => return Err(Refused::Header),
            None => return Err(Refused::Algorithm),
        };
        // No extension is understood here, and `b64` changes what is signed (RFC 7797).
        if header.get("crit").is_some() || header.get("b64").is_some() {
            return Err(Refused::Header);
        }
        // A token for another purpose, such as logout, is signed by the same issuer (RFC 8725, 3.11).
        match header.get("typ") {
            None => {}
            Some(Value::Text(name)) if TYPES.contains(&name.to_ascii_lowercase().as_str()) => {}
            Some(_) => return Err(Refused::Header),
        }
        let key_id = match header.get("kid") {
            None => None,
            Some(Value::Text(id)) => Some(id.clone()),
            Some(_) => return Err(Refused::Header),
        };
        Ok(Header { algorithm, key_id })
    }
}
