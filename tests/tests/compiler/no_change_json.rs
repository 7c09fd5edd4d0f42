//! KrakenD configurations that are only written in another way are no change of the command: another indentation, another
//! order of keys, escapes in texts, YAML, and the artifact of each.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::gwc;
use super::no_change::{Random, assert_same, number};

/// Pairs of the short form.
const PAIRS: u64 = 96;

/// A configuration of a few endpoints.
fn any_configuration(random: &mut Random) -> Value {
    let endpoints: Vec<Value> = (0..2 + random.below(4)).map(|at| any_endpoint(random, at)).collect();
    let timeout = ["3s", "9s"][random.below(2)];
    json!({
        "$schema": "https://www.krakend.io/schema/v2.13/krakend.json",
        "version": 3, "name": "shop", "timeout": timeout, "endpoints": endpoints,
    })
}

fn any_endpoint(random: &mut Random, at: usize) -> Value {
    let mut extra = Map::new();
    if random.below(2) == 0 {
        let validator = json!({
            "alg": "RS256", "jwk_url": "https://id.example.com/jwks", "cache": true, "issuer": "https://id.example.com",
            "audience": ["one"], "roles": ["admin"], "propagate_claims": [["sub", "X-User-Id"]],
        });
        extra.insert("auth/validator".to_owned(), validator);
    }
    if random.below(2) == 0 {
        let limit = json!({ "max_rate": 50, "client_max_rate": 5, "strategy": "ip", "every": "1m" });
        extra.insert("qos/ratelimit/router".to_owned(), limit);
    }
    let method = ["GET", "POST"][random.below(2)];
    // An artifact holds what passes on as it is.
    json!({
        "endpoint": format!("/v1/s{at}/{{id}}"), "method": method,
        "output_encoding": "no-op", "input_headers": ["Accept", "X-Trace"], "input_query_strings": ["page"],
        "extra_config": extra,
        "backend": [{
            "host": [format!("http://s{}:8080", random.below(3))], "url_pattern": "/items/{id}", "encoding": "no-op",
        }],
    })
}

/// Maps with their keys in the opposite order, and endpoints too.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            Value::Object(map.iter().rev().map(|(key, value)| (key.clone(), reversed(value))).collect())
        }
        Value::Array(items) if items.iter().any(|item| item.get("endpoint").is_some()) => {
            Value::Array(items.iter().rev().map(reversed).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(reversed).collect()),
        other => other.clone(),
    }
}

/// JSON with another indentation.
fn indented(value: &Value, width: usize) -> String {
    let pretty = serde_json::to_string_pretty(value).expect("JSON");
    let line = |line: &str| {
        let text = line.trim_start();
        format!("{}{text}\r\n", "\t".repeat((line.len() - text.len()) / 2 * width))
    };
    pretty.lines().map(line).collect()
}

/// JSON with escapes where none is needed: `\u002f` for each slash in a text, and `\u0061` for each `a`.
fn escaped(value: &Value) -> String {
    value.to_string().replace('/', "\\u002f").replace('a', "\\u0061").replace("f\\u0061lse", "false")
}

/// Each way to write a configuration, by the name of its file.
fn written(value: &Value) -> [(&'static str, String); 6] {
    let escaped = escaped(value).replace("\"c\\u0061che\":true", "\"cache\":true");
    [
        ("compact.json", value.to_string()),
        ("tabs.json", indented(value, 1)),
        ("wide.json", indented(value, 4)),
        ("reversed.json", indented(&reversed(value), 1)),
        ("escaped.json", escaped),
        // Flow collections of YAML are JSON; the first lines are blocks.
        ("krakend.yaml", yaml(value)),
    ]
}

/// The same as YAML: a line for each key of the root and for each endpoint.
fn yaml(value: &Value) -> String {
    let mut text = String::from("# the shop\n");
    for (key, value) in value.as_object().expect("a map") {
        match value.as_array() {
            Some(items) => {
                text += &format!("{key}:\n");
                items.iter().for_each(|item| text += &format!("  - {item}\n"));
            }
            None => text += &format!("\"{key}\": {value}\n"),
        }
    }
    text
}

/// That `gwr` decides the same from a configuration as from the artifact of another spelling.
fn assert_same_artifact(place: &Path, name: &str, about: &str) {
    let artifact = "dist/shop/gateway.gwa";
    let run = gwc(place).run(&["diff", "--target", "gwr", name, artifact, "--exit-code"]);
    assert_eq!(run.code, Some(0), "{about} {name}: {}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("no change ("), "{about} {name}: {}", run.stdout);
}

#[test]
fn a_configuration_that_is_written_in_another_way_is_no_change() {
    let (pairs, first) = (number("GWC_NO_CHANGES", PAIRS), number("GWC_NO_CHANGES_SEED", 1));
    let mut compared = 0;
    for seed in (0..).map(|nth| first.wrapping_mul(1_000_033) + nth) {
        if compared >= pairs {
            break;
        }
        let value = any_configuration(&mut Random(seed));
        let place = tempfile::tempdir().expect("a folder");
        fs::write(place.path().join("krakend.json"), serde_json::to_string_pretty(&value).expect("JSON"))
            .expect("a file can be written");
        let build = gwc(place.path()).run(&["build", "krakend.json", "-o", "dist", "--fail-on", "error"]);
        assert_eq!(build.code, Some(0), "seed {seed}: {}{}", build.stdout, build.stderr);
        let all = written(&value);
        for (name, text) in &all {
            fs::write(place.path().join(name), text).expect("a file can be written");
            assert_same(place.path(), ["krakend.json", name], &format!("seed {seed}: {text}"));
            assert_same_artifact(place.path(), name, &format!("seed {seed}"));
        }
        compared += 2 * all.len() as u64;
        // The same comparison sees an edit.
        let mut edited = value.clone();
        edited["endpoints"][0]["input_headers"] = json!(["Accept"]);
        fs::write(place.path().join("edited.json"), escaped(&reversed(&edited)))
            .expect("a file can be written");
        let run = gwc(place.path()).run(&["diff", "krakend.json", "edited.json", "--exit-code"]);
        assert!(run.code >= Some(10), "seed {seed}: {}{}", run.stdout, run.stderr);
    }
}
