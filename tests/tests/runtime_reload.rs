//! Reloads: what serves is exchanged as a whole, and what is refused changes nothing.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use gwc_artifact::{
    Breaker, ClientKey, Credential, Failure, Gateway, Limit, PerClient, Rate, RateLimit, UpstreamOptions,
    Window, encode,
};
use gwc_runtime::watch::{self, Seen};
use gwc_runtime::{Reloader, report};
use gwc_tests::net::{Child, GatewayBuilder, Issuer, Served, SigningKey, Upstream, Wire};

const PATIENCE: Duration = Duration::from_secs(60);

fn gwr() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_gwr-under-test"))
}

/// Two upstreams that state their name, and endpoints whose places in the tables depend on `extra`.
fn gateway(one: &Upstream, two: &Upstream, extra: &[&str]) -> Gateway {
    let mut builder = GatewayBuilder::new()
        .upstream("one", one.address)
        .upstream("two", two.address)
        .route("GET /one/{id}", "one", "/{id}")
        .route("GET /two/{id}", "two", "/{id}");
    for path in extra {
        builder = builder.route(&format!("GET {path}"), "two", "/");
    }
    builder.build()
}

/// The control socket of a process.
struct Control(BufReader<UnixStream>);

impl Control {
    fn connect(path: &Path) -> Control {
        let end = Instant::now() + PATIENCE;
        loop {
            match UnixStream::connect(path) {
                Ok(stream) => return Control(BufReader::new(stream)),
                Err(error) => assert!(Instant::now() < end, "{error}"),
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn ask(&mut self, command: &str) -> String {
        self.0.get_mut().write_all(format!("{command}\n").as_bytes()).unwrap();
        let mut answer = String::new();
        self.0.read_line(&mut answer).unwrap();
        answer.trim_end().to_owned()
    }
}

/// Requests, one after the other on one connection, until told to stop: how many there were, and what was wrong.
fn load(address: std::net::SocketAddr, stop: &AtomicBool) -> (u64, Vec<String>) {
    let (mut wire, mut count, mut wrong) = (Wire::connect(address), 0, Vec::new());
    while !stop.load(Ordering::Relaxed) {
        for name in ["one", "two"] {
            let answer = wire.get(&format!("/{name}/7"));
            count += 1;
            if (answer.status, answer.text().as_str()) != (200, name) {
                wrong.push(format!("/{name}: {} {}", answer.status, answer.text()));
            }
        }
        // The load is bounded: the reloads are what is tested.
        std::thread::sleep(Duration::from_millis(2));
    }
    (count, wrong)
}

/// An artifact with another number of its format.
fn of_format(bytes: &[u8], change: i32) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let format = i32::from(u16::from_le_bytes([bytes[4], bytes[5]])) + change;
    bytes[4..6].copy_from_slice(&(format as u16).to_le_bytes());
    bytes
}

#[test]
fn a_thousand_reloads_under_load_lose_nothing() {
    const RELOADS: usize = 1000;
    let (one, two) = (Upstream::text("one"), Upstream::text("two"));
    let place = tempfile::tempdir().unwrap();
    let (file, socket) = (place.path().join("gateway.gwa"), place.path().join("control"));
    let contents = [
        encode(&gateway(&one, &two, &[])).unwrap(),
        encode(&gateway(&one, &two, &["/aaa", "/nnn/{x}", "/zzz"])).unwrap(),
    ];
    let bad = [
        contents[0][..contents[0].len() / 2].to_vec(),
        contents[1].iter().enumerate().map(|(at, byte)| if at == 200 { byte ^ 1 } else { *byte }).collect(),
        of_format(&contents[0], -1),
        of_format(&contents[0], 1),
        Vec::new(),
    ];
    std::fs::write(&file, &contents[0]).unwrap();
    let child = Child::start_file(
        gwr(),
        &file,
        &["--workers", "2", "--control", socket.to_str().unwrap(), "--admin", "127.0.0.1:0"],
    );
    let mut control = Control::connect(&socket);
    let stop = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> = (0..2)
        .map(|_| {
            let (stop, address) = (Arc::clone(&stop), child.address);
            std::thread::spawn(move || load(address, &stop))
        })
        .collect();
    let (mut refused, mut after_warming) = (0, 0);
    for turn in 0..RELOADS {
        let bytes = match turn % 10 {
            3 => &bad[turn / 10 % bad.len()],
            _ => &contents[turn % 2],
        };
        std::fs::write(&file, bytes).unwrap();
        let answer = control.ask("reload");
        match turn % 10 {
            3 => {
                assert!(answer.starts_with("error: "), "turn {turn}: {answer}");
                refused += 1;
            }
            _ => assert_eq!(answer, "ok: reloaded", "turn {turn}"),
        }
        if turn == RELOADS / 4 {
            after_warming = child.memory();
        }
    }
    stop.store(true, Ordering::Relaxed);
    for client in clients {
        let (count, wrong) = client.join().unwrap();
        assert!(wrong.is_empty(), "{} of {count}: {:?}", wrong.len(), &wrong[..wrong.len().min(5)]);
        assert!(count > 100, "{count} requests were sent during the reloads");
    }
    let admin = |path: &str| Wire::connect(child.admin.expect("an admin listener")).get(path);
    let metrics = admin("/metrics").text();
    for line in [
        format!("gwr_config_reloads_total {}", RELOADS - refused),
        format!("gwr_config_reload_failed_total {refused}"),
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line} in\n{metrics}");
    }
    assert_eq!(admin("/readyz").status, 200);
    let grown = child.memory().saturating_sub(after_warming);
    assert!(grown < 8 * 1024 * 1024, "{} KiB more after {RELOADS} reloads", grown / 1024);
}

/// A mounted ConfigMap, whose folder is exchanged by a symbolic link.
struct Mounted {
    place: tempfile::TempDir,
    version: usize,
}

impl Mounted {
    fn new(bytes: &[u8]) -> Mounted {
        let mut mounted = Mounted { place: tempfile::tempdir().unwrap(), version: 0 };
        mounted.set(bytes);
        symlink("..data/gateway.gwa", mounted.file()).unwrap();
        mounted
    }

