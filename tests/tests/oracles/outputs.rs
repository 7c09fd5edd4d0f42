//! What other programs say of the outputs: KrakenD's own schema, and KrakenD itself where it is at hand.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gwc_tests::process::Tool;
use gwc_tests::{folder, golden};
use serde_json::Value;

fn built() -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    folder::copy(&golden::repository().join("routes"), &place.path().join("routes"));
    let gwc = Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), place.path());
    let run = gwc.run(&["build", "routes", "--out", "dist"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    place
}

pub(crate) fn the_official_schema_accepts_what_is_lowered_to_krakend(shared: &Path) {
    let schema =
        std::fs::read(shared.join("conformance/krakend-schema/v2.13.krakend.json")).expect("the schema");
    let validator =
        jsonschema::validator_for(&serde_json::from_slice(&schema).expect("JSON")).expect("a schema");
    let place = built();
    for file in ["hanzo/krakend.json", "lux/krakend.json", "hanzo/gateway.json", "lux/gateway.json"] {
        let bytes = std::fs::read(place.path().join("dist").join(file)).expect(file);
        let mut json: Value = serde_json::from_slice(&bytes).expect("JSON");
        if file.ends_with("gateway.json") {
            without_hanzo_namespaces(&mut json);
        }
        let errors: Vec<String> =
            validator.iter_errors(&json).take(5).map(|e| format!("{e} at {}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{file}: {errors:#?}");
    }
}

/// What target `hanzo` says and KrakenD's schema does not know: `auth/public`, and the limit at the root.
fn without_hanzo_namespaces(json: &mut Value) {
    let remove = |value: &mut Value, namespace: &str| {
        if let Some(extra) = value["extra_config"].as_object_mut() {
            extra.shift_remove(namespace);
        }
    };
    remove(json, "qos/ratelimit/router");
    let endpoints = json["endpoints"].as_array_mut().expect("endpoints");
    endpoints.iter_mut().for_each(|endpoint| remove(endpoint, "auth/public"));
}

pub(crate) fn live_krakend_accepts_and_serves_all_four(krakend: &Path) {
    let place = built();
    for file in ["hanzo/krakend.json", "lux/krakend.json", "hanzo/gateway.json", "lux/gateway.json"] {
        let config = place.path().join("dist").join(file);
        let check = Tool::new(krakend, place.path()).run(&["check", "-t", "-c", &config.to_string_lossy()]);
        assert_eq!(check.code, Some(0), "{file}: {}{}", check.stdout, check.stderr);
        serves(krakend, &config);
    }
}

/// Runs a configuration until its health answers, at most ten seconds.
fn serves(krakend: &Path, config: &Path) {
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let child = Command::new(krakend)
        .args(["run", "-p", &port.to_string(), "-c"])
        .arg(config)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("krakend starts");
    let _stopped = Stopped(child);
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(10) {
        if health(port).is_some_and(|answer| answer.starts_with("HTTP/1.1 200")) {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("{} is not served within ten seconds", config.display());
}

fn health(port: u16) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(1))).ok()?;
    stream.write_all(b"GET /__health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// Ends a process with its test.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
