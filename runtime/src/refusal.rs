//! What a client is told in place of an upstream's response.

use bytes::Bytes;
use gwc_artifact::{Dialect, MethodSet};
use gwc_plan::Refused;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};

use crate::body::AnswerBody;
use crate::error::{Exceeded, ProxyError};
use crate::policy::{credentials, dialect};

/// The response for an error.
pub(crate) fn response(
    error: ProxyError,
    dialect: Dialect,
    request_id: &str,
    account: Option<&str>,
) -> Response<AnswerBody> {
    let (content_type, body) = dialect::body(dialect, error, request_id, account);
    let mut response = Response::new(AnswerBody::full(Bytes::from(body)));
    *response.status_mut() = error.status();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    match error {
        ProxyError::Refused(Refused::OtherMethod(allowed)) => {
            response.headers_mut().insert(ALLOW, allow(allowed));
        }
        ProxyError::Unauthorized(refused) => {
            response.headers_mut().insert(WWW_AUTHENTICATE, credentials::challenge(refused));
        }
        ProxyError::KeysAway
        | ProxyError::Unchecked(_)
        | ProxyError::StoreAway
        | ProxyError::BalanceAway
        | ProxyError::TooManyInFlight => {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        ProxyError::CircuitOpen { wait } => {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
        }
        ProxyError::RateLimited(exceeded) | ProxyError::QuotaExceeded(exceeded) => {
            state_limit(exceeded, response.headers_mut())
        }
        _ => {}
    }
    response
}

/// The answer to an `OPTIONS` that no endpoint has.
pub(crate) fn options(methods: MethodSet) -> Response<AnswerBody> {
    let mut response = Response::new(AnswerBody::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response.headers_mut().insert(ALLOW, allow(methods));
    response
}

/// The methods by name, as gin sorts them.
fn allow(allowed: MethodSet) -> HeaderValue {
    let mut names: Vec<&str> = allowed.iter().map(|method| method.as_str()).collect();
    names.sort_unstable();
    HeaderValue::from_str(&names.join(", ")).unwrap_or(HeaderValue::from_static(""))
}

/// When to come again, and by which limit (draft-ietf-httpapi-ratelimit-headers-10).
fn state_limit(exceeded: Exceeded, headers: &mut HeaderMap) {
    let Exceeded { whose, burst, window, wait, message: _ } = exceeded;
    headers.insert(RETRY_AFTER, HeaderValue::from(wait));
    for (name, value) in [
        ("ratelimit-policy", format!("\"{whose}\";q={burst};w={window}")),
        ("ratelimit", format!("\"{whose}\";r=0;t={wait}")),
    ] {
        headers.extend(HeaderValue::try_from(value).map(|value| (HeaderName::from_static(name), value)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Unchecked;

    #[test]
    fn what_cannot_be_checked_or_counted_at_the_moment_may_be_sent_again_in_a_second() {
        let away = [
            ProxyError::KeysAway,
            ProxyError::Unchecked(Unchecked::KeyFile),
            ProxyError::Unchecked(Unchecked::KeyStore),
            ProxyError::Unchecked(Unchecked::External),
            ProxyError::StoreAway,
            ProxyError::BalanceAway,
            ProxyError::TooManyInFlight,
        ];
        for error in away {
            let response = response(error, Dialect::Plain, "1", None);
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{error:?}");
            assert_eq!(response.headers().get(RETRY_AFTER).unwrap(), "1", "{error:?}");
        }
    }
}
