//! The `gwr` command: what it refuses, how it reloads, how it ends, what it logs.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use gwc_artifact::{
    Algorithm, AuthKind, Credential, Gateway, OtherPolicy, PolicyScope, Scheme, Timeouts, encode,
};
use gwc_runtime::{Options, StartError};
use gwc_tests::net::{Child, End, GatewayBuilder, Issuer, Served, Upstream, Wire, artifact, loopback};

fn gwr() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_gwr-under-test"))
}

/// Has one of each policy this runtime does not enforce.
fn demanding() -> Gateway {
    let issuer = Issuer::start(&[]);
    let mut iam = issuer.check("iam");
    if let AuthKind::Jwt(jwt) = &mut iam.kind {
        jwt.algorithms = vec![Algorithm::Hs256].into();
    }
    GatewayBuilder::new()
        .upstream("plain", loopback())
        .upstream("secure", loopback())
        .route_with("GET /a", "plain", "/", |endpoint| {
            endpoint.credential = Credential::AnyOf(vec!["iam".into()])
        })
        .route_with("GET /b", "plain", "/", |endpoint| {
            endpoint.credential = Credential::AnyOf(vec!["iam".into()])
        })
        .route("GET /c", "secure", "/")
        .with(|gateway| {
            gateway
                .upstreams
                .iter_mut()
                .flat_map(|upstream| &mut upstream.hosts)
                .for_each(|host| host.port = 1);
            gateway.upstreams[1].hosts[0].scheme = Scheme::Https;
            gateway.auth = vec![iam];
            let scope = PolicyScope::Endpoints(vec![gateway.endpoints[0].id].into());
            gateway.other_policies = vec![
                OtherPolicy { name: "krakend:security/cors".to_owned(), scope: PolicyScope::Gateway },
                OtherPolicy { name: "krakend:qos/circuit-breaker".to_owned(), scope },
            ]
            .into();
        })
        .build()
}

