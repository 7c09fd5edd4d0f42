//! One line of the route files opens a path: one finding, at that line, that names every endpoint it opens.

use std::collections::BTreeMap;
use std::fs;

use gwc::cli::{self, Io};
use gwc_syntax::value::Date;
use gwc_tests::{folder, golden};
use serde_json::Value;

const CLOSED: &str = "/model/{name}: GET";
const OPEN: &str = "/model/{name}: { GET: { auth: public } }";

#[test]
fn one_opened_path_is_one_finding() {
    let routes = tempfile::tempdir().expect("a folder");
    folder::copy(&golden::repository().join("routes/hanzo"), routes.path());
    let file = routes.path().join("services.yaml");
    let text = fs::read_to_string(&file).expect("the services");
    assert_eq!(text.matches(CLOSED).count(), 1);
    fs::write(&file, text.replace(CLOSED, OPEN)).expect("a file can be written");

    let (mut out, mut err) = (Vec::new(), Vec::new());
    let today = Date::parse("2026-11-21").expect("a day");
    let mut io =
        Io { out: &mut out, err: &mut err, colours: false, width: None, environment: BTreeMap::new(), today };
    let path = routes.path().as_os_str();
    cli::run(["gwc".as_ref(), "check".as_ref(), "--format=json".as_ref(), path], &mut io);

    let report: Value = serde_json::from_slice(&out).expect("a report");
    let findings = report["findings"].as_array().expect("findings");
    let fails =
        |f: &&Value| f["suppressed"].is_null() && (f["severity"] == "error" || f["severity"] == "warning");
    let failing: Vec<&Value> = findings.iter().filter(fails).collect();
    let [finding] = failing.as_slice() else { panic!("one finding is expected: {failing:#?}") };
    assert_eq!(finding["code"], "GW110");
    let message = finding["message"].as_str().expect("a message");
    for route in ["`GET /pricing/model/{name}`", "`GET /v1/pricing/model/{name}`"] {
        assert!(message.contains(route), "{message}");
    }
    let line = text.lines().position(|line| line.contains(CLOSED)).expect("the line") + 1;
    assert_eq!(finding["start"]["line"], line);
    let column = finding["start"]["column"].as_u64().expect("a column") as usize;
    let opened = fs::read_to_string(&file).expect("the services");
    let at = opened.lines().nth(line - 1).expect("the line");
    assert!(at[column - 1..].starts_with("public"), "{at} at {column}");
}
