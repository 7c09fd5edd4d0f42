//! The target of a request: one method, one host, one path.

use hyper::header::{HOST, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Version};

use crate::error::ProxyError;

/// The host of a request that has one target, the same to every reader.
///
/// # Errors
/// If two readers could take it for different requests.
pub(crate) fn check(head: &mut Parts) -> Result<HeaderValue, ProxyError> {
    if head.method == Method::CONNECT {
        return Err(ProxyError::BadRequest("CONNECT is not served"));
    }
    let mut lines = head.headers.get_all(HOST).iter();
    let (sent, more) = (lines.next().cloned(), lines.next().is_some());
    if more {
        return Err(ProxyError::BadRequest("more than one Host header"));
    }
    let authority = head.uri.authority().map(|authority| authority.as_str());
    let host = match (sent, authority) {
        (Some(sent), Some(authority)) if !sent.as_bytes().eq_ignore_ascii_case(authority.as_bytes()) => {
            return Err(ProxyError::BadRequest(
                "the request target and the Host header name different hosts",
            ));
        }
        (Some(sent), _) => sent,
        (None, Some(authority)) if head.version == Version::HTTP_2 => {
            HeaderValue::from_str(authority).map_err(|_| INVALID_HOST)?
        }
        (None, None) if head.version == Version::HTTP_10 => HeaderValue::from_static(""),
        (None, _) => return Err(ProxyError::BadRequest("no Host header")),
    };
    if !host.as_bytes().iter().all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(byte)) {
        return Err(INVALID_HOST);
    }
    if head.version == Version::HTTP_2 {
        // HTTP/2 has the host in the target; from here on it is where HTTP/1 has it.
        head.headers.insert(HOST, host.clone());
    }
    Ok(host)
}

const INVALID_HOST: ProxyError = ProxyError::BadRequest("the Host header is not a valid host");
