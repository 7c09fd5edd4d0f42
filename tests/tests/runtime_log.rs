//! The access log: its forms, its sample and its rotation; the log of the gateway itself; and the id of a request.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use gwc_artifact::{
    AccessLog as Declared, AccessLogFormat, EndpointPolicy, Gateway, LogDestination, Semantics, Share,
};
use gwc_runtime::{AccessLog, Options};
use gwc_tests::net::{Answer, GatewayBuilder, Served, Upstream, Wire};
use gwc_tests::process::Tool;
use serde_json::{Value, json};

fn gateway(upstream: &Upstream, log: Option<Declared>) -> Gateway {
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /items/{id}", "u", "/{id}", |endpoint| {
            endpoint.policies = vec![EndpointPolicy::Dialect(gwc_artifact::Dialect::Json)]
                .into_iter()
                .collect::<gwc_artifact::Set<_>>()
                .into();
        })
        .route("GET /gone", "dead", "/")
        .upstream("dead", "127.0.0.1:1".parse().unwrap())
        .with(|gateway| gateway.operations.access_log = log)
        .build()
}

fn to_file(path: &Path, format: AccessLogFormat, millionths: u64) -> Option<Declared> {
    let to = LogDestination::File(path.to_str().unwrap().to_owned());
    Some(Declared { to, format, sample: Share { millionths } })
}

/// Serves with the log that the gateway declares, sends requests, and returns the lines.
fn logged(gateway: &Gateway, log: &Path, requests: impl FnOnce(&mut Wire)) -> Vec<String> {
    let options = Options { access_log: AccessLog::OfArtifact, ..Options::default() };
    let served = Served::start_with(gateway, options);
    let mut wire = Wire::connect(served.address);
    requests(&mut wire);
    drop(wire);
    served.handle.drain();
    served.join();
    std::fs::read_to_string(log).unwrap_or_default().lines().map(str::to_owned).collect()
}

fn ask(wire: &mut Wire, path: &str, headers: &str) -> Answer {
    wire.send(format!("GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n"));
    wire.answer().expect("an answer")
}

#[test]
fn json_lines_have_the_documented_fields() {
    let (place, upstream) = (tempfile::tempdir().unwrap(), Upstream::text("hello"));
    let log = place.path().join("access.log");
    let gateway = gateway(&upstream, to_file(&log, AccessLogFormat::Json, 1_000_000));
    let lines = logged(&gateway, &log, |wire| {
        assert_eq!(ask(wire, "/items/7?secret=1", "X-Request-ID: abc\r\n").status, 200);
        assert_eq!(ask(wire, "/gone", "").status, 502);
        assert_eq!(ask(wire, "/no", "").status, 404);
    });
    let lines: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).expect(line)).collect();
    let page = include_str!("../../docs/runtime.md");
    let fields = page.split("## Access log").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
    for line in &lines {
        for field in line.as_object().unwrap().keys() {
            assert!(fields.contains(&format!("`{field}`")), "`{field}` is not documented");
        }
        assert!(!line.to_string().contains("secret"));
    }
    let [good, gone, no] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!((&good["v"], &good["status"], &good["request_id"]), (&1.into(), &200.into(), &"abc".into()));
    assert_eq!((&good["endpoint"], &good["path"]), (&"GET /items/{id}".into(), &"/items/7".into()));
    assert_eq!((&good["upstream"], &good["bytes_out"]), (&"u".into(), &5.into()));
    assert!(good["duration_ms"].as_f64().unwrap() >= good["upstream_ms"].as_f64().unwrap());
    assert_eq!((&good["reason"], &good["error"]), (&Value::Null, &Value::Null));
    assert_eq!((&gone["reason"], &gone["blame"]), (&"upstream_refused".into(), &"upstream".into()));
    assert_eq!((&no["reason"], &no["endpoint"]), (&"no_endpoint".into(), &Value::Null));
}

