//! The paths of the admin listener.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use super::{endpoints, metrics};
use crate::phase::Phase;
use crate::worker::Shared;

/// The media type of `/metrics`.
const PROMETHEUS: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Answers a request, whatever its body is.
pub(super) fn answer<B>(shared: &Arc<Shared>, request: &Request<B>) -> Response<Full<Bytes>> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "405 method not allowed");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    match request.uri().path() {
        "/metrics" => match metrics::text(shared) {
            Ok(metrics) => of(StatusCode::OK, PROMETHEUS, metrics),
            Err(_) => text(StatusCode::INTERNAL_SERVER_ERROR, "500 the metrics cannot be written"),
        },
        // A process that answers at all is alive, also while it drains: to kill it then would cut requests.
        "/healthz" => json(StatusCode::OK, &json!({ "status": "ok" })),
        "/readyz" => ready(shared),
        "/endpoints" => json(StatusCode::OK, &endpoints::list(&shared.gateway.load())),
        _ => text(StatusCode::NOT_FOUND, "404 this listener has /metrics, /healthz, /readyz and /endpoints"),
    }
}

/// Whether new requests are welcome. A refused reload does not change that: the previous gateway serves. A gateway that
/// probes the keys of a credential is not ready before it has some.
fn ready(shared: &Shared) -> Response<Full<Bytes>> {
    let last_reload = match shared.reloads.last_was_refused() {
        true => "refused",
        false => "ok",
    };
    let waiting = shared.gateway.load().without_keys();
    match *shared.phase.borrow() {
        Phase::Serving if !waiting.is_empty() => {
            json(StatusCode::SERVICE_UNAVAILABLE, &json!({ "status": "no keys", "auth": waiting }))
        }
        Phase::Serving => json(StatusCode::OK, &json!({ "status": "ok", "last_reload": last_reload })),
        Phase::Draining | Phase::Stopped => {
            json(StatusCode::SERVICE_UNAVAILABLE, &json!({ "status": "draining" }))
        }
    }
}

fn json(status: StatusCode, value: &Value) -> Response<Full<Bytes>> {
    of(status, "application/json", format!("{value}\n"))
}

fn text(status: StatusCode, text: &str) -> Response<Full<Bytes>> {
    of(status, "text/plain", format!("{text}\n"))
}

fn of(status: StatusCode, content_type: &'static str, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
