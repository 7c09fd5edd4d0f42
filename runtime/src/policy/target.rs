//! The target of a request: one method, one host, one path.

use hyper::header::{CONTENT_LENGTH, HOST, HeaderValue};
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
    if !is_host(host.as_bytes()) {
        return Err(INVALID_HOST);
    }
    if head.version == Version::HTTP_2 {
        if head.headers.get_all(CONTENT_LENGTH).iter().nth(1).is_some() {
            return Err(ProxyError::BadRequest("more than one Content-Length header"));
        }
        // HTTP/2 has the host in the target; from here on it is where HTTP/1 has it.
        head.headers.insert(HOST, host.clone());
    }
    Ok(host)
}

const INVALID_HOST: ProxyError = ProxyError::BadRequest("the Host header is not a valid host");

/// Whether it is a name or an address, with or without a port. Nothing is one too: the client does not know its host.
fn is_host(host: &[u8]) -> bool {
    if host.is_empty() {
        return true;
    }
    let end_of = |byte: u8| host.iter().position(|other| *other == byte);
    let (is_named, rest) = match host[0] {
        b'[' => {
            let Some(end) = end_of(b']') else { return false };
            let is_part = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
            (end > 1 && host[1..end].iter().all(is_part), &host[end + 1..])
        }
        _ => {
            let (name, rest) = host.split_at(end_of(b':').unwrap_or(host.len()));
            let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._".contains(byte);
            (!name.is_empty() && name.iter().all(is_part), rest)
        }
    };
    is_named && (rest.is_empty() || rest.strip_prefix(b":").is_some_and(is_port))
}

/// Whether it is a number up to 65535. Without digits, it is the usual port.
fn is_port(text: &[u8]) -> bool {
    let digits = text.iter().all(u8::is_ascii_digit).then_some(text);
    let number = digits.and_then(|digits| std::str::from_utf8(digits).ok());
    number.is_some_and(|number| number.is_empty() || number.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::is_host;

    #[test]
    fn a_host_is_a_name_or_an_address_and_may_have_a_port() {
        let hosts =
            ["", "x", "a-b.c_d.example.", "x:", "x:80", "127.0.0.1:65535", "[::1]", "[::ffff:1.2.3.4]:443"];
        hosts.iter().for_each(|host| assert!(is_host(host.as_bytes()), "{host}"));
        let others = [
            ":80", ":", "x:a", "x:65536", "x:+1", "x:1:2", "::1", "[::1", "::1]", "[]", "[x]", "[::1]x",
            "[::1]:a", "x/y", "a@x", "x y", "x,y", "x%2e", "x?y", "x#y", "\u{e4}",
        ];
        others.iter().for_each(|host| assert!(!is_host(host.as_bytes()), "{host}"));
    }
}
