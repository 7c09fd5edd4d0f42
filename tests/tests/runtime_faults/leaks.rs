//! What many faults leave behind.

use std::io::Write;
use std::time::{Duration, Instant};

use gwc_tests::net::{Child, GatewayBuilder, Upstream, Wire};

use super::{HEAD, PATIENCE, gwr};

#[test]
fn mixed_faults_leak_nothing() {
    const ROUNDS: usize = 150;
    let upstream = Upstream::start(|connection| {
        while let Some(head) = connection.head() {
            match head.split(' ').nth(1).unwrap_or_default() {
                "/good" => connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
                "/garbage" => connection.send("\0\0\0\r\n\r\n"),
                "/short" => connection.send(&format!("{HEAD}1")),
                _ => {}
            }
            if !head.contains("/good") {
                return;
            }
        }
    });
    let mut builder = GatewayBuilder::new().upstream("u", upstream.address);
    for path in ["/good", "/garbage", "/short", "/closed"] {
        builder = builder.route(&format!("GET {path}"), "u", path);
    }
    let child = Child::start(gwr(), &builder.build(), &["--workers", "2", "--admin", "127.0.0.1:0"]);
    let metric = |name: &str| child.metric(name).expect("the metric");
    let round = || {
        for (path, status) in [("/good", 200), ("/garbage", 502), ("/short", 200), ("/closed", 502)] {
            assert_eq!(Wire::connect(child.address).get(path).status, status, "{path}");
        }
        // Two that leave before they are answered.
        Wire::connect(child.address).send("GET /good HTTP/1.1\r\nHost: x\r\n\r\n");
        let _ = Wire::connect(child.address).stream().write_all(b"GET /go");
    };
    (0..20).for_each(|_| round());
    let (memory, open) = (child.memory(), metric("gwr_process_open_fds"));
    (0..ROUNDS).for_each(|_| round());
    let end = Instant::now() + PATIENCE;
    while metric("gwr_requests_in_flight") > 0.0 || metric("gwr_process_open_fds") > open + 4.0 {
        assert!(Instant::now() < end, "{} descriptors of {open}", metric("gwr_process_open_fds"));
        std::thread::sleep(Duration::from_millis(50));
    }
    let grown = child.memory().saturating_sub(memory);
    assert!(grown < 6 * 1024 * 1024, "{} KiB more after {ROUNDS} rounds", grown / 1024);
}
