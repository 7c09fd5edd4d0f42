//! Mixed load with faults at random: of the upstream, of clients, and of artifacts that are loaded meanwhile. Each request
//! has the answer that its fault leads to, and in the end nothing is left: no request, descriptor, task or memory.
//!
//! `GWC_SOAK_ROUNDS` sets how many rounds each client makes, and `GWC_SOAK_SEED` another order; `.ci/soak` runs it for
//! minutes.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use gwc_artifact::{Gateway, Timeouts, encode};
use gwc_tests::net::{Child, End, GatewayBuilder, Received, Upstream, Wire};

/// What takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(60);
/// How many clients there are at once.
const CLIENTS: u64 = 6;

/// Pseudo-random numbers (SplitMix64), the same for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % count as u64) as usize
    }
}

/// Does what the path of each request names.
fn upstream() -> Upstream {
    Upstream::start(|connection| {
        while let Some(head) = connection.head() {
            connection.skip_body(&head);
            let path = head.split(' ').nth(1).expect("a path").to_owned();
            if !serve(connection, &path) {
                return;
            }
        }
    })
}

/// Whether the connection stays open.
fn serve(connection: &mut Received, path: &str) -> bool {
    match path {
        "/ok" => connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
        "/chunked" => {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")
        }
        "/large" => {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 262144\r\n\r\n");
            return connection.send_bytes(&vec![b'x'; 262_144]);
        }
        // Its connection is to stay open, and does not.
        "/stale" => {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            return false;
        }
        "/short" => {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
            return false;
        }
        "/garbage" => {
            connection.send("\0\0\0\r\n\r\n");
            return false;
        }
        "/reset" => {
            let linger = socket2::SockRef::from(connection.stream()).set_linger(Some(Duration::ZERO));
            linger.expect("an open socket");
            return false;
        }
        "/stalled" => {
            connection.closes_within(PATIENCE);
            return false;
        }
        "/stalled-body" => {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
            connection.closes_within(PATIENCE);
            return false;
        }
        _ => return false,
    }
    true
}

/// What comes of each path.
const PATHS: [(&str, u16, End); 9] = [
    ("/ok", 200, End::Whole),
    ("/chunked", 200, End::Whole),
    ("/large", 200, End::Whole),
    ("/stale", 200, End::Whole),
    ("/short", 200, End::Cut),
    ("/garbage", 502, End::Whole),
    ("/reset", 502, End::Whole),
    ("/stalled", 504, End::Whole),
    ("/stalled-body", 200, End::Cut),
];

fn gateway(upstream: &Upstream, extra: &[&str]) -> Gateway {
    let short = Some(Duration::from_millis(1500));
    let mut builder = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .upstream("refusing", "127.0.0.1:1".parse().expect("an address"))
        .route("GET /refused", "refusing", "/")
        .route("POST /ok", "u", "/ok");
    let paths = PATHS.iter().map(|(path, ..)| *path).chain(extra.iter().copied());
    for path in paths {
        builder = builder.route_with(&format!("GET {path}"), "u", path, |endpoint| {
            endpoint.timeouts =
                Timeouts { connect: None, first_byte: short, idle: short, total: None }.into();
        });
    }
    builder.build()
}

