//! Every value of the JSON that is built leads back to authored text, or is one of the declared defaults.

use std::collections::BTreeSet;

use gwc::lower::krakend::defaults::DEFAULTS;
use gwc_tests::golden;
use gwc_tests::process::Tool;
use serde_json::Value;

/// Values that are not lists or maps, each with its place.
fn leaves(value: &Value, at: &mut Vec<String>, found: &mut Vec<(Vec<String>, Value)>) {
    let mut below = |name: String, value: &Value| {
        at.push(name);
        leaves(value, at, found);
        at.pop();
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| below(name.clone(), value)),
        Value::Array(items) => items.iter().enumerate().for_each(|(nth, item)| below(nth.to_string(), item)),
        leaf => found.push((at.clone(), leaf.clone())),
    }
}

/// The default for this place and value, by its index.
fn default(place: &[String], value: &Value) -> Option<usize> {
    DEFAULTS.iter().position(|default| {
        let same = |(part, pattern): (&String, &&str)| *pattern == "*" || part == pattern;
        default.place.len() == place.len()
            && place.iter().zip(default.place).all(same)
            && (default.values.is_empty() || default.values.contains(&value.to_string().as_str()))
    })
}

/// The field of the source map that a key of an endpoint is about.
fn field(place: &[String]) -> Option<&'static str> {
    let names: Vec<&str> = place.iter().map(String::as_str).collect();
    Some(match names[2..] {
        ["endpoint" | "method", ..] => "endpoint",
        ["timeout"] => "timeouts",
        ["input_headers", ..] => "headers",
        ["input_query_strings", ..] => "query",
        ["backend", _, "url_pattern"] => "rewrite",
        ["backend", _, "host", ..] => "upstream",
        ["extra_config", "qos/ratelimit/router", ..] => "limit",
        ["extra_config", "auth/validator", key] if key != "cache" => "credential",
        ["extra_config", "auth/validator", "propagate_claims" | "audience", ..] => "credential",
        ["extra_config", "auth/public"] => "credential",
        _ => return None,
    })
}

fn is_authored(place: &[String], value: &Value, map: &Value) -> bool {
    let pointer: String = place.iter().map(|part| format!("/{}", part.replace('/', "~1"))).collect();
    let set = |entry: &Value| pointer.starts_with(entry["pointer"].as_str().expect("text"));
    if place[0] != "endpoints" {
        return map["root"].as_array().expect("a list").iter().any(set);
    }
    let Some(name) = field(place) else { return false };
    let entry = &map["endpoints"][place[1].parse::<usize>().expect("an index")];
    let origin = |name: &str| -> Option<&Value> {
        let at = map["fields"].as_array()?.iter().position(|field| field == name)?;
        Some(&map["origins"][usize::try_from(entry["at"][at].as_u64()?).ok()?])
    };
    // What the gateway answers itself has no upstream: `respond` is written at the endpoint.
    let shared = || {
        map["root"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|e| e["pointer"] == "/extra_config/qos~1ratelimit~1router")
    };
    let built_in = |origin: &Value| {
        let via = origin["via"].as_array();
        via.is_some_and(|steps| {
            steps.iter().any(|step| step.as_str().is_some_and(|s| s.starts_with("built in")))
        })
    };
    let found = match name {
        "upstream" | "rewrite" => origin(name).or_else(|| origin("endpoint")),
        "limit" => origin(name).or_else(shared),
        // The header of a credential is forwarded with it, also where no list is set.
        "headers" if origin(name).is_none_or(built_in) && default(place, value).is_none() => {
            origin("credential")
        }
        _ => origin(name),
    };
    found.is_some_and(|origin| !built_in(origin))
}

/// Leaves without an origin, and the defaults that were met.
fn check(folder: &str, met: &mut BTreeSet<usize>) {
    let place = tempfile::tempdir().expect("a folder");
    let routes = golden::repository().join(folder);
    gwc_tests::folder::copy(&routes, &place.path().join("in"));
    let tool = Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), place.path());
    let run = tool.run(&["build", "in", "-o", "dist"]);
    let dist = std::fs::read_dir(place.path().join("dist")).unwrap_or_else(|_| panic!("{}", run.stdout));
    let gateway =
        dist.map(|entry| entry.expect("an entry").path()).find(|path| path.is_dir()).expect("a gateway");
    let read = |name: &str| -> Value {
        serde_json::from_slice(&std::fs::read(gateway.join(name)).expect("an output")).expect("JSON")
    };
    let map = read("gateway.map.json");
    for file in ["gateway.json", "krakend.json"] {
        let mut found = Vec::new();
        leaves(&read(file), &mut Vec::new(), &mut found);
        assert!(found.len() > 30, "{folder} {file}");
        for (place, value) in found.iter().filter(|(place, value)| !is_authored(place, value, &map)) {
            let index = default(place, value);
            met.insert(
                index.unwrap_or_else(|| panic!("{folder}: nobody set {value} at {place:?} of {file}")),
            );
        }
    }
}

#[test]
fn every_value_is_authored_or_a_declared_default() {
    let mut met = BTreeSet::new();
    ["routes/hanzo", "routes/lux", "tests/expand/values-that-nobody-sets"]
        .iter()
        .for_each(|folder| check(folder, &mut met));
    let never: Vec<String> =
        (0..DEFAULTS.len()).filter(|at| !met.contains(at)).map(|at| DEFAULTS[at].place.join(" > ")).collect();
    assert!(never.is_empty(), "declared and never written: {never:?}");
}
