//! `check` of route files and `check` of the JSON that they become agree on errors, whatever is passed through.
//!
//! `GWC_PASSED_CASES=2000` is the long form.

use std::fmt::Write as _;

use gwc::rules::RULES;
use gwc_syntax::diagnostic::{Input, Rule, Severity};
use gwc_tests::generate::value;
use gwc_tests::passed::{Level, compiled, emitted, inspected, lay_over};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

/// Blocks that are right somewhere, but for those that the language says itself.
fn block() -> impl Strategy<Value = (String, Value)> {
    let right = select(vec![
        ("security/cors", json!({ "allow_origins": ["https://a.example"], "allow_methods": ["GET"] })),
        ("qos/circuit-breaker", json!({ "interval": 60, "timeout": 10, "max_errors": 3 })),
        ("qos/ratelimit/proxy", json!({ "max_rate": 5, "capacity": 5 })),
        ("qos/http-cache", json!({ "shared": true })),
        ("validation/cel", json!([{ "check_expr": "req_method == 'GET'" }])),
        ("validation/json-schema", json!({ "type": "object" })),
        ("security/bot-detector", json!({ "deny": ["bad"], "patterns": ["^curl"] })),
        ("proxy", json!({ "sequential": true })),
        ("router", json!({ "return_error_msg": true, "disable_access_log": true })),
        ("telemetry/logging", json!({ "level": "INFO", "prefix": "[A]", "syslog": false, "stdout": true })),
        ("backend/http", json!({ "return_error_code": true })),
        (
            "modifier/martian",
            json!({ "header.Modifier": { "scope": ["request"], "name": "X", "value": "y" } }),
        ),
        ("qos/ratelimit/service", json!({ "max_rate": 10 })),
        ("security/policies", json!({ "req": { "policies": ["true"] } })),
        ("plugin/http-server", json!({ "name": ["a"], "a": {} })),
    ]);
    let change = prop_oneof![
        3 => Just(None),
        1 => ("[a-z]{2,6}", value()).prop_map(|(key, value)| Some((Some(key), value))),
        1 => value().prop_map(|value| Some((None, value))),
    ];
    (right, change, option_of_typo()).prop_map(|((name, mut block), change, typo)| {
        match (change, block.as_object_mut()) {
            (Some((Some(key), value)), Some(map)) => drop(map.insert(key, value)),
            (Some((None, value)), Some(map)) => {
                if let Some(first) = map.values_mut().next() {
                    *first = value;
                }
            }
            (Some((_, value)), None) => block = value,
            (None, _) => {}
        }
        (format!("{name}{typo}"), block)
    })
}

fn option_of_typo() -> impl Strategy<Value = &'static str> {
    prop_oneof![5 => Just(""), 1 => Just("s")]
}

/// Paths of the service, and the blocks.
type Case = (Vec<&'static str>, Vec<(Level, (String, Value))>);

fn case() -> impl Strategy<Value = Case> {
    let paths = proptest::sample::subsequence(vec!["/a/{id}", "/b", "/b/{id}/c", "/d/*"], 1..=4);
    (paths, vec((select(Level::ALL.to_vec()), block()), 0..3))
}

/// The route files with these blocks.
fn route_files(paths: &[&str], blocks: &[(Level, Map<String, Value>)]) -> (String, String) {
    let at = |level: Level| {
        let block = blocks.iter().find(|(l, _)| *l == level).map(|(_, block)| block);
        block.map_or_else(String::new, |block| format!("krakend: {}", Value::Object(block.clone())))
    };
    let upstream =
        if at(Level::Upstream).is_empty() { String::new() } else { format!(", {}", at(Level::Upstream)) };
    let gateway = format!(
        "gateway: passed\nhosts: [api.example.com]\ntargets: [hanzo, krakend-ce@2.13]\n\
         upstreams:\n  api: {{ url: http://api.passed.svc.cluster.local:80{upstream} }}\n\
         auth: {{ iam: {{ jwt: {{ issuer: \"https://id.example\", jwks: \"https://id.example/jwks\", algorithms: [RS256], audiences: any }} }} }}\n\
         rate_limits: {{ each: {{ total: 1000/s, per_ip: 10/s }} }}\n{}\n",
        at(Level::Gateway)
    );
    let mut services = format!(
        "services:\n  api:\n    at: /api\n    upstream: api\n    auth: iam\n    rate_limit: each\n    timeout: 5s\n    {}\n    paths:\n",
        at(Level::Service)
    );
    for path in paths {
        let _ = writeln!(services, "      \"{path}\": {{ GET: {{}}, POST: {{ {} }} }}", at(Level::Path));
    }
    (gateway, services)
}

/// One block a level: at the path the nearer one counts, and the other stays where the path says nothing.
fn by_level(blocks: Vec<(Level, (String, Value))>) -> Vec<(Level, Map<String, Value>)> {
    let mut found: Vec<(Level, Map<String, Value>)> = Vec::new();
    for level in [Level::Gateway, Level::Upstream, Level::Service, Level::Path] {
        let here = blocks.iter().filter(|(l, _)| *l == level).map(|(_, block)| block.clone());
        let map: Map<String, Value> = here.collect();
        if !map.is_empty() {
            found.push((level, map));
        }
    }
    found
}

fn agrees((paths, blocks): Case) -> Result<(), TestCaseError> {
    let blocks = by_level(blocks);
    let (gateway, services) = route_files(&paths, &blocks);
    let (_, routes) = compiled(&gateway, &services);
    let (plain_gateway, plain_services) = route_files(&paths, &[]);
    let mut errors = Vec::new();
    for (target, mut config) in emitted(&plain_gateway, &plain_services) {
        blocks.iter().for_each(|(level, block)| lay_over(&mut config, *level, block));
        let json = inspected(&config, target);
        errors.extend(json.diagnostics.into_iter().filter(|d| d.severity == Severity::Error));
    }
    let ours: Vec<_> = routes.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
    let codes = |of: &[&gwc_syntax::diagnostic::Diagnostic]| -> std::collections::BTreeSet<&str> {
        let is_judged = |rule: &Rule| {
            RULES.iter().any(|entry| entry.rule == rule && rule.inputs.contains(&Input::BuiltJson))
        };
        of.iter().filter(|d| is_judged(d.rule)).map(|d| d.rule.code).collect()
    };
    let theirs: Vec<_> = errors.iter().collect();
    prop_assert_eq!(ours.is_empty(), theirs.is_empty(), "{}{}{:?}\n{:?}", gateway, services, ours, theirs);
    prop_assert_eq!(codes(&ours), codes(&theirs), "{}{}", gateway, services);
    Ok(())
}

#[test]
fn route_files_and_their_json_have_the_same_errors() {
    let cases = std::env::var("GWC_PASSED_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(100);
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    runner.run(&case(), agrees).unwrap_or_else(|error| panic!("{error}"));
}
