use super::*;
use gwc_krakend::judge::{Input, Judged, LATEST};
use gwc_syntax::source::FileId;
use gwc_syntax::value::parse_target;

fn findings_of(text: &str, target: Target) -> Vec<Diagnostic> {
    let input = Input {
        name: "krakend.json",
        bytes: text.as_bytes(),
        format: gwc_krakend::value::Format::Json,
        file: FileId(0),
        release: LATEST,
    };
    findings(&Judged::of(input), target)
}

#[test]
fn equal_findings_are_one_with_many_places() {
    let endpoint = r#"{ "endpoint": "/a", "timout": "1s", "backend": [{ "url_pattern": "/b" }] }"#;
    let text = format!(r#"{{ "version": 3, "host": ["http://a"], "endpoints": [{endpoint}, {endpoint}] }}"#);
    let found = findings_of(&text, parse_target("krakend-ce").expect("a target"));
    let unknown: Vec<_> = found.iter().filter(|d| d.rule.code == "GW701").collect();
    assert_eq!(unknown.len(), 1);
    assert_eq!(unknown[0].places.len(), 1);
}

#[test]
fn keys_of_other_cases_have_a_fix() {
    let found = findings_of(
        r#"{ "version": 3, "Port": 1, "endpoints": [] }"#,
        parse_target("krakend-ce").expect("one"),
    );
    let fix = found.iter().find(|d| d.rule.code == "GW710").and_then(|d| d.fix.clone()).expect("a fix");
    assert_eq!(fix.edits[0].text, "\"port\"");
}
