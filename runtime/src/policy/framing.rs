//! How an upstream frames its response. Requests are framed strictly before they are parsed, by `gwc-framing`.

use hyper::header::{CONTENT_LENGTH, HeaderMap, TRANSFER_ENCODING};

use crate::error::ProxyError;

/// Checks that a response is framed in one way: a length, or `chunked`, or neither. hyper reads others too, and readers
/// behind the gateway would not agree on them.
///
/// # Errors
/// If it is not.
pub(crate) fn check(headers: &HeaderMap) -> Result<(), ProxyError> {
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    let one = match (codings.next(), codings.next()) {
        (None, _) => true,
        (Some(coding), None) => {
            coding.as_bytes().eq_ignore_ascii_case(b"chunked") && !headers.contains_key(CONTENT_LENGTH)
        }
        _ => false,
    };
    if one { Ok(()) } else { Err(ProxyError::BrokenAnswer) }
}
