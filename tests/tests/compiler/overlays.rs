//! Environments of one gateway: outputs differ in what the overlays declare, and `gwc diff` shows it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gwc_tests::{folder, golden};
use serde_json::Value;

use super::gwc;

const SHOP: &str = "tests/overlays/shop";

/// Every value of the manifests and of KrakenD's configuration, by file and path. A name that a build derives from the
/// content, and the checksum of it, are the same in all.
fn leaves(environment: Option<&str>) -> BTreeMap<String, String> {
    let out = tempfile::tempdir().expect("a folder");
    let place = out.path().to_str().expect("text");
    let mut arguments = vec!["build", SHOP, "--fail-on=error", "-o", place];
    arguments.extend(environment.map(|name| ["--env", name]).into_iter().flatten());
    let run = gwc(&golden::repository()).run(&arguments);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let mut found = BTreeMap::new();
    for (name, bytes) in folder::read(&out.path().join("shop")) {
        if name.ends_with(".map.json") || !(name.ends_with(".json") || name.ends_with(".yaml")) {
            continue;
        }
        let value: Value = serde_saphyr::from_str(&String::from_utf8_lossy(&bytes)).expect("YAML");
        collect(&value, &name, &mut found);
    }
    let checksum = found["k8s/deployment.yaml.spec.template.metadata.annotations.checksum/config"].clone();
    let derived = [&checksum[..], &checksum[..10]];
    found.values_mut().for_each(|value| {
        for text in derived {
            *value = value.replace(text, "CHECKSUM");
        }
    });
    found
}

fn collect(value: &Value, path: &str, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| collect(value, &format!("{path}.{key}"), found))
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| collect(value, &format!("{path}.{at}"), found));
        }
        Value::String(text) => _ = found.insert(path.to_owned(), text.clone()),
        other => _ = found.insert(path.to_owned(), other.to_string()),
    }
}

/// What differs between two environments, a line each. The configuration in the ConfigMap is that of `krakend.json`.
fn differences(before: Option<&str>, after: Option<&str>) -> Vec<String> {
    let (before, after) = (leaves(before), leaves(after));
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let of =
        |side: &BTreeMap<String, String>, path| side.get(path).cloned().unwrap_or_else(|| "-".to_owned());
    let changed = paths.into_iter().filter(|path| before.get(*path) != after.get(*path));
    let changed = changed.filter(|path| *path != "k8s/configmap.yaml.data.krakend.json");
    changed.map(|path| format!("{path}: {} -> {}", of(&before, path), of(&after, path))).collect()
}

#[test]
fn an_environment_differs_in_what_its_overlay_declares() {
    for name in ["staging", "prod"] {
        golden::text(&format!("overlays/{name}"), &(differences(None, Some(name)).join("\n") + "\n"));
    }
}

/// What two environments differ in is what each differs in from the gateway without an overlay.
#[test]
fn two_environments_differ_in_what_their_overlays_declare() {
    let places = |lines: Vec<String>| -> BTreeSet<String> {
        lines.iter().map(|line| line.split(": ").next().unwrap_or_default().to_owned()).collect()
    };
    let both = places(differences(Some("staging"), Some("prod")));
    let declared = &places(differences(None, Some("staging"))) | &places(differences(None, Some("prod")));
    assert_eq!(both, declared);
}

#[test]
fn the_comparison_of_two_environments_shows_their_requests_and_values() {
    let compare = |more: &[&str]| {
        let run = gwc(&golden::repository())
            .run(&[&["diff", "--env", "staging", "--env", "prod", SHOP], more].concat());
        assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
        run.stdout
    };
    golden::text("overlays/diff", &compare(&["--full"]));
    let report: Value = serde_json::from_str(&compare(&["--format", "json"])).expect("JSON");
    let idle = report["gateways"][0]["completeness"].to_string();
    for leaf in ["deploy.replicas", "deploy.namespace", "deploy.requests.cpu"] {
        assert!(idle.contains(leaf), "{leaf}: {idle}");
    }
}

#[test]
fn environments_are_two_at_most_and_exist() {
    let run = |arguments: &[&str]| gwc(Path::new(&golden::repository())).run(arguments);
    let three = run(&["diff", "--env", "a", "--env", "b", "--env", "c", SHOP]);
    assert_eq!(three.code, Some(2), "{}", three.stderr);
    assert!(three.stderr.contains("`--env` is given at most twice"), "{}", three.stderr);
    let one = run(&["diff", "--env", "prod", SHOP]);
    assert!(one.code == Some(2) && one.stderr.contains("or `--env` twice"), "{}", one.stderr);
    let missing = run(&["diff", "--env", "staging", "--env", "prdo", SHOP]);
    assert_eq!(missing.code, Some(1), "{}{}", missing.stdout, missing.stderr);
    assert!(missing.stdout.contains("GW038") || missing.stderr.contains("GW038"), "{}", missing.stderr);
}