fn run(bytes: &[u8], arguments: &[&str]) -> Output {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("gateway.gwa");
    std::fs::write(&file, bytes).unwrap();
    Command::new(gwr()).arg(&file).args(arguments).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn an_artifact_with_policies_that_are_not_enforced_is_refused_by_name() {
    // A port that is taken would be noticed first, if it were bound first.
    let taken = std::net::TcpListener::bind(loopback()).unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let refused = run(&encode(&demanding()).unwrap(), &["--listen", &listen]);
    assert_eq!(refused.status.code(), Some(1));
    let printed = stderr(&refused);
    for line in [
        "credential `iam` (shared secret): 2 endpoints, such as `GET /a`",
        "policy `krakend:qos/circuit-breaker`: `GET /a`",
        "policy `krakend:security/cors`: the whole gateway",
    ] {
        assert!(printed.contains(&format!("gwr: {line}\n")), "{line} in:\n{printed}");
    }
    assert_eq!(printed.matches('\n').count(), 5, "{printed}");
    let tried = run(&encode(&demanding()).unwrap(), &["--listen", &listen, "--insecure-skip-unenforced"]);
    assert_eq!(tried.status.code(), Some(3), "{}", stderr(&tried));
    assert!(stderr(&tried).contains("cannot listen on"), "{}", stderr(&tried));
    let error = gwc_runtime::Server::bind(artifact(&demanding()), Options::default()).err().unwrap();
    assert!(matches!(error, StartError::Unenforced(policies) if policies.policies.len() == 3));
}

#[test]
fn a_damaged_or_unknown_artifact_is_refused() {
    let whole = encode(&GatewayBuilder::new().health("GET /health").build()).unwrap();
    let mut flipped = whole.clone();
    *flipped.last_mut().unwrap() ^= 1;
    for (bytes, reason) in [
        (flipped.as_slice(), "does not match its digest"),
        (&whole[..whole.len() - 1], "should have"),
        (b"{}", "not a gateway artifact"),
        (b"", "not a gateway artifact"),
    ] {
        let refused = run(bytes, &["--listen", "127.0.0.1:0"]);
        assert_eq!(refused.status.code(), Some(1), "{}", stderr(&refused));
        let printed = stderr(&refused);
        assert!(printed.contains("is refused: ") && !printed.contains("listening"), "{reason}: {printed}");
    }
    let missing = Command::new(gwr()).arg("/nowhere/gateway.gwa").output().unwrap();
    assert_eq!(missing.status.code(), Some(3), "{}", stderr(&missing));
    assert_eq!(Command::new(gwr()).output().unwrap().status.code(), Some(2));
}

/// Streams a chunk every 50 ms for a second.
fn slow() -> Upstream {
    Upstream::start(|connection| {
        while connection.head().is_some() {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for _ in 0..20 {
                connection.send("1\r\nx\r\n");
                std::thread::sleep(Duration::from_millis(50));
            }
            connection.send("0\r\n\r\n");
        }
    })
}

fn slow_gateway(upstream: &Upstream) -> Gateway {
    GatewayBuilder::new().upstream("u", upstream.address).route("GET /", "u", "/").build()
}

#[test]
fn sigterm_lets_requests_end_and_closes_what_is_idle() {
    let upstream = slow();
    let mut child = Child::start(gwr(), &slow_gateway(&upstream), &["--drain-delay", "1", "--workers", "2"]);
    let mut idle = Wire::connect(child.address);
    assert_eq!(idle.get("/__health").status, 200);
    let mut never_used = Wire::connect(child.address);
    let mut streaming = Wire::connect(child.address);
    streaming.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(streaming.head().unwrap().0, 200);
    child.signal("TERM");
    let asked = Instant::now();
    while idle.get("/__health").status == 200 {
        assert!(asked.elapsed() < Duration::from_secs(20), "readiness goes first");
        idle = Wire::connect(child.address);
    }
    let mut late = Wire::connect(child.address);
    late.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(late.head().unwrap().0, 200, "the delay still takes requests");
    for wire in [&mut streaming, &mut late] {
        let mut chunks = 0;
        while let Some(chunk) = wire.chunk() {
            if chunk.is_empty() {
                break;
            }
            chunks += chunk.len();
        }
        assert_eq!(chunks, 20, "a stream under way ends whole");
    }
    assert!(idle.closes_within(Duration::from_secs(20)) && never_used.closes_within(Duration::from_secs(20)));
    let status = child.wait(Duration::from_secs(5)).expect("it ends when the last request has");
    assert_eq!(status.code(), Some(0));
    assert!(std::net::TcpStream::connect(child.address).is_err());
}

/// Sends one request after the other on one connection until an answer says that it closes.
fn ask_until_told(address: std::net::SocketAddr, answered: Sender<()>) -> Result<(), &'static str> {
    let mut wire = Wire::connect(address);
    let started = Instant::now();
    let mut first = Some(answered);
    while started.elapsed() < Duration::from_secs(60) {
        wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        let Some(answer) = wire.answer() else { return Err("a request got no answer") };
        if (answer.status, answer.end) != (200, End::Whole) {
            return Err("an answer was not whole");
        }
        if answer.header("connection") == Some("close") {
            return if wire.rest().is_empty() { Ok(()) } else { Err("more than the answer came") };
        }
        if let Some(first) = first.take() {
            first.send(()).unwrap();
        }
    }
    Err("it was never told to close")
}

/// Clients that send one request after the other on one connection each: none sees it close but after an answer that says so.
#[test]
fn keep_alive_clients_lose_no_request_to_sigterm() {
    const CLIENTS: usize = 40;
    let upstream = Upstream::text("ok");
    let gateway = GatewayBuilder::new().upstream("u", upstream.address).route("GET /", "u", "/").build();
    let mut child = Child::start(gwr(), &gateway, &["--workers", "2"]);
    let address = child.address;
    let (answered, all_answered) = channel();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let answered = answered.clone();
            std::thread::spawn(move || ask_until_told(address, answered))
        })
        .collect();
    for _ in 0..CLIENTS {
        all_answered.recv_timeout(Duration::from_secs(60)).expect("every client gets a first answer");
    }
    child.signal("TERM");
    let ends: Vec<_> = clients.into_iter().map(|client| client.join().unwrap()).collect();
    assert_eq!(ends, [Ok(()); CLIENTS]);
    assert_eq!(child.wait(Duration::from_secs(60)).expect("it ends").code(), Some(0));
}

