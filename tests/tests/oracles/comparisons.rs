//! `gwc diff` on the states of a real configuration: what its fact sheet states is found, and nothing is made up.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use gwc_tests::golden;
use gwc_tests::process::{Run, Tool};
use serde_json::Value;

/// A credential is gone, or new.
const GATING: [&str; 2] = ["GW804", "GW805"];

fn diff(shared: &Path, sides: [&str; 2], flags: &[&str]) -> Run {
    let sides = sides.map(|side| format!("corpus/{side}/gateway.json"));
    let arguments = ["diff", &sides[0], &sides[1]];
    Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), shared).run(&[&arguments[..], flags].concat())
}

/// The changes of a comparison, as JSON.
fn changes(shared: &Path, sides: [&str; 2]) -> Vec<Value> {
    let run = diff(shared, sides, &["--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}: {}", run.stderr));
    report["gateways"][0]["changes"].as_array().expect("changes").clone()
}

/// The endpoints of the changes with these codes.
fn endpoints(changes: &[Value], codes: &[&str]) -> BTreeSet<String> {
    let wanted = changes.iter().filter(|change| codes.iter().any(|code| change["code"] == *code));
    let all = wanted.flat_map(|change| change["endpoints"].as_array().expect("endpoints"));
    all.map(|endpoint| endpoint.as_str().expect("text").to_owned()).collect()
}

/// Whether each endpoint has a validator, by method and path.
fn gated(shared: &Path, side: &str) -> BTreeMap<String, bool> {
    let text = fs::read_to_string(shared.join(format!("corpus/{side}/gateway.json"))).expect("the corpus");
    let config: Value = serde_json::from_str(&text).expect("JSON");
    let endpoints = config["endpoints"].as_array().expect("endpoints").iter();
    let entry = |endpoint: &Value| {
        let text = |key: &str| endpoint[key].as_str().unwrap_or("GET").to_owned();
        let is_gated = endpoint["extra_config"].get("auth/validator").is_some();
        (format!("{} {}", text("method"), text("endpoint")), is_gated)
    };
    endpoints.map(entry).collect()
}

/// From the state before the hardening to the one after it. Two screens; every endpoint that got or lost its validator.
pub(crate) fn the_hardening_of_production_is_told_in_two_screens(shared: &Path) {
    let sides = ["hanzo-2026-early", "hanzo-2026"];
    let text = diff(shared, sides, &[]).stdout;
    // How many values there are changes with every key of the language.
    let told = text.lines().filter(|line| !line.starts_with("completeness: "));
    golden::text("diff/hanzo-hardening", &told.collect::<Vec<_>>().join("\n"));
    assert!(text.lines().count() <= 100, "{} lines", text.lines().count());

    let (before, after) = (gated(shared, sides[0]), gated(shared, sides[1]));
    let now = |route: &String, was: bool| after.get(route).is_some_and(|is| *is != was);
    let expected: BTreeSet<String> =
        before.iter().filter(|(route, was)| now(route, **was)).map(|(route, _)| route.clone()).collect();
    let found = endpoints(&changes(shared, sides), &GATING);
    let missing: Vec<&String> = expected.difference(&found).collect();
    assert!(missing.is_empty() && !expected.is_empty(), "not found: {missing:?}");
    // As the fact sheet has it, section 3: what gained the validator.
    for service in ["cloud", "o11y", "evals", "product", "licensing", "provisioning", "mpc"] {
        let path = format!("GET /v1/{service}/{{path}}");
        assert!(found.contains(&path), "{path} gained the validator");
    }
}

/// The credentials moved from a validator to the edge, and no route was opened or gated by that.
pub(crate) fn no_route_is_opened_or_gated_where_none_was(shared: &Path) {
    let sides = ["hanzo-2026", "hanzo-2026-policy"];
    let recorded = fs::read_to_string(shared.join("corpus/hanzo-2026-policy/canon_gating.json"));
    let recorded: Value = serde_json::from_str(&recorded.expect("the recording")).expect("JSON");
    let canon = recorded["routes"].as_object().expect("routes");
    let before = gated(shared, sides[0]);
    let moved: BTreeSet<&String> = before
        .iter()
        .filter(|(route, was)| {
            let named = route.replace('{', ":").replace('}', "");
            canon.get(&named) != Some(&Value::Bool(**was))
        })
        .map(|(route, _)| route)
        .collect();
    assert!(moved.is_empty(), "the recording has the gating of the validators: {moved:?}");
    let found = changes(shared, sides);
    let opened = endpoints(&found, &GATING);
    assert!(opened.is_empty(), "{opened:?}");
    assert!(endpoints(&found, &["GW801", "GW802", "GW803"]).is_empty(), "the routes are the same 237");
}
