//! What goes wrong, each with the status, the reason in the log and the metric that an operator sees.
//!
//! | fault | test |
//! |---|---|
//! | refused, reset, stalled, garbage, wrong length, keep-alive closed under a request | `upstreams` |
//! | name without an address, name that moves, name server away | `names`, and `runtime/src/upstream/dial.rs` |
//! | certificate for another name or expired | `runtime_tls`, in `upstreams` |
//! | slow head, slow body, silent reader, client that vanishes | `clients`; slow TLS handshake: `runtime_tls`, in `listeners` |
//! | 10,000 idle connections | `idle` |
//! | no free file descriptor | `descriptors` |
//! | full disk under the access log, collector away, Redis away from the start | `services` |
//! | Redis that dies or hangs | `runtime_store`, in `away` |
//! | panics and leaks | `leaks`, and `runtime_soak` |

mod clients;
mod descriptors;
mod idle;
mod leaks;
mod names;
mod services;
mod upstreams;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use gwc_artifact::{Gateway, Timeouts};
use gwc_runtime::{AccessLog, AdminAddress, Options};
use gwc_tests::net::{GatewayBuilder, Served, Wire, loopback};
use serde_json::Value;
use tempfile::TempDir;

/// What takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a client or an upstream may take.
const SHORT: Duration = Duration::from_millis(300);

/// The head of a response of which 10 bytes are to come.
const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";

/// The command under test.
fn gwr() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_gwr-under-test"))
}

/// `GET /` with short timeouts.
fn gateway(address: SocketAddr) -> Gateway {
    let timeouts = Timeouts { connect: Some(SHORT), first_byte: Some(SHORT), idle: Some(SHORT), total: None };
    GatewayBuilder::new()
        .upstream("u", address)
        .route_with("GET /", "u", "/", |endpoint| endpoint.timeouts = timeouts.into())
        .build()
}

/// A gateway with an admin listener and an access log.
struct Logged {
    served: Served,
    log: PathBuf,
    _place: TempDir,
}

impl Logged {
    fn start(gateway: &Gateway) -> Logged {
        Logged::start_with(gateway, Options::default())
    }

    fn start_with(gateway: &Gateway, options: Options) -> Logged {
        let place = tempfile::tempdir().unwrap();
        let log = place.path().join("access.log");
        let (admin, access_log) = (AdminAddress::At(loopback()), AccessLog::File(log.clone()));
        let served = Served::start_with(gateway, Options { admin, access_log, ..options });
        Logged { served, log, _place: place }
    }

    fn connect(&self) -> Wire {
        Wire::connect(self.served.address)
    }

    /// Waits until this number of requests to `GET /` have ended like this.
    #[track_caller]
    fn expect_requests(&self, class: &str, outcome: &str, count: f64) {
        let labels = format!("endpoint=\"GET /\",method=\"GET\",status=\"{class}\",outcome=\"{outcome}\"");
        self.served.expect_metric(&format!("gwr_requests_total{{{labels}}}"), count);
    }

    /// Waits until this number of requests to `GET /` have failed for this reason.
    #[track_caller]
    fn expect_failures(&self, reason: &str, count: f64) {
        let series = format!("gwr_request_failures_total{{endpoint=\"GET /\",reason=\"{reason}\"}}");
        self.served.expect_metric(&series, count);
    }

    /// The lines of the log, once the gateway has ended.
    fn lines(self) -> Vec<Value> {
        self.served.handle.drain();
        self.served.join();
        read_log(&self.log)
    }
}

fn read_log(log: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(log).unwrap();
    text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

/// The status and the reason of each line.
fn reasons(lines: &[Value]) -> Vec<(u64, Option<&str>)> {
    lines.iter().map(|line| (line["status"].as_u64().unwrap(), line["reason"].as_str())).collect()
}
