//! What findings claim of KrakenD, shown by a request. Each file of `tests/live/` has a configuration, the code of the
//! finding, and what a request to KrakenD shows. That the finding is there is tested always, what KrakenD does where
//! `GWC_KRAKEND` names its binary.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use gwc_tests::net::{Upstream, exchange};
use gwc_tests::oracle::Oracle;
use gwc_tests::process::Tool;
use gwc_tests::suite::Suite;
use gwc_tests::{folder, golden};
use serde::Deserialize;
use serde_json::Value;

use super::process::Process;

/// The place of the upstream's address in a configuration.
const UPSTREAM: &str = "UPSTREAM";

/// A claim, and the request that shows it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claim {
    claim: String,
    /// The code of the finding.
    code: String,
    config: Value,
    #[serde(default = "get")]
    method: String,
    #[serde(default = "path")]
    path: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// How often the request is sent; each response is as stated.
    #[serde(default = "once")]
    repeat: usize,
    /// What the upstream answers.
    #[serde(default = "object")]
    answers: String,
    status: u16,
    /// The body of the response.
    body: Option<String>,
    /// What the response has, what it has not, and what it has twice, in lower case.
    has: Option<String>,
    lacks: Option<String>,
    twice: Option<String>,
    /// How many requests the upstream gets.
    upstream_requests: Option<usize>,
    /// What no request to the upstream has.
    upstream_lacks: Option<String>,
}

fn get() -> String {
    "GET".to_owned()
}

fn path() -> String {
    "/x".to_owned()
}

fn once() -> usize {
    1
}

fn object() -> String {
    r#"{"id":1}"#.to_owned()
}

/// Two tests for each claim.
pub(crate) fn each(suite: &mut Suite) {
    let root = golden::repository().join("tests/live");
    let krakend = Oracle::krakend();
    for name in folder::names(&root) {
        let file = root.join(&name);
        let name = name.trim_end_matches(".json").to_owned();
        let reported = file.clone();
        suite.test(format!("claims::{name}::is_reported"), move || is_reported(&reported));
        suite.with(&krakend, format!("claims::{name}::live"), move |binary| is_true(&file, binary));
    }
}

fn read(file: &Path) -> Claim {
    let text = fs::read_to_string(file).expect("a file");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn is_reported(file: &Path) {
    let claim = read(file);
    let place = tempfile::tempdir().expect("a folder");
    fs::write(place.path().join("krakend.json"), claim.config.to_string()).expect("a file can be written");
    let arguments = ["check", "krakend.json", "--format", "concise", "--show", "note"];
    let run = Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), place.path()).run(&arguments);
    assert!(run.stdout.contains(&format!("[{} ", claim.code)), "{}: {}", claim.claim, run.stdout);
}

fn is_true(file: &Path, binary: &Path) {
    let claim = read(file);
    let answer = claim.answers.clone();
    let upstream = Upstream::start(move |connection| {
        while let Some(head) = connection.head() {
            connection.skip_body(&head);
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}",
                answer.len()
            );
            connection.send(&format!("{head}\r\n\r\n{answer}"));
        }
    });
    let configured = |port: u16| {
        let text = claim.config.to_string().replace(UPSTREAM, &upstream.address.to_string());
        let mut config: Value = serde_json::from_str(&text).expect("JSON");
        config["port"] = port.into();
        config
    };
    let krakend = Process::start(binary, configured).unwrap_or_else(|| panic!("{}: it serves", claim.claim));
    for _ in 0..claim.repeat {
        shows(&claim, &krakend);
    }
    let heads = upstream.heads();
    if let Some(requests) = claim.upstream_requests {
        assert_eq!(heads.len(), requests, "{}: {heads:#?}", claim.claim);
    }
    if let Some(absent) = &claim.upstream_lacks {
        assert!(!heads.is_empty() && heads.iter().all(|head| !head.contains(absent)), "{heads:#?}");
    }
}

fn shows(claim: &Claim, krakend: &Process) {
    let headers: String = claim.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head =
        format!("{} {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n", claim.method, claim.path);
    let answer = exchange(krakend.address, format!("{head}{headers}Content-Length: 0\r\n\r\n"));
    let lines: String = answer.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    let whole = format!("{lines}{}", answer.text()).to_lowercase();
    assert_eq!(answer.status, claim.status, "{}: {whole}", claim.claim);
    if let Some(body) = &claim.body {
        assert_eq!(answer.text().trim(), body, "{}", claim.claim);
    }
    for (wanted, count) in [(&claim.has, 1), (&claim.lacks, 0), (&claim.twice, 2)] {
        let Some(text) = wanted else { continue };
        assert_eq!(whole.matches(&text.to_lowercase()).count(), count, "{}: {whole}", claim.claim);
    }
}
