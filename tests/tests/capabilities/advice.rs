//! What a finding advises about targets works when it is done.

use gwc::catalog::{Verdict, examples};
use gwc::rules::{Check, RULES};
use gwc_syntax::diagnostic::Rule;
use serde_json::Value;

use super::{folder, gwc};

/// The targets that a help says to list, and what it says to run.
fn advised(help: &str) -> Option<(Vec<&str>, Option<&str>)> {
    let (_, rest) = help.split_once("list only ")?;
    let (list, rest) = rest.split_once(" under `targets`")?;
    let runs = rest.strip_prefix(" and set `deploy: { runs: ").and_then(|rest| rest.split(' ').next());
    Some((
        list.split('`')
            .filter(|part| part.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
            .filter(|part| !part.is_empty())
            .collect(),
        runs,
    ))
}

fn about_targets() -> impl Iterator<Item = &'static Rule> {
    let entries = RULES.iter().filter(|entry| matches!(entry.checks, [Check::Capabilities]));
    entries.map(|entry| entry.rule)
}

fn errors_about_targets(text: &str) -> Vec<Value> {
    let found = gwc(&["check"], folder(&[("gateway.yaml", text)]).path()).json;
    let is_ours = |finding: &Value| about_targets().any(|rule| finding["code"] == rule.code);
    found.into_iter().filter(|finding| finding["severity"] == "error" && is_ours(finding)).collect()
}

#[test]
fn targets_that_are_advised_take_the_gateway() {
    let (mut advice, mut none) = (0, 0);
    for rule in about_targets() {
        let bare = |option: &String| option == "bare";
        let bad =
            examples(rule).into_iter().filter(|e| e.verdict == Verdict::Bad && e.options.iter().any(bare));
        for example in bad {
            for finding in errors_about_targets(&example.text) {
                let Some((list, runs)) = finding["help"].as_str().and_then(advised) else {
                    none += 1;
                    continue;
                };
                advice += 1;
                let mut lines: Vec<String> = example
                    .text
                    .lines()
                    .filter(|line| !line.starts_with("targets:"))
                    .map(str::to_owned)
                    .collect();
                lines.insert(1, format!("targets: [{}]", list.join(", ")));
                lines.extend(runs.map(|runs| format!("deploy: {{ runs: {runs} }}")));
                let left = errors_about_targets(&(lines.join("\n") + "\n"));
                assert!(left.is_empty(), "{}: {} does not help: {left:#?}", rule.title(), finding["help"]);
            }
        }
    }
    assert!(advice > 4 && none > 0, "{advice} advise targets, {none} do not");
}

#[test]
fn gwr_is_not_advised_for_what_it_refuses() {
    let text = r#"gateway: example
targets: [krakend-ce]
upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [ALGORITHM], audiences: any } } }
services: { billing: { at: /billing, upstream: commerce, methods: GET HEAD, auth: AUTH, timeout: 5s } }
"#;
    let help = |auth: &str, algorithm: &str| {
        let text = text.replace("AUTH", auth).replace("ALGORITHM", algorithm);
        errors_about_targets(&text)[0]["help"].clone()
    };
    let gwr = "remove the method, or list only `gwr` under `targets`";
    assert_eq!(help("public", "HS256"), gwr);
    assert_eq!(help("iam", "RS256"), gwr);
    assert_eq!(help("iam", "HS256"), "remove the method");
}
