//! What `docs/operations` reads exists: every metric of the dashboard and of the alert rules is one of `/metrics`.

use std::collections::BTreeSet;

use gwc_tests::net::{GatewayBuilder, Served, Upstream};
use serde_json::Value;

const ALERTS: &str = include_str!("../../docs/operations/alerts.yaml");
const DASHBOARD: &str = include_str!("../../docs/operations/dashboard.json");

/// The names of metrics in a text.
fn named(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let words = text.split(|c: char| !is_part(c));
    words.filter(|word| word.starts_with("gwr_")).map(str::to_owned).collect()
}

/// The metrics that a gateway has, by the names that queries use.
fn existing() -> BTreeSet<String> {
    let upstream = Upstream::text("ok");
    let gateway = GatewayBuilder::new().upstream("u", upstream.address).route("GET /", "u", "/").build();
    let metrics = Served::with_admin(&gateway).admin("/metrics").text();
    let mut names = BTreeSet::new();
    for line in metrics.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let (name, of) = line.split_once(' ').unwrap();
        match of {
            "histogram" => names.extend(["bucket", "sum", "count"].map(|part| format!("{name}_{part}"))),
            _ => drop(names.insert(name.to_owned())),
        }
    }
    names
}

#[test]
fn every_metric_of_the_alerts_and_of_the_dashboard_exists() {
    let existing = existing();
    let alerts: Value = serde_saphyr::from_str(ALERTS).expect("YAML");
    let rules = alerts["groups"][0]["rules"].as_array().unwrap();
    let of_alerts: String = rules.iter().map(|rule| format!("{} ", rule["expr"].as_str().unwrap())).collect();
    let dashboard: Value = serde_json::from_str(DASHBOARD).expect("JSON");
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    let of_panels: String = targets.map(|target| format!("{} ", target["expr"].as_str().unwrap())).collect();
    for (file, text) in [("alerts.yaml", of_alerts), ("dashboard.json", of_panels)] {
        let named = named(&text);
        assert!(named.len() > 5, "{file}: {named:?}");
        let unknown: Vec<&String> = named.difference(&existing).collect();
        assert!(unknown.is_empty(), "{file}: {unknown:?} of {existing:?}");
    }
}

#[test]
fn every_metric_is_documented() {
    let page = include_str!("../../docs/runtime.md");
    for name in existing() {
        let plain =
            ["_bucket", "_sum", "_count"].iter().find_map(|part| name.strip_suffix(part)).unwrap_or(&name);
        let is_known = page.contains(&format!("`{plain}`")) || plain.starts_with("gwr_process_");
        assert!(is_known, "`{plain}` is not documented");
    }
}

#[test]
fn alerts_are_sentences_about_one_place() {
    let alerts: Value = serde_saphyr::from_str(ALERTS).expect("YAML");
    for rule in alerts["groups"][0]["rules"].as_array().unwrap() {
        let name = rule["alert"].as_str().unwrap();
        let summary = rule["annotations"]["summary"].as_str().unwrap();
        assert!(summary.starts_with("{{ $labels."), "{name}: {summary}");
        assert!(["critical", "warning"].contains(&rule["labels"]["severity"].as_str().unwrap()), "{name}");
    }
}
