//! A process that may open no more files.

use std::process::Command;
use std::time::{Duration, Instant};

use gwc_artifact::Gateway;
use gwc_tests::net::{Child, GatewayBuilder, Upstream, Wire};

use super::{PATIENCE, gwr};

/// The process may open so many files and no more.
fn limit_descriptors(child: &Child, limit: usize) {
    let limited = Command::new("prlimit")
        .args([format!("--pid={}", child.id()), format!("--nofile={limit}:1024")])
        .status();
    assert!(limited.expect("prlimit runs").success());
}

/// The number that the next file would have.
fn next_descriptor(child: &Child) -> usize {
    let open = std::fs::read_dir(format!("/proc/{}/fd", child.id())).unwrap();
    let open: Vec<usize> =
        open.map(|file| file.unwrap().file_name().to_str().unwrap().parse().unwrap()).collect();
    (0..).find(|number| !open.contains(number)).unwrap()
}

/// Neither the upstream nor its breaker is blamed for what the system refuses.
#[test]
fn without_a_free_descriptor_the_gateway_is_blamed_and_recovers() {
    let upstream = Upstream::text("ok");
    let breaker = |gateway: &mut Gateway| {
        let rules = gwc_artifact::Breaker {
            errors: 1,
            within: Some(Duration::from_secs(60)),
            open: Duration::from_secs(60),
            count: vec![gwc_artifact::Failure::Reset].into(),
        };
        let options = gwc_artifact::UpstreamOptions { breaker: Some(rules), ..Default::default() };
        gateway.upstreams[0].options = options.into();
    };
    let gateway =
        GatewayBuilder::new().upstream("u", upstream.address).route("GET /", "u", "/").with(breaker).build();
    let place = tempfile::tempdir().unwrap();
    let log = place.path().join("access.log");
    let options = ["--workers", "1", "--admin", "127.0.0.1:0", "--access-log", log.to_str().unwrap()];
    let mut child = Child::start(gwr(), &gateway, &options);
    // Accepted, and nothing more can be opened.
    let mut wire = Wire::connect(child.address);
    assert_eq!(wire.get("/none").status, 404);
    let mut admin = Wire::connect(child.admin.unwrap());
    assert_eq!(admin.get("/readyz").status, 200);
    limit_descriptors(&child, next_descriptor(&child));
    let answer = wire.get("/");
    assert_eq!((answer.status, answer.text().as_str()), (503, "503 too many open connections"));
    let mut waiting = Wire::connect(child.address);
    waiting.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    let mut metric = |name: &str| -> f64 {
        let text = admin.get("/metrics").text();
        let found = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        found.map_or(0.0, |value| value.parse().unwrap())
    };
    let end = Instant::now() + PATIENCE;
    while metric("gwr_accept_failures_total") < 2.0 {
        assert!(Instant::now() < end, "no attempt to accept it is counted");
        std::thread::sleep(Duration::from_millis(10));
    }
    let failures = "gwr_request_failures_total{endpoint=\"GET /\",reason=\"descriptors_exhausted\"}";
    assert_eq!(metric(failures), 1.0);
    limit_descriptors(&child, 1024);
    assert_eq!(waiting.answer().map(|answer| answer.status), Some(200), "the breaker is closed");
    assert_eq!(wire.get("/").status, 200);
    child.signal("TERM");
    assert!(child.wait(PATIENCE).is_some_and(|status| status.success()));
    let text = std::fs::read_to_string(&log).unwrap();
    let line = text.lines().find(|line| line.contains("\"reason\":\"descriptors_exhausted\"")).expect(&text);
    assert!(line.contains("\"status\":503") && line.contains("\"blame\":\"gateway\""), "{line}");
    let logged = child.expect_logged("connections cannot be accepted: ");
    assert_eq!(logged, 1, "once, and not for each attempt");
}
