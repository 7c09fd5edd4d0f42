//! What people see first: how many lines a run prints, and what is at the end of them.

use std::fs;
use std::path::Path;

use gwc_tests::process::Tool;
use serde_json::{Value, json};

/// Lines of a screen.
const SCREEN: usize = 80;

fn check(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let tool = Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), folder);
    let run = tool.run(&["check"].iter().chain(arguments).copied().collect::<Vec<_>>());
    run.stdout.lines().map(str::to_owned).collect()
}

fn fits_and_ends_with_errors(lines: &[String], errors: usize) {
    assert!(lines.len() <= SCREEN, "{} lines\n{}", lines.len(), lines.join("\n"));
    let [.., places, summary] = lines else { panic!("{lines:?}") };
    assert!(summary.contains(&format!("- {errors} errors,")), "{summary}");
    assert!(places.starts_with("errors at "), "{places}");
    // An error that two files have has a place in each.
    assert!(places.split(", ").count() >= errors, "{places}");
    let heads: Vec<&String> = lines.iter().filter(|line| line.contains("[GW")).collect();
    let first = heads.iter().position(|line| line.starts_with("error[")).expect("errors have pages");
    assert!(heads[first..].iter().all(|line| line.starts_with("error[")), "errors are not last: {heads:?}");
}

/// 237 endpoints, 104 findings, 4 errors among them.
pub(crate) fn many_findings_fit_on_a_screen_that_ends_with_the_errors(shared: &Path) {
    fits_and_ends_with_errors(&check(&shared.join("corpus").join("hanzo-2026"), &["gateway.json"]), 4);
    fits_and_ends_with_errors(&check(&shared.join("corpus").join("lux"), &["."]), 2);
}

/// 63 endpoints of a newcomer, none with authentication.
pub(crate) fn what_is_wrong_with_each_route_is_shown_once() {
    let place = tempfile::tempdir().expect("a folder");
    fs::write(place.path().join("krakend.json"), open_gateway(63).to_string()).expect("it can be written");
    let lines = check(place.path(), &["krakend.json"]);
    assert!(lines.len() <= SCREEN, "{} lines\n{}", lines.len(), lines.join("\n"));
    let all = check(place.path(), &["krakend.json", "--show", "note"]);
    assert!(all.len() <= SCREEN, "{} lines\n{}", all.len(), all.join("\n"));
    let full = check(place.path(), &["krakend.json", "--show", "note", "--full"]);
    let each = full.iter().filter(|line| line.contains("[GW217 ")).count();
    assert!(each >= 63, "{each} notes with --full");
    let concise = check(place.path(), &["krakend.json", "--show", "note", "--format", "concise"]);
    assert_eq!(
        concise.iter().filter(|line| line.contains("[GW217 ")).count(),
        each,
        "machines see each route"
    );
}

fn open_gateway(endpoints: usize) -> Value {
    let endpoint = |number: usize| {
        json!({
            "endpoint": format!("/v1/things-{number}"),
            "method": if number.is_multiple_of(3) { "POST" } else { "GET" },
            "backend": [{ "host": ["http://things:8080"], "url_pattern": format!("/things/{number}") }],
        })
    };
    json!({ "version": 3, "endpoints": (0..endpoints).map(endpoint).collect::<Vec<_>>() })
}
