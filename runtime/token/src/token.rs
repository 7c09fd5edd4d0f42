//! The parts of a compact JWS.

use gwc_artifact::Algorithm;

use crate::encoding;
use crate::header::Header;
use crate::json::parse_object;
use crate::refused::Refused;

/// How many bytes a token may have.
pub const MAX_TOKEN: usize = 16 * 1024;

/// A token whose form is right. Nothing in it is verified.
#[derive(Debug, Clone, PartialEq)]
pub struct Token<'t> {
    /// The header and the payload with a dot between, as they were signed.
    pub(crate) signed: &'t str,
    pub(crate) header: Header,
    pub(crate) payload: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

impl<'t> Token<'t> {
    /// Reads a token.
    ///
    /// # Errors
    /// If it is too long, has another form than the one that is accepted, or has a header that is not accepted.
    pub fn parse(text: &'t str) -> Result<Token<'t>, Refused> {
        if text.len() > MAX_TOKEN {
            return Err(Refused::TooLong);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(Refused::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(Refused::Malformed)?;
        // Also where a fourth part would be: a dot is no character of base64url.
        let decode = |part: &str| encoding::decode(part).ok_or(Refused::Malformed);
        let header = parse_object(&decode(header)?).ok_or(Refused::Malformed)?;
        Ok(Token {
            signed,
            header: Header::read(&header)?,
            payload: decode(payload)?,
            signature: decode(signature)?,
        })
    }

    /// The algorithm that the token claims to be signed with.
    pub fn algorithm(&self) -> Algorithm {
        self.header.algorithm
    }

    /// The id of the key that the token claims to be signed with.
    pub fn key_id(&self) -> Option<&str> {
        self.header.key_id.as_deref()
    }
}