#[test]
fn a_drain_has_an_end_and_a_second_sigterm_is_it() {
    let silent = Upstream::start(|connection| {
        connection.head();
        std::thread::sleep(Duration::from_secs(30));
    });
    for (arguments, signals) in [(["--drain-timeout", "1"], 1), (["--drain-timeout", "60"], 2)] {
        let mut child = Child::start(gwr(), &slow_gateway(&silent), &arguments);
        let mut hanging = Wire::connect(child.address);
        hanging.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        std::thread::sleep(Duration::from_millis(200));
        for _ in 0..signals {
            child.signal("TERM");
            std::thread::sleep(Duration::from_millis(200));
        }
        let ended = child.wait(Duration::from_secs(20)).expect("it ends before the upstream does");
        assert_eq!(ended.code(), Some(0));
        assert!(hanging.answer().is_none());
    }
}

/// Longer than the shortest drain, and shorter than the slowest endpoint.
#[test]
fn without_a_drain_timeout_requests_have_the_time_of_the_slowest_endpoint() {
    let (arrived, arrives) = channel();
    let slow = Upstream::start(move |connection| {
        connection.head();
        let _ = arrived.send(());
        std::thread::sleep(Duration::from_secs(32));
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
    let mut model = slow_gateway(&slow);
    model.endpoints[0].timeouts =
        Timeouts { total: Some(Duration::from_secs(50)), ..Timeouts::default() }.into();
    let mut child = Child::start(gwr(), &model, &[]);
    let mut wire = Wire::connect(child.address);
    wire.stream().set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    arrives.recv_timeout(Duration::from_secs(20)).expect("the request is at the upstream");
    child.signal("TERM");
    assert_eq!(wire.answer().expect("an answer").text(), "ok");
    assert_eq!(child.wait(Duration::from_secs(20)).expect("it ends").code(), Some(0));
}

#[test]
fn a_reload_changes_the_next_request_and_a_bad_one_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let file: PathBuf = directory.path().join("gateway.gwa");
    let (one, two) = (Upstream::text("one"), Upstream::text("two"));
    let to = |upstream: &Upstream| {
        encode(&GatewayBuilder::new().upstream("u", upstream.address).route("GET /", "u", "/").build())
            .unwrap()
    };
    std::fs::write(&file, to(&one)).unwrap();
    let port = std::net::TcpListener::bind(loopback()).unwrap().local_addr().unwrap();
    let log = directory.path().join("access.log");
    let mut process = Command::new(gwr())
        .args([
            file.as_os_str(),
            "--listen".as_ref(),
            port.to_string().as_ref(),
            "--access-log".as_ref(),
            log.as_os_str(),
        ])
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    while std::net::TcpStream::connect(port).is_err() {
        assert!(started.elapsed() < Duration::from_secs(20), "it does not listen");
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut wire = Wire::connect(port);
    assert_eq!(wire.get("/").text(), "one");
    let id = process.id().to_string();
    let hang_up = || {
        assert!(Command::new("kill").args(["-s", "HUP", &id]).status().unwrap().success());
        std::thread::sleep(Duration::from_millis(300));
    };
    for bad in [b"damaged".to_vec(), encode(&demanding()).unwrap()] {
        std::fs::write(&file, bad).unwrap();
        hang_up();
        assert_eq!(wire.get("/").text(), "one");
    }
    std::fs::write(&file, to(&two)).unwrap();
    hang_up();
    assert_eq!(wire.get("/").text(), "two", "on the same connection");
    assert!(Command::new("kill").arg(process.id().to_string()).status().unwrap().success());
    assert!(process.wait().unwrap().success());
    assert_eq!(std::fs::read_to_string(&log).unwrap().lines().count(), 4);
}

#[test]
fn swaps_under_load_lose_nothing() {
    let (one, two) = (Upstream::text("one"), Upstream::text("two"));
    let to = |upstream: &Upstream| {
        GatewayBuilder::new().upstream("u", upstream.address).route("GET /", "u", "/").build()
    };
    let served = Served::start_with(
        &to(&one),
        Options { workers: std::num::NonZeroUsize::new(2), ..Options::default() },
    );
    let clients: Vec<_> = (0..4)
        .map(|_| {
            let address = served.address;
            std::thread::spawn(move || {
                let mut wire = Wire::connect(address);
                (0..500).map(|_| wire.get("/")).map(|answer| (answer.status, answer.end)).collect::<Vec<_>>()
            })
        })
        .collect();
    for i in 0..100 {
        served.handle.swap(artifact(&to(if i % 2 == 0 { &two } else { &one }))).unwrap();
        assert!(served.handle.swap(artifact(&demanding())).is_err());
        std::thread::sleep(Duration::from_millis(2));
    }
    for client in clients {
        assert!(client.join().unwrap().iter().all(|answer| *answer == (200, End::Whole)));
    }
}

#[test]
fn every_request_is_a_line_of_json() {
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("access.log");
    let upstream = Upstream::text("hello");
    let gateway = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .upstream("dead", std::net::TcpListener::bind(loopback()).unwrap().local_addr().unwrap())
        .route("POST /a/*", "u", "/a/*")
        .route("GET /dead", "dead", "/")
        .build();
    let access_log = gwc_runtime::AccessLog::File(log.clone());
    let served = Served::start_with(&gateway, Options { access_log, ..Options::default() });
    let mut wire = Wire::connect(served.address);
    wire.send(
        "POST /a/%22x?secret=1 HTTP/1.1\r\nHost: x\r\nX-Request-ID: r\"1\r\nContent-Length: 3\r\n\r\nabc",
    );
    wire.answer().unwrap();
    wire.get("/missing");
    wire.get("/dead");
    drop(wire);
    let mut garbage = Wire::connect(served.address);
    garbage.send("GET / HTTP/1.1\nHost: x\n\n");
    assert_eq!(garbage.answer().unwrap().status, 400);
    drop(garbage);
    served.handle.drain();
    served.join();
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(!text.contains("secret"), "{text}");
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert_eq!((&lines[3]["status"], &lines[3]["blame"]), (&400.into(), &"client".into()));
    let id = gateway.endpoints[0].id;
    assert_eq!(lines[0]["endpoint_id"], format!("{id:016x}"));
    assert_eq!((&lines[0]["method"], &lines[0]["path"]), (&"POST".into(), &"/a/%22x".into()));
    assert_eq!((&lines[0]["status"], &lines[0]["upstream"]), (&200.into(), &"u".into()));
    assert_eq!((&lines[0]["bytes_in"], &lines[0]["bytes_out"]), (&3.into(), &5.into()));
    assert_eq!((&lines[0]["request_id"], &lines[0]["client"]), (&"r\"1".into(), &"127.0.0.1".into()));
    assert!(lines[0]["duration_ms"].as_f64().unwrap() >= lines[0]["upstream_ms"].as_f64().unwrap());
    assert_eq!((&lines[1]["status"], &lines[1]["blame"]), (&404.into(), &"client".into()));
    assert_eq!(lines[1].get("endpoint_id"), None);
    assert_ne!(lines[1]["request_id"], lines[2]["request_id"]);
    assert_eq!((&lines[2]["status"], &lines[2]["blame"]), (&502.into(), &"upstream".into()));
}

#[test]
fn two_servers_do_not_share_a_port() {
    let upstream = Upstream::text("ok");
    let served = Served::start(&slow_gateway(&upstream));
    let options = Options { listen: vec![served.address], ..Options::default() };
    let second = gwc_runtime::Server::bind(artifact(&slow_gateway(&upstream)), options);
    assert!(matches!(second.err(), Some(StartError::Listen(address, _)) if address == served.address));
}
