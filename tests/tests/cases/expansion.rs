//! Small gateways, and what their endpoints become: every value, and the authored place that it comes from.

use std::fmt::Write as _;
use std::fs;

use gwc_tests::process::Tool;
use gwc_tests::suite::Suite;
use gwc_tests::{folder, golden};
use serde_json::Value;

/// A test for each folder below `tests/expand/`.
pub(crate) fn each(suite: &mut Suite) {
    let names = folder::names(&golden::repository().join("tests/expand"));
    for name in names.clone() {
        suite.test(format!("expand::{name}"), move || expands_as_its_snapshot_says(&name));
    }
    suite.test("expand::every_snapshot_has_a_case", move || {
        golden::no_snapshots_but("expand", names.iter().map(String::as_str));
    });
}

fn expands_as_its_snapshot_says(name: &str) {
    let place = tempfile::tempdir().expect("a folder");
    folder::copy(&golden::repository().join("tests/expand").join(name), &place.path().join("routes"));
    let content = |file| fs::read_to_string(place.path().join("routes").join(file)).unwrap_or_default();
    let (args, env) = (content("args"), content("env"));
    let mut tool = Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), place.path());
    for (variable, value) in env.lines().filter_map(|line| line.split_once('=')) {
        tool = tool.env(variable, value);
    }
    let mut arguments = vec!["build", "routes", "--emit", "model"];
    arguments.extend(args.split_whitespace());
    let run = tool.run(&arguments);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let models: Vec<Value> = serde_json::from_str(&run.stdout).expect("the model");
    golden::text(&format!("expand/{name}"), &models.iter().map(reduced).collect::<String>());
}

/// The endpoints of a model, one value a line, each with its place.
fn reduced(model: &Value) -> String {
    let mut text = String::new();
    for e in model["endpoints"].as_array().expect("endpoints") {
        let _ = writeln!(text, "{} {}", word(&e["method"]), word(&e["path"]));
        let backend = &e["action"][0];
        let fields = [
            ("credential", &e["credential"]),
            ("require", &e["require"]),
            ("upstream", &backend["upstream"]),
            ("split", &e["split"]),
            ("rewrite", &backend["path"]),
            ("limit", &e["limit"]),
            ("timeouts", &e["timeouts"]),
            ("stream", &e["stream"]),
            ("depth", &e["depth"]),
            ("headers", &e["forward"]["headers"]),
            ("query", &e["forward"]["query"]),
            ("credentials", &e["forward"]["credentials"]),
        ];
        let policies = e["policies"].as_array().expect("policies").iter().map(|policy| ("policy", policy));
        for (name, field) in fields.into_iter().filter(|(_, field)| !field.is_null()).chain(policies) {
            let _ =
                writeln!(text, "  {:<12} {:<40} {}", name, shown(&field["value"]), place(&field["origin"]));
        }
        for rule in e["ip"].as_array().expect("rules about addresses") {
            let _ = writeln!(text, "  {:<12} {}", "ip", shown(rule));
        }
    }
    text
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Object(map) if map.contains_key("name") => word(&map["name"]).to_owned(),
        Value::Object(map) => {
            let set = map.iter().filter(|(_, v)| !v.is_null());
            set.map(|(k, v)| format!("{k} {}", shown(v))).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// `services.yaml:3:10 via profile, service`.
fn place(origin: &Value) -> String {
    let at = word(&origin["at"]).trim_start_matches("routes/");
    let via: Vec<&str> =
        origin["via"].as_array().into_iter().flatten().map(|step| word(&step["via"])).collect();
    if via.is_empty() { at.to_owned() } else { format!("{at} via {}", via.join(", ")) }
}
