//! A finding of a KrakenD configuration belongs to its route: baselines and comparisons see where it moves to.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::gwc;

/// Endpoints by path, each after an edit.
fn write(folder: &Path, name: &str, edits: &[(&str, Value)]) {
    let endpoint = |(path, edit): &(&str, Value)| {
        let mut endpoint = json!({
            "endpoint": path,
            "input_query_strings": ["page"],
            "backend": [{ "host": ["http://bills.example.svc"], "url_pattern": path }],
        });
        let (endpoint_of, edit) =
            (endpoint.as_object_mut().expect("a map"), edit.as_object().expect("a map"));
        endpoint_of.extend(edit.clone());
        endpoint
    };
    let endpoints: Vec<Value> = edits.iter().map(endpoint).collect();
    let text = json!({ "version": 3, "endpoints": endpoints }).to_string();
    fs::write(folder.join(name), text).expect("a file can be written");
}

/// The code and the route of the findings, and the exit code of the run.
fn found(folder: &Path, arguments: &[&str]) -> (Vec<String>, Option<i32>) {
    let arguments = [&["check", "--format", "json"], arguments].concat();
    let run = gwc(folder).run(&arguments);
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}: {}", run.stderr));
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let findings = report["findings"].as_array().expect("findings").iter();
    (findings.map(|f| format!("{} {}", text(f, "code"), text(f, "route"))).collect(), run.code)
}

fn baseline(folder: &Path) {
    let run = gwc(folder).run(&["check", "k.json", "--baseline", "base", "--update-baseline"]);
    assert!(folder.join("base").exists(), "{}{}", run.stdout, run.stderr);
}

#[test]
fn a_baseline_does_not_excuse_an_error_that_moved() {
    let place = tempfile::tempdir().expect("a folder");
    let denied = json!({ "blacklist": ["iban"] });
    write(place.path(), "k.json", &[("/a", denied.clone()), ("/b", json!({}))]);
    baseline(place.path());
    let arguments = ["k.json", "--baseline", "base", "--show", "warning"];
    assert_eq!(found(place.path(), &arguments), (vec![], Some(0)));
    write(place.path(), "k.json", &[("/a", json!({})), ("/b", denied)]);
    let (findings, code) = found(place.path(), &arguments);
    assert!(findings.contains(&"GW701 GET /b".to_owned()), "{findings:?}");
    assert_eq!(code, Some(1));
}

#[test]
fn a_comparison_sees_a_finding_that_moved() {
    let place = tempfile::tempdir().expect("a folder");
    let none = json!({ "input_query_strings": [] });
    write(place.path(), "q1.json", &[("/a", none.clone()), ("/b", json!({}))]);
    write(place.path(), "q2.json", &[("/a", json!({})), ("/b", none)]);
    let (findings, code) = found(place.path(), &["q2.json", "--against", "q1.json"]);
    assert_eq!((findings, code), (vec!["GW414 GET /b".to_owned()], Some(1)));
}

#[test]
fn each_route_is_a_finding_for_machines_and_one_for_people() {
    let place = tempfile::tempdir().expect("a folder");
    write(place.path(), "k.json", &[("/a", json!({})), ("/b", json!({}))]);
    let (findings, _) = found(place.path(), &["k.json"]);
    for code in ["GW301", "GW358"] {
        for path in ["/a", "/b"] {
            assert!(findings.contains(&format!("{code} GET {path}")), "{code} {path}: {findings:?}");
        }
    }
    let screen = gwc(place.path()).run(&["check", "k.json"]).stdout;
    assert_eq!(screen.matches("GW301").count(), 1, "{screen}");
    assert!(screen.contains("2 of 2 endpoints have no rate limit"), "{screen}");
}

/// The entry stays when the group grows, and only the new route is reported.
#[test]
fn a_baseline_entry_outlives_the_growth_of_its_group() {
    let place = tempfile::tempdir().expect("a folder");
    write(place.path(), "k.json", &[("/a", json!({}))]);
    baseline(place.path());
    write(place.path(), "k.json", &[("/a", json!({})), ("/b", json!({}))]);
    let (findings, _) = found(place.path(), &["k.json", "--baseline", "base"]);
    assert!(findings.contains(&"GW301 GET /b".to_owned()), "{findings:?}");
    let wrong = |finding: &&String| finding.starts_with("GW907") || finding.ends_with("GET /a");
    assert_eq!(findings.iter().filter(wrong).count(), 0, "{findings:?}");
}
