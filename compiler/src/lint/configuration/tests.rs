//! The examples of every rule are executed: a bad one fires it, a good one does not.
//!
//! Words of a fence: `endpoint` and `backend` lay the text over a small configuration's endpoint or backend,
//! `target=krakend-ce@2.4` chooses a target.

use super::*;
use crate::catalog::{self, Example};
use crate::krakend::judge::{Input, Judged, LATEST};
use crate::source::FileId;
use crate::value::parse_target;

fn findings_of(text: &str, target: Target) -> Vec<Diagnostic> {
    let input = Input {
        name: "krakend.json",
        bytes: text.as_bytes(),
        format: crate::krakend::value::Format::Json,
        file: FileId(0),
        release: LATEST,
    };
    findings(&Judged::of(input), target)
}

/// A small configuration with the example laid over a part of it.
fn configuration(example: &Example) -> String {
    let mut whole = serde_json::json!({
        "version": 3,
        "host": ["http://api.example:8000"],
        "endpoints": [{ "endpoint": "/a/{id}", "backend": [{ "url_pattern": "/b/{id}" }] }],
    });
    let pointer = match example.options.iter().find(|o| !o.contains('=')).map(String::as_str) {
        Some("endpoint") => "/endpoints/0",
        Some("backend") => "/endpoints/0/backend/0",
        _ => return example.text.clone(),
    };
    let over: serde_json::Value = serde_json::from_str(&example.text).expect(example.rule.code);
    let part = whole.pointer_mut(pointer).and_then(|p| p.as_object_mut()).expect("it is there");
    part.extend(over.as_object().expect("an object").clone());
    whole.to_string()
}

fn target(example: &Example) -> Target {
    let named = example.options.iter().find_map(|o| o.strip_prefix("target="));
    parse_target(named.unwrap_or("krakend-ce")).expect("a target")
}

/// What is wrong with an example, if anything.
fn problem(example: &Example) -> Option<String> {
    let text = configuration(example);
    let found = findings_of(&text, target(example));
    let fires = found.iter().any(|d| d.rule == example.rule);
    let errors = found.iter().any(|d| d.severity == crate::diagnostic::Severity::Error);
    let wrong = match example.verdict {
        catalog::Verdict::Bad if !fires => "a bad example does not fire",
        catalog::Verdict::Good if fires => "a good example fires",
        catalog::Verdict::Good if errors => "a good example has errors",
        _ => return None,
    };
    let list: Vec<String> = found.iter().map(|d| format!("{}: {}", d.rule.code, d.message)).collect();
    Some(format!("{}: {wrong}\n{text}\n  {}", example.rule.code, list.join("\n  ")))
}

#[test]
fn examples_say_what_they_claim() {
    let examples = rules().into_iter().flat_map(catalog::examples);
    let problems: Vec<String> = examples.filter_map(|example| problem(&example)).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}

#[test]
fn equal_findings_are_one_with_many_places() {
    let endpoint = r#"{ "endpoint": "/a", "timout": "1s", "backend": [{ "url_pattern": "/b" }] }"#;
    let text = format!(r#"{{ "version": 3, "host": ["http://a"], "endpoints": [{endpoint}, {endpoint}] }}"#);
    let found = findings_of(&text, parse_target("krakend-ce").expect("a target"));
    let unknown: Vec<_> = found.iter().filter(|d| d.rule.code == "GW701").collect();
    assert_eq!(unknown.len(), 1);
    assert_eq!(unknown[0].places.len(), 1);
}

#[test]
fn keys_of_other_cases_have_a_fix() {
    let found = findings_of(
        r#"{ "version": 3, "Port": 1, "endpoints": [] }"#,
        parse_target("krakend-ce").expect("one"),
    );
    let fix = found.iter().find(|d| d.rule.code == "GW710").and_then(|d| d.fix.clone()).expect("a fix");
    assert_eq!(fix.edits[0].text, "\"port\"");
}
