//! What is answered in KrakenD's way when no upstream answers (KrakenD CE 2.13.8; lura v2.14, `router/gin/render.go`).

use bytes::Bytes;
use gwc_plan::Refused;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};

use crate::body::AnswerBody;
use crate::error::{Blame, ProxyError};
use crate::gateway::Gateway;
use crate::policy::compat::Compat;
use crate::redirect;

const PLAIN: &str = "text/plain; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";

/// What the router answers by itself to a request that meets no endpoint.
pub(crate) fn unmatched(
    compat: &Compat,
    error: ProxyError,
    gateway: &Gateway,
    head: &Parts,
) -> Option<Response<AnswerBody>> {
    let path = head.uri.path();
    if compat.answers_debug(path) {
        return Some(answer(StatusCode::OK, JSON, r#"{"message":"pong"}"#.to_owned()));
    }
    if let Some(response) = redirect::response(compat, gateway, head) {
        return Some(response);
    }
    match error {
        ProxyError::Refused(Refused::OtherMethod(allowed))
            if compat.router.answers_options && head.method == Method::OPTIONS =>
        {
            let mut names: Vec<&str> = allowed.iter().map(|method| method.as_str()).collect();
            names.sort_unstable();
            let mut response = Response::new(AnswerBody::empty());
            compat.state_version(response.headers_mut());
            response.headers_mut().insert(ALLOW, HeaderValue::from_str(&names.join(", ")).ok()?);
            Some(response)
        }
        _ => None,
    }
}

/// The response for an error. Rejections have no body, so that nothing tells why.
pub(crate) fn response(compat: &Compat, error: ProxyError) -> Response<AnswerBody> {
    match error {
        ProxyError::Refused(Refused::OtherMethod(allowed)) if compat.router.answers_other_methods => {
            let body = compat.router.other_method_body.as_deref();
            let mut response =
                unknown(compat, StatusCode::METHOD_NOT_ALLOWED, body, "405 method not allowed");
            response.headers_mut().insert(ALLOW, compat.allow(allowed));
            response
        }
        ProxyError::Refused(Refused::NoEndpoint | Refused::OtherHost | Refused::OtherMethod(_)) => {
            let body = compat.router.not_found_body.as_deref();
            unknown(compat, StatusCode::NOT_FOUND, body, "404 page not found")
        }
        ProxyError::Refused(_) | ProxyError::BadRequest(_) | ProxyError::ClientBody => {
            answer(StatusCode::BAD_REQUEST, PLAIN, "400 Bad Request".to_owned())
        }
        ProxyError::NotImplemented => answer(error.status(), PLAIN, error.to_string()),
        // A validator without keys rejects every token (krakend-jose v2.12, `jwk_client.go`).
        ProxyError::KeysAway => bare(StatusCode::UNAUTHORIZED),
        // A limit of all callers is a service that is not there for a while (krakend-ratelimit v3, `router/gin`).
        ProxyError::RateLimited(exceeded) if exceeded.whose != "client" => {
            bare(StatusCode::SERVICE_UNAVAILABLE)
        }
        _ if error.blame() == Blame::Client => bare(error.status()),
        _ => failed(compat, error),
    }
}

/// An upstream that gave no answer.
fn failed(compat: &Compat, error: ProxyError) -> Response<AnswerBody> {
    let mut response = match compat.router.states_errors {
        true => answer(StatusCode::INTERNAL_SERVER_ERROR, PLAIN, error.to_string()),
        false => bare(StatusCode::INTERNAL_SERVER_ERROR),
    };
    compat.sign(response.headers_mut());
    response
}

/// A path or a method that no endpoint has.
fn unknown(compat: &Compat, status: StatusCode, json: Option<&str>, text: &str) -> Response<AnswerBody> {
    let mut response = match json {
        Some(json) => answer(status, JSON, json.to_owned()),
        None => answer(status, "text/plain", text.to_owned()),
    };
    compat.sign(response.headers_mut());
    response
}

fn bare(status: StatusCode) -> Response<AnswerBody> {
    let mut response = Response::new(AnswerBody::empty());
    *response.status_mut() = status;
    response
}

fn answer(status: StatusCode, content_type: &'static str, body: String) -> Response<AnswerBody> {
    let mut response = Response::new(AnswerBody::full(Bytes::from(body)));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
