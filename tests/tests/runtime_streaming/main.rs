//! Bodies pass as they come, in both directions, and an answer that breaks off is seen to break off.

mod clients;
mod endings;
mod events;
mod uploads;

use std::time::Duration;

use gwc_artifact::{Endpoint, Gateway};
use gwc_tests::net::{GatewayBuilder, Upstream};

/// What takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(20);

fn one_endpoint(upstream: &Upstream, method: &str, change: impl FnOnce(&mut Endpoint)) -> Gateway {
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with(&format!("{method} /"), "u", "/", change)
        .build()
}

const CHUNKED: &str =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
