//! Sending a request once more.

use hyper::client::conn::TrySendError;
use hyper::{Method, Request};

use crate::upstream::upload::{RequestBody, Upload};

/// The body to send again, if the request may be sent again: the connection had been idle and was closed by the
/// upstream before it saw the request, or before it answered one that may be repeated (RFC 9110, section 9.2.2).
pub(crate) fn once_more(
    mut error: TrySendError<Request<RequestBody>>,
    method: &Method,
    upload: Option<&Upload>,
    reused: bool,
) -> Option<RequestBody> {
    if !reused {
        return None;
    }
    if let Some(unsent) = error.take_message() {
        return Some(unsent.into_body());
    }
    (method.is_idempotent() && upload.is_none()).then(RequestBody::empty)
}