#[test]
fn combined_lines_are_those_of_nginx_and_nothing_in_them_ends_the_quotes() {
    let (place, upstream) = (tempfile::tempdir().unwrap(), Upstream::text("hello"));
    let log = place.path().join("access.log");
    let gateway = gateway(&upstream, to_file(&log, AccessLogFormat::Combined, 1_000_000));
    let lines = logged(&gateway, &log, |wire| {
        let headers = "Referer: https://a.example/?q=\"x\r\nUser-Agent: agent/1 \\\r\n";
        assert_eq!(ask(wire, "/items/7?secret=1", headers).status, 200);
    });
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    let (front, rest) = line.split_once(" - - [").unwrap();
    let (time, rest) = rest.split_once("] ").unwrap();
    assert_eq!((front, time.len(), &time[20..]), ("127.0.0.1", 26, " +0000"));
    let expected = r#""GET /items/7 HTTP/1.1" 200 5 "https://a.example/?q=\x22x" "agent/1 \x5C" "#;
    assert!(rest.strip_prefix(expected).is_some_and(|time| time.parse::<f64>().is_ok()), "{rest}");
}

#[test]
fn a_sample_leaves_lines_out_but_never_a_failure() {
    let (place, upstream) = (tempfile::tempdir().unwrap(), Upstream::text("hello"));
    let log = place.path().join("access.log");
    let gateway = gateway(&upstream, to_file(&log, AccessLogFormat::Json, 1));
    let lines = logged(&gateway, &log, |wire| {
        (0..50).for_each(|_| assert_eq!(ask(wire, "/items/7", "").status, 200));
        (0..5).for_each(|_| assert_eq!(ask(wire, "/gone", "").status, 502));
    });
    assert_eq!(lines.iter().filter(|line| line.contains("upstream_refused")).count(), 5);
    assert!(lines.len() < 20, "{} lines", lines.len());
}

#[test]
fn a_file_that_is_rotated_is_made_again() {
    let (place, upstream) = (tempfile::tempdir().unwrap(), Upstream::text("hello"));
    let (log, old) = (place.path().join("access.log"), place.path().join("access.log.1"));
    let gateway = gateway(&upstream, to_file(&log, AccessLogFormat::Json, 1_000_000));
    let lines = logged(&gateway, &log, |wire| {
        ask(wire, "/items/1", "");
        let end = Instant::now() + Duration::from_secs(20);
        while std::fs::metadata(&log).map_or(0, |file| file.len()) == 0 {
            assert!(Instant::now() < end, "no line");
            std::thread::sleep(Duration::from_millis(10));
        }
        std::fs::rename(&log, &old).unwrap();
        ask(wire, "/items/2", "");
    });
    let old = std::fs::read_to_string(&old).unwrap();
    assert!(old.lines().count() == 1 && old.contains("/items/1"), "{old}");
    assert!(lines.len() == 1 && lines[0].contains("/items/2"), "{lines:?}");
}

#[test]
fn none_writes_nothing() {
    let (place, upstream) = (tempfile::tempdir().unwrap(), Upstream::text("hello"));
    let log = place.path().join("access.log");
    let declared = Declared { to: LogDestination::None, format: AccessLogFormat::Json, sample: Share::ALL };
    let lines = logged(&gateway(&upstream, Some(declared)), &log, |wire| {
        assert_eq!(ask(wire, "/items/7", "").status, 200);
    });
    assert!(lines.is_empty());
}

