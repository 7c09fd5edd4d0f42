//! The verdict against a living KrakenD: random route tables and damaged configurations, judged by `gwc` and by
//! the binary that `GWC_KRAKEND` names (`.ci/krakend`). Without it the test says that it is skipped.

#![allow(clippy::print_stdout, reason = "the answers that differ are told by printing them")]

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use gwc::krakend::judge::{self, Check};
use gwc::krakend::value::Format;
use gwc_tests::generate;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

/// How many files of each kind are compared.
const COUNT: usize = 100;

/// A binary that has not answered by then serves: it took the file.
const PATIENCE: Duration = Duration::from_secs(3);

/// What the binary said.
struct Answer {
    refused: bool,
    message: Option<String>,
}

/// Asks the binary for its answer. The port of the configuration is taken, so that it does not stay and serve.
fn ask(binary: &Path, folder: &Path, config: &str) -> Answer {
    fs::write(folder.join("krakend.json"), config).expect("the file can be written");
    let said = folder.join("said");
    let out = File::create(&said).expect("a file can be made");
    let both = out.try_clone().expect("a file can be shared");
    let mut child = Command::new(binary)
        .args(["check", "-t", "-c", "krakend.json"])
        .current_dir(folder)
        .env("USAGE_DISABLE", "1")
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(both)
        .spawn()
        .unwrap_or_else(|e| panic!("{} can not be started: {e}", binary.display()));
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("the process can be waited for") {
            break Some(status);
        }
        if start.elapsed() > PATIENCE {
            child.kill().and_then(|()| child.wait()).expect("the process can be ended");
            break None;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let said = String::from_utf8_lossy(&fs::read(said).expect("it can be read")).into_owned();
    let refused = status.is_some_and(|status| !status.success());
    Answer { refused, message: message(&said).filter(|_| refused) }
}

/// The words after the label, as the recording keeps them.
fn message(said: &str) -> Option<String> {
    let (from, cut) = match said.split_once("the configuration file:") {
        Some((_, rest)) => (rest, rest.len()),
        None => {
            let rest = &said[said.find("panic:")?..];
            (rest, rest.find("\n\ngoroutine").unwrap_or(rest.len()))
        }
    };
    Some(from[..cut].trim().to_owned())
}

fn binary() -> Option<std::path::PathBuf> {
    let named = std::env::var_os("GWC_KRAKEND").map(std::path::PathBuf::from);
    if named.is_none() {
        println!("skipped: GWC_KRAKEND names no KrakenD binary");
    }
    named
}

/// Compares both answers on `COUNT` configurations and says where they differ.
fn compare(what: &str, strategy: impl Strategy<Value = Value>) {
    let Some(binary) = binary() else { return };
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port can be taken");
    let port = taken.local_addr().expect("it has an address").port();
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut runner = TestRunner::deterministic();
    let (mut agreed, mut same_words, mut refusals) = (0, 0, 0);
    for _ in 0..COUNT {
        let mut config = strategy.new_tree(&mut runner).expect("a configuration can be made").current();
        for (key, value) in [("port", json!(port)), ("listen_ip", json!("127.0.0.1"))] {
            config.as_object_mut().expect("an object").entry(key).or_insert(value);
        }
        let text = config.to_string();
        let real = ask(&binary, folder.path(), &text);
        let ours = judge::verdict("krakend.json", text.as_bytes(), Format::Json);
        if real.refused == (ours.check == Check::Refuse) {
            agreed += 1;
        } else {
            println!("{what}: KrakenD refused: {}, said {:?}\n  {text}", real.refused, real.message);
            println!("  predicted {:?} {:?}", ours.check, ours.message);
        }
        if real.refused {
            refusals += 1;
            if real.message == ours.message {
                same_words += 1;
            } else {
                println!("{what}: words {:?}\n  predicted {:?}", real.message, ours.message);
            }
        }
    }
    println!("{what}: {agreed} of {COUNT} agree; {same_words} of {refusals} refusals in the same words");
    assert_eq!(agreed, COUNT, "{what}: every answer agrees");
}

fn path() -> impl Strategy<Value = String> {
    let plain = select(vec!["a", "b", "v1", "{x}", "{y}", "{x}"]);
    let odd = select(vec!["{id}.json", "a{x}", "*", "", "a b", "%2e", "{x}{y}", ".."]);
    (vec(prop_oneof![20 => plain, 1 => odd], 1..4), select(vec!["", "", "", "", "/"]))
        .prop_map(|(parts, end)| format!("/{}{end}", parts.join("/")))
}

fn routes() -> impl Strategy<Value = Value> {
    let route = (path(), select(vec!["GET", "GET", "POST", "get", "DELETE"]));
    vec(route, 1..7).prop_map(|routes| {
        let endpoint = |(path, method): (String, &str)| {
            json!({"endpoint": path, "method": method, "backend": [{"url_pattern": "/b"}]})
        };
        let endpoints: Vec<Value> = routes.into_iter().map(endpoint).collect();
        json!({"version": 3, "host": ["http://127.0.0.1:9999"], "endpoints": endpoints})
    })
}

/// Every place of a value, as pointers; the root is left out.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut inner = |key: String, child: &Value| {
        let at = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        found.push(at.clone());
        places(child, &at, found);
    };
    match value {
        Value::Object(entries) => entries.iter().for_each(|(key, child)| inner(key.clone(), child)),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, child)| inner(i.to_string(), child)),
        _ => (),
    }
}

/// A configuration with one value replaced by something odd.
fn damaged() -> impl Strategy<Value = Value> {
    (generate::config(), any::<Index>(), generate::value()).prop_map(|(mut config, place, odd)| {
        let mut found = Vec::new();
        places(&config, "", &mut found);
        let at = place.get(&found);
        *config.pointer_mut(at).expect("the place is there") = odd;
        config
    })
}

#[test]
fn live_route_tables() {
    compare("route tables", routes());
}

#[test]
fn live_configurations() {
    compare("configurations", generate::config());
}

#[test]
fn live_damaged_configurations() {
    compare("damaged configurations", damaged());
}

#[test]
fn the_words_of_a_binary_are_found() {
    let line = "ERROR parsing the configuration file:\t'krakend.json': unsupported version: 2\n";
    assert_eq!(message(line).as_deref(), Some("'krakend.json': unsupported version: 2"));
    let crash = "panic: nil\n[signal X]\n\ngoroutine 1 [running]:\nmain.main()\n";
    assert_eq!(message(crash).as_deref(), Some("panic: nil\n[signal X]"));
    assert_eq!(message("Syntax OK!"), None);
}
