//! Connections of clients that do nothing.

use std::time::{Duration, Instant};

use gwc_tests::net::{Child, GatewayBuilder, Upstream, Wire};

use super::{PATIENCE, gwr};

/// A gateway whose idle connections are counted.
struct Idlers {
    child: Child,
    _upstream: Upstream,
    before: u64,
}

impl Idlers {
    fn start() -> Idlers {
        let upstream = Upstream::text("ok");
        let gateway = GatewayBuilder::new().upstream("u", upstream.address).route("GET /", "u", "/").build();
        let child = Child::start(gwr(), &gateway, &["--workers", "2", "--admin", "127.0.0.1:0"]);
        // What a scrape needs is no cost of a connection.
        child.expect_metric("gwr_client_connections", 0.0);
        assert_eq!(Wire::connect(child.address).get("/").status, 200);
        let before = child.memory();
        Idlers { child, _upstream: upstream, before }
    }

    /// What each of so many connections costs, in bytes.
    #[allow(clippy::print_stdout, reason = "the figures are what the tests are read for")]
    fn each(&self, count: usize, what: &str) -> u64 {
        let each = self.child.memory().saturating_sub(self.before) / count as u64;
        println!("{count} connections {what}: {each} bytes each");
        each
    }

    fn still_serves(&self) {
        assert_eq!(Wire::connect(self.child.address).get("/").status, 200);
    }
}

/// The most that an idle connection may cost, in bytes.
const IDLE_CONNECTION: u64 = 10 * 1024;

/// As many connections as the system lets this process open, at most 10,000.
#[test]
fn ten_thousand_idle_connections_are_held_and_others_served() {
    let idlers = Idlers::start();
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
    let most: usize = line.split_whitespace().next().unwrap().parse().unwrap_or(1024);
    let count = most.saturating_sub(200).min(10_000);
    let idle: Vec<Wire> = (0..count).map(|_| Wire::connect(idlers.child.address)).collect();
    idlers.still_serves();
    idlers.child.expect_metric("gwr_client_connections", count as f64);
    assert!(idlers.each(count, "without a request") < IDLE_CONNECTION);
    drop(idle);
    idlers.still_serves();
    idlers.child.expect_metric("gwr_client_connections", 0.0);
    idlers.child.expect_metric("gwr_accept_failures_total", 0.0);
}

/// What a request needed is given back when its connection has been idle for a while.
#[test]
fn connections_that_had_a_request_come_to_rest() {
    const COUNT: usize = 2000;
    let idlers = Idlers::start();
    let mut idle: Vec<Wire> = (0..COUNT).map(|_| Wire::connect(idlers.child.address)).collect();
    for wire in &mut idle {
        assert_eq!(wire.get("/").status, 200);
    }
    // They come to rest one after the other; the allocator gives pages back while it is used.
    let end = Instant::now() + 2 * PATIENCE;
    while idlers.each(COUNT, "after a request") >= IDLE_CONNECTION {
        assert!(Instant::now() < end, "they keep too much");
        idlers.still_serves();
        std::thread::sleep(Duration::from_millis(200));
    }
    // They are connections like before.
    for wire in &mut idle {
        assert_eq!(wire.get("/").status, 200);
    }
}
