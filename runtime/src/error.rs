//! Why a request got no answer of an upstream, and what its client is told instead.

use std::fmt;

use bytes::Bytes;
use gwc_artifact::{MethodSet, Miss, Refusal};
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use hyper::{Response, StatusCode};

use crate::body::AnswerBody;
use crate::policy::limits::Exceeded;

/// Every way a request can fail in the gateway. Each has a status, a side to blame and a word on whether the same
/// request may be sent once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProxyError {
    /// The request can be read in two ways, or not at all.
    BadRequest(&'static str),
    /// The path is spelled so that two programs could read it differently.
    Path(Refusal),
    NotFound,
    MethodNotAllowed(MethodSet),
    /// A bucket is empty.
    RateLimited(Exceeded),
    /// The client sent nothing of a promised body for too long.
    ClientTooSlow,
    /// The client's body ended before its end.
    ClientBody,
    /// No connection to any host of the upstream.
    Unreachable,
    /// The upstream needs what this runtime does not speak.
    Unsupported,
    /// The upstream closed, or answered something that is not HTTP.
    BrokenAnswer,
    /// As many connections to the upstream as there may be.
    Busy,
    ConnectTimeout,
    FirstByteTimeout,
    TotalTimeout,
}

/// Who has to change something so that the request succeeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blame {
    Client,
    Upstream,
    Gateway,
}

impl ProxyError {
    pub(crate) fn status(self) -> StatusCode {
        match self {
            ProxyError::BadRequest(_) | ProxyError::Path(_) | ProxyError::ClientBody => {
                StatusCode::BAD_REQUEST
            }
            ProxyError::NotFound => StatusCode::NOT_FOUND,
            ProxyError::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            ProxyError::RateLimited(_) => StatusCode::TOO_MANY_REQUESTS,
            ProxyError::ClientTooSlow => StatusCode::REQUEST_TIMEOUT,
            ProxyError::Unreachable | ProxyError::BrokenAnswer => StatusCode::BAD_GATEWAY,
            ProxyError::Unsupported | ProxyError::Busy => StatusCode::SERVICE_UNAVAILABLE,
            ProxyError::ConnectTimeout | ProxyError::FirstByteTimeout | ProxyError::TotalTimeout => {
                StatusCode::GATEWAY_TIMEOUT
            }
        }
    }

    pub(crate) fn blame(self) -> Blame {
        match self {
            ProxyError::BadRequest(_)
            | ProxyError::Path(_)
            | ProxyError::NotFound
            | ProxyError::MethodNotAllowed(_)
            | ProxyError::RateLimited(_)
            | ProxyError::ClientTooSlow
            | ProxyError::ClientBody => Blame::Client,
            ProxyError::Unreachable
            | ProxyError::BrokenAnswer
            | ProxyError::ConnectTimeout
            | ProxyError::FirstByteTimeout
            | ProxyError::TotalTimeout => Blame::Upstream,
            ProxyError::Unsupported | ProxyError::Busy => Blame::Gateway,
        }
    }

    /// Whether the upstream has seen nothing of the request, so that another host may be asked.
    pub(crate) fn retryable(self) -> bool {
        matches!(self, ProxyError::Unreachable)
    }

    /// The answer for the client, in KrakenD's shape where it has one: plain text that begins with the status
    /// (gin v1.10, `default404Body` and `default405Body`).
    pub(crate) fn into_response(self) -> Response<AnswerBody> {
        let text = match self {
            ProxyError::NotFound => "404 page not found".to_owned(),
            ProxyError::MethodNotAllowed(_) => "405 method not allowed".to_owned(),
            other => format!("{} {other}", other.status().as_u16()),
        };
        let mut response = Response::new(AnswerBody::full(Bytes::from(text)));
        *response.status_mut() = self.status();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        match self {
            ProxyError::MethodNotAllowed(allowed) => {
                drop(response.headers_mut().insert(ALLOW, allow(allowed)))
            }
            ProxyError::RateLimited(exceeded) => say_limit(exceeded, response.headers_mut()),
            _ => {}
        }
        response
    }
}

/// The methods by name, as gin sorts them.
fn allow(allowed: MethodSet) -> HeaderValue {
    let mut names: Vec<&str> = allowed.iter().map(|method| method.as_str()).collect();
    names.sort_unstable();
    HeaderValue::from_str(&names.join(", ")).unwrap_or(HeaderValue::from_static(""))
}

/// When to come again, and by which limit (draft-ietf-httpapi-ratelimit-headers-10).
fn say_limit(exceeded: Exceeded, headers: &mut HeaderMap) {
    let Exceeded { who, burst, window, wait } = exceeded;
    headers.insert(RETRY_AFTER, HeaderValue::from(wait));
    for (name, value) in [
        ("ratelimit-policy", format!("\"{who}\";q={burst};w={window}")),
        ("ratelimit", format!("\"{who}\";r=0;t={wait}")),
    ] {
        headers.extend(HeaderValue::try_from(value).map(|value| (HeaderName::from_static(name), value)));
    }
}

impl From<Miss> for ProxyError {
    fn from(miss: Miss) -> Self {
        match miss {
            Miss::NotFound => ProxyError::NotFound,
            Miss::MethodNotAllowed(allowed) => ProxyError::MethodNotAllowed(allowed),
            Miss::Refused(refusal) => ProxyError::Path(refusal),
        }
    }
}

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ProxyError::BadRequest(reason) => reason,
            ProxyError::Path(refusal) => refusal.as_str(),
            ProxyError::NotFound => "no endpoint has the path",
            ProxyError::MethodNotAllowed(_) => "no endpoint has the method",
            ProxyError::RateLimited(_) => "rate limit exceeded",
            ProxyError::ClientTooSlow => "the request body came too slowly",
            ProxyError::ClientBody => "the request body is not whole",
            ProxyError::Unreachable => "the upstream can not be reached",
            ProxyError::Unsupported => "the upstream needs TLS",
            ProxyError::BrokenAnswer => "the upstream gave no valid answer",
            ProxyError::Busy => "too many connections to the upstream",
            ProxyError::ConnectTimeout => "the upstream did not accept a connection in time",
            ProxyError::FirstByteTimeout => "the upstream did not begin to answer in time",
            ProxyError::TotalTimeout => "the request took too long",
        })
    }
}

impl Blame {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Blame::Client => "client",
            Blame::Upstream => "upstream",
            Blame::Gateway => "gateway",
        }
    }
}