/// Answers with the request's id and one of its own.
fn stating() -> Upstream {
    Upstream::start(|connection| {
        while let Some(head) = connection.head() {
            let ids: Vec<&str> = head
                .lines()
                .filter(|line| line.to_ascii_lowercase().starts_with("x-request-id:"))
                .map(|line| line[13..].trim())
                .collect();
            let body = ids.join("|");
            connection.send(&format!(
                "HTTP/1.1 200 OK\r\nX-Request-ID: upstream\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            ));
        }
    })
}

#[test]
fn one_id_is_forwarded_and_returned() {
    let upstream = stating();
    let served = Served::start(&gateway(&upstream, None));
    let mut wire = Wire::connect(served.address);
    let mut ids = Vec::new();
    for (sent, is_taken) in [
        ("X-Request-ID: good-1\r\n", true),
        ("x-request-id: two words\r\n", false),
        ("", false),
        ("X_Request_ID: spelled\r\n", false),
    ] {
        let answer = ask(&mut wire, "/items/7", sent);
        let id = answer.header("x-request-id").unwrap().to_owned();
        assert_eq!(answer.text(), id, "the upstream has exactly this one: {sent}");
        assert_eq!(id == "good-1", is_taken, "{sent}");
        ids.push(id);
    }
    let refused = ask(&mut wire, "/no", "X-Request-ID: good-2\r\n");
    assert_eq!((refused.status, refused.header("x-request-id")), (404, Some("good-2")));
    ids.dedup();
    assert_eq!(ids.len(), 4, "new ids differ: {ids:?}");
}

#[test]
fn krakend_adds_no_id() {
    let upstream = stating();
    let mut gateway = gateway(&upstream, None);
    gateway.semantics = Semantics::Krakend;
    let served = Served::start(&gateway);
    let mut wire = Wire::connect(served.address);
    assert_eq!(ask(&mut wire, "/items/7", "").text(), "");
    let answer = ask(&mut wire, "/items/7", "X-Request-ID: mine\r\n");
    assert_eq!((answer.text().as_str(), answer.header("x-request-id")), ("mine", Some("upstream")));
    assert_eq!(ask(&mut wire, "/no", "").header("x-request-id"), None);
}

/// Builds a KrakenD configuration with these settings of the log, and serves it. Returns what `gwr` wrote about its start,
/// a reload, a reload that is refused, and its end.
fn own_log(level: &str) -> Vec<String> {
    let place = tempfile::tempdir().unwrap();
    let config = json!({
        "version": 3, "name": "logged", "port": 8080,
        "extra_config": { "telemetry/logging": { "level": level, "prefix": "[GW]", "stdout": true } },
        "endpoints": [{ "endpoint": "/a", "output_encoding": "no-op", "backend": [{
            "url_pattern": "/a", "host": ["http://orders:8080"], "encoding": "no-op" }] }],
    });
    std::fs::write(place.path().join("krakend.json"), config.to_string()).unwrap();
    let gwc = Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), place.path());
    let built = gwc.run(&["build", "krakend.json", "-o", "dist", "--fail-on", "error"]);
    assert_eq!(built.code, Some(0), "{}", built.stderr);
    let (artifact, socket) = (place.path().join("dist/logged/gateway.gwa"), place.path().join("control"));
    let mut gwr = Command::new(env!("CARGO_BIN_EXE_gwr-under-test"))
        .arg(&artifact)
        .args(["--listen", "127.0.0.1:0", "--access-log", "off", "--control"])
        .arg(&socket)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let end = Instant::now() + Duration::from_secs(20);
    while !socket.exists() {
        assert!(Instant::now() < end, "gwr does not start");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(command(&socket, "reload"), "ok: reloaded");
    std::fs::write(&artifact, "not an artifact").unwrap();
    assert!(command(&socket, "reload").starts_with("error: "));
    let id = gwr.id().to_string();
    assert!(Command::new("kill").args(["-s", "TERM", &id]).status().unwrap().success());
    assert!(gwr.wait().unwrap().success());
    let mut text = String::new();
    gwr.stderr.take().unwrap().read_to_string(&mut text).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// The answer of the control socket to a command.
fn command(socket: &Path, text: &str) -> String {
    let mut stream = UnixStream::connect(socket).unwrap();
    writeln!(stream, "{text}").unwrap();
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer).unwrap();
    answer.trim_end().to_owned()
}

#[test]
fn the_log_of_the_gateway_has_the_level_and_the_prefix_of_krakend() {
    for (level, informs) in [("DEBUG", true), ("INFO", true), ("WARNING", false), ("ERROR", false)] {
        let lines = own_log(level);
        let begins = |begin: &str| lines.iter().filter(|line| line.starts_with(begin)).count();
        assert_eq!(begins("[GW] "), lines.len(), "{level}: {lines:?}");
        assert_eq!(begins("[GW] error: `"), 1, "{level}: {lines:?}");
        for begin in ["[GW] listening on ", "[GW] reloaded `", "[GW] draining; "] {
            assert_eq!(begins(begin), usize::from(informs), "{level}: {lines:?}");
        }
    }
}