    fn file(&self) -> PathBuf {
        self.place.path().join("gateway.gwa")
    }

    fn set(&mut self, bytes: &[u8]) {
        self.version += 1;
        let name = format!("..{}", self.version);
        std::fs::create_dir(self.place.path().join(&name)).unwrap();
        std::fs::write(self.place.path().join(&name).join("gateway.gwa"), bytes).unwrap();
        symlink(&name, self.place.path().join("..data_tmp")).unwrap();
        std::fs::rename(self.place.path().join("..data_tmp"), self.place.path().join("..data")).unwrap();
    }
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_watched_file_is_served_when_it_changes_and_yesterdays_content_is_a_rollback() {
    let (one, two) = (Upstream::text("one"), Upstream::text("two"));
    let (first, second) = (gateway(&one, &two, &[]), gateway(&one, &two, &["/more"]));
    let mut mounted = Mounted::new(&encode(&first).unwrap());
    let served = Served::with_admin(&first);
    let reloader = Arc::new(Reloader::new(served.handle.clone(), &mounted.file()));
    watch::watch(Arc::clone(&reloader), Seen::of(&mounted.file()), Duration::from_millis(5)).unwrap();
    let status = |path: &str| Wire::connect(served.address).get(path).status;
    assert_eq!((status("/one/7"), status("/more")), (200, 404));

    mounted.set(&encode(&second).unwrap());
    until("the new artifact is served", || status("/more") == 200);
    mounted.set(b"no artifact");
    until("the bad one is reported", || served.metric("gwr_config_reload_failed_total") == Some(1.0));
    assert_eq!((status("/more"), served.admin("/readyz").status), (200, 200));
    mounted.set(&encode(&first).unwrap());
    until("the old artifact is served again", || status("/more") == 404);
    served.expect_metric("gwr_config_reloads_total", 2.0);
    served.expect_metric("gwr_config_last_reload_successful", 1.0);
}

#[test]
fn requests_under_way_keep_their_table_and_limits_stay() {
    let slow = Upstream::start(|connection| {
        while connection.head().is_some() {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
            std::thread::sleep(Duration::from_millis(500));
            connection.send("4\r\nmore\r\n0\r\n\r\n");
        }
    });
    let two = Upstream::text("two");
    let served = Served::start(&gateway(&slow, &two, &[]));
    let mut wire = Wire::connect(served.address);
    wire.send("GET /one/7 HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(wire.head().unwrap().0, 200);
    assert_eq!(wire.chunk().unwrap(), b"one");
    let other =
        GatewayBuilder::new().upstream("two", two.address).route("GET /two/{id}", "two", "/{id}").build();
    served.handle.swap(gwc_tests::net::artifact(&other)).unwrap();
    assert_eq!(Wire::connect(served.address).get("/one/7").status, 404);
    assert_eq!(wire.chunk().unwrap(), b"more");
    assert_eq!(wire.chunk().unwrap(), b"");
}

#[test]
fn the_control_socket_is_for_its_user_alone_and_sets_the_level() {
    use std::os::unix::fs::PermissionsExt;
    let (one, two) = (Upstream::text("one"), Upstream::text("two"));
    let place = tempfile::tempdir().unwrap();
    let (file, socket) = (place.path().join("gateway.gwa"), place.path().join("control"));
    std::fs::write(&file, encode(&gateway(&one, &two, &[])).unwrap()).unwrap();
    // One that a killed process left.
    drop(std::os::unix::net::UnixListener::bind(&socket).unwrap());
    let arguments = ["--control", socket.to_str().unwrap()];
    let _child = Child::start_file(gwr(), &file, &arguments);
    let mut control = Control::connect(&socket);
    assert_eq!(std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(control.ask("level debug"), "ok: the level is `debug`");
    assert_eq!(control.ask("level error"), "ok: the level is `error`");
    for wrong in ["level loud", "stop", "", "reload now"] {
        assert!(control.ask(wrong).starts_with("error: commands: `reload`; "), "{wrong}");
    }
    std::fs::remove_file(&file).unwrap();
    assert!(control.ask("reload").starts_with("error: cannot read it: "));
    let second =
        Command::new(gwr()).arg(&file).args(["--listen", "127.0.0.1:0"]).args(arguments).output().unwrap();
    assert_eq!(second.status.code(), Some(3), "{}", String::from_utf8_lossy(&second.stderr));
    report::set_level(gwc_artifact::LogLevel::Info);
}

/// A gateway whose every kind of state is used: a limit, a breaker, a check of tokens, and a connection to an upstream.
fn stateful(upstream: &Upstream, issuer: &Issuer, extra: &[&str]) -> Gateway {
    let rate = Rate { count: 1, period: Duration::from_secs(3600) };
    let limit = Limit { rate, burst: 1, window: Window::Bucket };
    let once = RateLimit { total: None, per_client: Some(PerClient { key: ClientKey::Ip, limit }) };
    let breaker =
        Breaker { errors: 1, within: None, open: PATIENCE, count: Failure::ALL.into_iter().collect() };
    let mut builder = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .upstream("dead", "127.0.0.1:1".parse().unwrap())
        .route_with("GET /token", "u", "/", |endpoint| {
            endpoint.credential = Credential::AnyOf(vec!["iam".into()]);
        })
        .route_with("GET /once", "u", "/", |endpoint| endpoint.rate_limit = once.into())
        .route("GET /dead", "dead", "/");
    for path in extra {
        builder = builder.route(&format!("GET {path}"), "u", "/");
    }
    let options = UpstreamOptions { breaker: Some(breaker), ..UpstreamOptions::default() };
    let dead = |gateway: &mut Gateway| {
        gateway.auth = vec![issuer.check("iam")];
        let dead = gateway.upstreams.iter_mut().find(|upstream| upstream.name == "dead");
        dead.unwrap().options = options.into();
    };
    builder.with(dead).build()
}

#[test]
fn a_reload_keeps_connections_key_sets_limits_and_breakers() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let served = Served::with_admin(&stateful(&upstream, &issuer, &[]));
    let mut wire = Wire::connect(served.address);
    let mut get = |path: &str, user: &str| {
        let token = key.token(user, "");
        wire.send(format!("GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"));
        wire.answer().expect("an answer").status
    };
    let before = ["/token", "/once", "/once", "/dead", "/dead"].map(|path| get(path, "u1"));
    assert_eq!(before, [200, 200, 429, 502, 503]);
    let other = stateful(&upstream, &issuer, &["/more"]);
    served.handle.swap(gwc_tests::net::artifact(&other)).unwrap();
    // A token that no cache has is verified with the keys that are known.
    let after = ["/more", "/token", "/once", "/dead"].map(|path| get(path, "u2"));
    assert_eq!(after, [200, 200, 429, 503]);
    assert_eq!((upstream.connections(), issuer.fetches()), (1, 1));
    let opened = format!("gwr_upstream_connects_total{{host=\"{}\",result=\"ok\"}}", upstream.address);
    served.expect_metric(&opened, 1.0);
    served.expect_metric("gwr_upstream_breaker_opened_total{upstream=\"dead\"}", 1.0);
}
