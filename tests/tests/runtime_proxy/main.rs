//! What of a request reaches the upstream, and what of the answer the client.

mod answers;
mod headers;
mod requests;

use gwc_artifact::{Auth, Endpoint, ForwardHeaders};
use gwc_runtime::Options;
use gwc_runtime::echo::Echo;
use gwc_tests::net::{GatewayBuilder, Served, exchange, loopback};
use serde_json::Value;

fn list(names: &[&str]) -> ForwardHeaders {
    ForwardHeaders::List(names.iter().map(|name| (*name).to_owned()).collect())
}

/// Serves an endpoint `GET /svc/{id}/*` in front of an echo and sends a request with these headers; answers what the
/// echo saw.
fn seen(change: impl FnOnce(&mut Endpoint), auth: Vec<Auth>, target: &str, headers: &str) -> Value {
    let echo = Echo::start(loopback()).unwrap();
    let gateway = GatewayBuilder::new()
        .upstream("echo", echo.address())
        .route_with("GET /svc/{id}/*", "echo", "/v1/{id}/x/*", change)
        .with(|gateway| gateway.auth = auth)
        .build();
    let served = Served::start_with(&gateway, Options { skip_credentials: true, ..Options::default() });
    let answer =
        exchange(served.address, format!("GET {target} HTTP/1.1\r\nHost: api.test\r\n{headers}\r\n"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}
