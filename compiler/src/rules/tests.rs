use std::collections::BTreeSet;

use super::*;
use crate::catalog::{Doc, Verdict, examples};
use gwc_krakend::judge::{self, Judged, LATEST};
use gwc_syntax::diagnostic::{Diagnostic, Input};
use gwc_syntax::source::FileId;
use gwc_syntax::value::{Target, parse_target};

#[test]
fn the_list_is_by_code() {
    assert!(RULES.is_sorted_by_key(|entry| entry.rule.code));
}

#[test]
fn codes_and_names_are_unique_and_well_formed() {
    let (mut codes, mut names) = (BTreeSet::new(), BTreeSet::new());
    for rule in catalog().rules() {
        let digits = rule.code.strip_prefix("GW").expect(rule.code);
        assert!(digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()), "{}", rule.code);
        assert!(
            rule.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
            "{}",
            rule.name
        );
        assert!(codes.insert(rule.code), "{} is declared twice", rule.code);
        assert!(names.insert(rule.name), "{} is declared twice", rule.name);
    }
}

#[test]
fn every_rule_says_why_and_shows_how() {
    for rule in catalog().rules() {
        let doc = Doc::of(rule);
        assert!(doc.summary.ends_with('.') && doc.summary.len() > 15, "{}: {}", rule.code, doc.summary);
        for heading in ["Why it matters", "Example", "Fix"] {
            let text = doc.section(heading).unwrap_or_default();
            assert!(!text.is_empty(), "{} has no section `{heading}`", rule.code);
        }
        assert!(examples(rule).iter().any(|e| e.verdict == Verdict::Bad), "{} has no bad example", rule.code);
    }
}

#[test]
fn rules_are_found_by_code_and_name() {
    let unused = catalog().find("gw901").expect("it is in the catalogue");
    assert_eq!(catalog().find("Unused-Suppression"), Some(unused));
    assert_eq!(catalog().find("nothing"), None);
    assert_eq!(catalog().suggest("unused-supression"), Some("unused-suppression"));
    assert_eq!(catalog().suggest("xyzzy"), None);
}

fn findings_of(text: &str, target: Target) -> Vec<Diagnostic> {
    let input = judge::Input {
        name: "krakend.json",
        bytes: text.as_bytes(),
        format: gwc_krakend::value::Format::Json,
        file: FileId(0),
        release: LATEST,
    };
    check_configuration(&Judged::of(input), target, Input::Krakend)
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
