//! A gateway with an admin listener and an access log.

use std::any::Any;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use gwc_artifact::{Endpoint, Gateway};
use gwc_runtime::{AccessLog, AdminAddress, Options};
use gwc_tests::net::{Answer, GatewayBuilder, Served, Wire, loopback};
use serde_json::Value;
use tempfile::TempDir;

/// What takes longer hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// What a client or an upstream may take.
pub(crate) const SHORT: Duration = Duration::from_millis(300);

/// Nothing listens there.
pub(crate) const NOWHERE: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 1);

/// A gateway whose log and metrics are read.
pub(crate) struct Watched {
    pub(crate) served: Served,
    log: PathBuf,
    place: TempDir,
    /// What must last as long as it.
    kept: Vec<Box<dyn Any>>,
}

/// A public `GET /` of one upstream.
pub(crate) fn open(upstream: SocketAddr, change: impl FnOnce(&mut Endpoint)) -> GatewayBuilder {
    GatewayBuilder::new().upstream("u", upstream).route_with("GET /", "u", "/", change)
}

impl Watched {
    pub(crate) fn start(gateway: &Gateway) -> Watched {
        Watched::start_with(gateway, Options::default())
    }

    /// Serves with these options, and on loopback.
    pub(crate) fn start_with(gateway: &Gateway, options: Options) -> Watched {
        Watched::serve(gateway, Options { listen: vec![loopback()], ..options })
    }

    /// Serves on the listeners that are declared.
    pub(crate) fn as_declared(gateway: &Gateway, options: Options) -> Watched {
        Watched::serve(gateway, options)
    }

    fn serve(gateway: &Gateway, options: Options) -> Watched {
        let place = tempfile::tempdir().expect("a folder");
        let log = place.path().join("access.log");
        let (admin, access_log) = (AdminAddress::At(loopback()), AccessLog::File(log.clone()));
        let drain_timeout = Some(SHORT);
        let options = Options { admin, access_log, drain_timeout, ..options };
        Watched { served: Served::as_declared_with(gateway, options), log, place, kept: Vec::new() }
    }

    /// Keeps what the gateway needs to the end of the test.
    pub(crate) fn keeping(mut self, kept: impl Any) -> Watched {
        self.kept.push(Box::new(kept));
        self
    }

    pub(crate) fn connect(&self) -> Wire {
        Wire::connect(self.served.address)
    }

    /// The answer to these bytes, on a connection of their own.
    pub(crate) fn ask(&self, request: &str) -> Option<Answer> {
        let mut wire = self.connect();
        wire.send(request);
        wire.answer()
    }

    /// The answer to `GET /` with these headers, each with the end of its line.
    pub(crate) fn get(&self, headers: &str) -> Option<Answer> {
        self.ask(&format!("GET / HTTP/1.1\r\nHost: gateway.test\r\n{headers}\r\n"))
    }

    /// Sends `GET /` with these headers.
    pub(crate) fn asked(self, headers: &str) -> Watched {
        self.get(headers);
        self
    }

    /// Waits until a request has failed for this reason.
    pub(crate) fn expect_failure(&self, reason: &str) {
        self.expect(&format!("gwr_request_failures_total with the reason {reason}"), |line| {
            line.starts_with("gwr_request_failures_total{")
                && line.contains(&format!("reason=\"{reason}\"}}"))
        });
    }

    /// Waits until a connection has ended for this reason.
    pub(crate) fn expect_connection(&self, reason: &str) {
        self.expect(&format!("a connection that ended for {reason}"), |line| match reason {
            "unreadable_request" => line == "gwr_unreadable_requests_total 1",
            _ => line == format!("gwr_client_connection_failures_total{{reason=\"{reason}\"}} 1"),
        });
    }

    fn expect(&self, what: &str, is_it: impl Fn(&str) -> bool) {
        let end = Instant::now() + PATIENCE;
        loop {
            let metrics = self.served.admin("/metrics").text();
            if metrics.lines().any(&is_it) {
                return;
            }
            assert!(Instant::now() < end, "{what} is not in\n{metrics}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Ends the gateway, and reads its log: the lines with this reason have this status, and there is one.
    pub(crate) fn expect_logged(self, reason: &str, status: u64) {
        self.served.handle.drain();
        self.served.join();
        let text = std::fs::read_to_string(&self.log).expect("a log");
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect(line));
        let found: Vec<u64> = lines
            .filter(|line| line["reason"] == reason)
            .map(|line| line["status"].as_u64().expect("a status"))
            .collect();
        assert!(!found.is_empty() && found.iter().all(|found| *found == status), "{status} in\n{text}");
        drop((self.kept, self.place));
    }
}
