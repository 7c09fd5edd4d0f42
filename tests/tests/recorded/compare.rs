//! Compares what happened with what was recorded, by meaning: status, headers and body, not their framing.

use gwc_tests::net::{Answer, End};
use serde_json::Value;

use super::backend::Saw;
use super::case;

/// Headers about framing, time and connections.
const FRAMING: [&str; 4] = ["date", "content-length", "transfer-encoding", "connection"];

/// What differs between the recorded answer and this one.
pub(crate) fn answer(
    recorded: &Value,
    answer: Option<&Answer>,
    fill: &impl Fn(&str) -> String,
) -> Vec<String> {
    if recorded["client_closed"] == true {
        return Vec::new();
    }
    let Some(answer) = answer else {
        return if recorded["closed"] == true { Vec::new() } else { vec!["no answer".to_owned()] };
    };
    if answer.status == 501 && recorded["status"] != 501 {
        return vec!["501".to_owned()];
    }
    let mut found = Vec::new();
    if recorded["status"] != answer.status {
        found.push(format!("status {}, expected {}", answer.status, recorded["status"]));
    }
    let expected = headers(case::pairs(&recorded["headers"]), fill);
    let got = headers(answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())), fill);
    found.extend(lists("header", &expected, &got));
    if recorded["truncated"] == true && answer.end == End::Whole {
        found.push("the body is whole, expected a cut one".to_owned());
    }
    if let Some(length) = recorded["body_len"].as_u64() {
        if answer.body.len() as u64 != length {
            found.push(format!("{} bytes, expected {length}", answer.body.len()));
        }
        return found;
    }
    let expected = fill(&String::from_utf8_lossy(&case::body(recorded)));
    if expected != answer.text() {
        found.push(format!("body {:?}, expected {expected:?}", answer.text()));
    }
    found
}

/// What differs between the requests that the backend got then and now.
pub(crate) fn backend(
    recorded: &Value,
    saw: &[Saw],
    ordered: bool,
    fill: &impl Fn(&str) -> String,
) -> Vec<String> {
    let recorded = recorded.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut expected: Vec<Vec<String>> = recorded.iter().map(|one| request(&one["saw"], fill)).collect();
    let mut got: Vec<Vec<String>> = saw.iter().map(|one| received(one, fill)).collect();
    if !ordered {
        expected.sort();
        got.sort();
    }
    if expected.len() != got.len() {
        return vec![format!("the backend got {} requests, expected {}", got.len(), expected.len())];
    }
    let pairs = expected.iter().zip(&got);
    pairs.flat_map(|(expected, got)| lists("at the backend", expected, got)).collect()
}

fn request(recorded: &Value, fill: &impl Fn(&str) -> String) -> Vec<String> {
    let text = |key: &str| recorded[key].as_str().unwrap_or_default().to_owned();
    let body = String::from_utf8_lossy(&case::body(recorded)).into_owned();
    let mut lines = vec![
        format!("{} {}", text("method"), fill(&text("target"))),
        format!("second port: {}", recorded["port"] == "backend2"),
        format!("body: {body}"),
    ];
    lines.extend(headers(case::pairs(&recorded["headers"]), fill));
    lines
}

fn received(saw: &Saw, fill: &impl Fn(&str) -> String) -> Vec<String> {
    let mut lines = vec![
        format!("{} {}", saw.method, saw.target),
        format!("second port: {}", saw.second),
        format!("body: {}", String::from_utf8_lossy(&saw.body)),
    ];
    let pairs = saw.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    lines.extend(headers(pairs, fill));
    lines
}

/// Headers in the order of their names, those about framing left out.
fn headers<'a>(
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
    fill: &impl Fn(&str) -> String,
) -> Vec<String> {
    let mut lines: Vec<(String, String)> = pairs
        .map(|(name, value)| (name.to_ascii_lowercase(), fill(value)))
        .filter(|(name, _)| !FRAMING.contains(&name.as_str()))
        .collect();
    // A stable sort: the values under one name keep their order.
    lines.sort_by(|(a, _), (b, _)| a.cmp(b));
    lines.into_iter().map(|(name, value)| format!("{name}: {value}")).collect()
}

/// The lines that only one side has.
fn lists(what: &str, expected: &[String], got: &[String]) -> Vec<String> {
    let missing = expected.iter().filter(|line| !got.contains(line));
    let extra = got.iter().filter(|line| !expected.contains(line));
    let missing = missing.map(|line| format!("{what}: missing `{line}`"));
    missing.chain(extra.map(|line| format!("{what}: extra `{line}`"))).collect()
}