/// One thing that a client does; the address of the gateway serves others all the while.
fn act(random: &mut Random, address: SocketAddr) {
    match random.below(16) {
        // One that leaves before it is answered.
        0 => Wire::connect(address).send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n"),
        // One that leaves inside a head, or inside a body.
        1 => Wire::connect(address).send("GET /ok HTT"),
        2 => Wire::connect(address).send("POST /ok HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"),
        // One that resets its connection in the middle of an answer.
        3 => {
            let mut wire = Wire::connect(address);
            wire.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
            assert_eq!(wire.head().expect("a head").0, 200);
            let _ = socket2::SockRef::from(wire.stream()).set_linger(Some(Duration::ZERO));
        }
        4 => {
            let mut wire = Wire::connect(address);
            wire.send("\x16\x03\x01\r\n\r\n");
            assert_eq!(wire.answer().expect("an answer").status, 400);
        }
        5 => {
            let mut wire = Wire::connect(address);
            wire.send("POST /ok HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
            assert_eq!(wire.answer().expect("an answer").status, 400);
        }
        6 => assert_eq!(Wire::connect(address).get("/refused").status, 502),
        7 => assert_eq!(Wire::connect(address).get("/none").status, 404),
        8 => {
            let mut wire = Wire::connect(address);
            wire.send(
                "POST /ok HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            );
            assert_eq!(wire.answer().expect("an answer").status, 200);
        }
        // Several on one connection, whatever the one before came to.
        _ => {
            let mut wire = Wire::connect(address);
            for _ in 0..=random.below(5) {
                let (path, status, end) = PATHS[random.below(PATHS.len())];
                let answer = wire.get(path);
                assert_eq!((answer.status, answer.end), (status, end), "{path}: {}", answer.text());
                if answer.end == End::Cut {
                    break;
                }
            }
        }
    }
}

/// Loads artifacts until it is told to stop, good and bad ones.
fn reload(child: &Child, file: &Path, contents: &[Vec<u8>], random: &mut Random) {
    let bytes = &contents[random.below(contents.len())];
    let next = file.with_extension("next");
    std::fs::write(&next, bytes).expect("a file");
    std::fs::rename(&next, file).expect("a file");
    child.signal("HUP");
    std::thread::sleep(Duration::from_millis(20 + random.below(200) as u64));
}

/// What must be as it was when nothing is under way.
#[derive(Debug, Clone, Copy)]
struct Held {
    memory: u64,
    descriptors: f64,
    threads: usize,
}

/// Waits until nothing is under way, and what is held then.
fn at_rest(child: &Child) -> Held {
    let metrics = || Wire::connect(child.admin.expect("an admin listener")).get("/metrics").text();
    let end = Instant::now() + PATIENCE;
    loop {
        let text = metrics();
        let value = |name: &str| -> f64 {
            let found = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            found.unwrap_or_else(|| panic!("{name} in\n{text}")).parse().expect("a number")
        };
        let busy =
            ["gwr_requests_in_flight", "gwr_client_connections", "gwr_open_streams{kind=\"response\"}"];
        if busy.iter().all(|name| value(name) == 0.0) {
            let tasks = std::fs::read_dir(format!("/proc/{}/task", child.id())).expect("a process");
            let descriptors = value("gwr_process_open_fds");
            return Held { memory: child.memory(), descriptors, threads: tasks.count() };
        }
        assert!(Instant::now() < end, "something stays under way:\n{text}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().map_or(usual, |text| text.parse().expect("a number"))
}

#[test]
#[allow(clippy::print_stdout, reason = "the figures are what a long run is read for")]
fn faults_at_random_leave_nothing_behind() {
    let (rounds, seed) = (number("GWC_SOAK_ROUNDS", 60), number("GWC_SOAK_SEED", 1));
    let upstream = upstream();
    let place = tempfile::tempdir().expect("a folder");
    let (file, log) = (place.path().join("gateway.gwa"), place.path().join("access.log"));
    let good = encode(&gateway(&upstream, &[])).expect("an artifact");
    let other = encode(&gateway(&upstream, &["/aaa", "/zzz/{x}"])).expect("an artifact");
    let contents =
        [good.clone(), other.clone(), good[..good.len() / 2].to_vec(), Vec::new(), good.clone(), other];
    std::fs::write(&file, &good).expect("a file");
    let gwr = Path::new(env!("CARGO_BIN_EXE_gwr-under-test"));
    let log = log.to_str().expect("a path");
    let child =
        Child::start_file(gwr, &file, &["--workers", "2", "--admin", "127.0.0.1:0", "--access-log", log]);
    // The first quarter warms it up.
    let warm = load(&child, (&file, &contents), rounds.div_ceil(4), seed);
    let end = load(&child, (&file, &contents), rounds - rounds.div_ceil(4), seed + CLIENTS);
    println!("{rounds} rounds of {CLIENTS} clients: {warm:?} after the first quarter, {end:?} at the end");
    let grown = end.memory.saturating_sub(warm.memory);
    assert!(grown < 6 * 1024 * 1024, "{} KiB more", grown / 1024);
    // Idle connections to the upstream are kept, as many as were needed at once.
    assert!(end.descriptors <= warm.descriptors + 2.0 * CLIENTS as f64, "{warm:?}, {end:?}");
    assert_eq!(end.threads, warm.threads);
}

/// Rounds of all clients, with reloads all the while; what is held after it.
fn load(child: &Child, (file, contents): (&Path, &[Vec<u8>]), rounds: u64, seed: u64) -> Held {
    let address = child.address;
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            std::thread::spawn(move || {
                let mut random = Random(seed + client);
                (0..rounds).for_each(|_| act(&mut random, address));
            })
        })
        .collect();
    let mut random = Random(seed);
    while clients.iter().any(|client| !client.is_finished()) {
        reload(child, file, contents, &mut random);
    }
    clients
        .into_iter()
        .for_each(|client| client.join().expect("each answer is the one that its fault leads to"));
    at_rest(child)
}
