//! Large bodies, and bodies that a client sends only when it is told to.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use gwc_tests::net::{Child, GatewayBuilder, Served, Upstream, Wire};

use super::one_endpoint;

/// Bytes of the large bodies: 1 GiB, or as many MiB as `GWC_LARGE_BODY_MIB` says.
fn large_body() -> u64 {
    let mib = std::env::var("GWC_LARGE_BODY_MIB").ok().and_then(|mib| mib.parse().ok());
    mib.unwrap_or(1024) * 1024 * 1024
}

/// What a body may add to the memory of the gateway.
const GROWTH: u64 = 16 * 1024 * 1024;
const PIECE: usize = 64 * 1024;

#[test]
#[allow(clippy::print_stdout, reason = "the figure is what the test is read for")]
fn large_bodies_pass_in_both_directions_in_little_memory() {
    let size = large_body();
    let (uploaded, was_uploaded) = mpsc::channel();
    let upstream = Upstream::start(move |connection| {
        while let Some(head) = connection.head() {
            if head.starts_with("POST") {
                let length = connection.skip_body(&head);
                uploaded.send(length).unwrap();
                connection.send("HTTP/1.1 204 No Content\r\n\r\n");
            } else {
                connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                let chunk = [format!("{PIECE:x}\r\n").as_bytes(), &[b'x'; PIECE], b"\r\n"].concat();
                for _ in 0..size / PIECE as u64 {
                    if !connection.send_bytes(&chunk) {
                        return;
                    }
                }
                connection.send("0\r\n\r\n");
            }
        }
    });
    let gateway = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route("GET /", "u", "/")
        .route("POST /", "u", "/")
        .build();
    let child = Child::start(Path::new(env!("CARGO_BIN_EXE_gwr-under-test")), &gateway, &["--workers", "1"]);
    let mut wire = Wire::connect(child.address);
    assert_eq!(wire.get("/nothing").status, 404);
    let before = child.memory();

    wire.send(format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n"));
    let piece = vec![b'x'; PIECE];
    for _ in 0..size / PIECE as u64 {
        wire.stream().write_all(&piece).unwrap();
    }
    assert_eq!(wire.answer().unwrap().status, 204);
    assert_eq!(was_uploaded.recv().unwrap(), size);
    let after_upload = child.peak_memory();

    wire.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert_eq!(wire.head().unwrap().0, 200);
    let (mut downloaded, mut buffer) = (0, vec![0; 4 * PIECE]);
    while let Some(read @ 1..) = wire.read(&mut buffer) {
        downloaded += read as u64;
    }
    assert!(downloaded >= size, "{downloaded} of {size} bytes came");
    let after_download = child.peak_memory();
    let mib = |bytes: u64| bytes as f64 / 1024.0 / 1024.0;
    println!(
        "{} MiB each way; memory {:.1} MiB at rest, {:.1} at most after the upload, {:.1} after the download",
        size / 1024 / 1024,
        mib(before),
        mib(after_upload),
        mib(after_download),
    );
    assert!(after_download - before < GROWTH, "{} MiB more", mib(after_download - before));
}

#[test]
fn an_expectation_is_met_by_the_gateway() {
    let upstream = Upstream::text("ok");
    let served = Served::start(&one_endpoint(&upstream, "POST", |_| {}));
    let mut wire = Wire::connect(served.address);
    wire.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    let mut interim = [0; 25];
    wire.stream().read_exact(&mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    wire.send("ab");
    assert_eq!(wire.answer().unwrap().status, 200);
    assert!(!upstream.heads()[0].to_lowercase().contains("expect"), "{}", upstream.heads()[0]);
}

#[test]
fn an_expectation_that_a_policy_refuses_is_never_met() {
    let upstream = Upstream::text("ok");
    let address = gwc_artifact::Network::parse("198.51.100.0/24").unwrap();
    let one = gwc_artifact::Limit {
        rate: gwc_artifact::Rate { count: 1, period: Duration::from_secs(3600) },
        burst: 1,
        window: gwc_artifact::Window::Bucket,
    };
    let gateway = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("POST /scarce", "u", "/", |endpoint| {
            endpoint.rate_limit = gwc_artifact::RateLimit { total: Some(one), per_client: None }.into();
        })
        .route_with("POST /elsewhere", "u", "/", |endpoint| {
            let rule =
                gwc_artifact::AddressRule { allow: vec![address].into(), deny: gwc_artifact::Set::default() };
            endpoint.ip = vec![rule].into_iter().collect::<gwc_artifact::Set<_>>().into();
        })
        .build();
    let served = Served::start(&gateway);
    let first = |path: &str| {
        let mut wire = Wire::connect(served.address);
        wire.send(format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        ));
        let mut line = [0; 12];
        wire.stream().read_exact(&mut line).unwrap();
        String::from_utf8(line.to_vec()).unwrap()
    };
    assert_eq!(first("/scarce"), "HTTP/1.1 100");
    assert_eq!(first("/scarce"), "HTTP/1.1 429");
    assert_eq!(first("/elsewhere"), "HTTP/1.1 403");
    assert_eq!(first("/none"), "HTTP/1.1 404");
}
