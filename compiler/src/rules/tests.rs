use std::collections::BTreeSet;
use std::path::Path;

use super::*;
use crate::catalog::{Doc, HEADINGS, Verdict, examples};
use crate::load::{GatewayFiles, NearbyFiles};
use crate::settings::Settings;
use gwc_krakend::simulate::{self, LATEST, Simulation};
use gwc_syntax::diagnostic::{Diagnostic, Input, Severity};
use gwc_syntax::source::{FileId, SourceMap};
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

/// Someone who reads a name in a message finds the rule by a search for it, and the other way round.
#[test]
fn files_and_identifiers_are_the_names_of_their_rules() {
    assert_eq!(registry::IDENTIFIERS.len(), RULES.len());
    for (entry, (file, identifier)) in RULES.iter().zip(registry::IDENTIFIERS) {
        let name = entry.rule.name.replace('-', "_");
        assert_eq!(*identifier, name.to_ascii_uppercase(), "the identifier of `{}`", entry.rule.name);
        // The rules of `gwc-syntax` are exported from one module.
        assert!(*file == name || *file == "codes", "`{}` is declared in `{file}.rs`", entry.rule.name);
    }
}

#[test]
fn every_rule_has_a_whole_page() {
    for rule in catalog().rules() {
        let doc = Doc::of(rule);
        assert!(doc.summary.ends_with('.') && doc.summary.len() > 15, "{}: {}", rule.code, doc.summary);
        let headings: Vec<&str> = doc.headings().collect();
        let known: Vec<&str> = HEADINGS.into_iter().filter(|heading| headings.contains(heading)).collect();
        assert_eq!(headings, known, "{}: the sections and their order are those of `HEADINGS`", rule.code);
        let mut needed = vec!["What it does", "Why is this bad?", "Example", "Use instead"];
        needed.extend((rule.suppressible && rule.severity < Severity::Error).then_some("When to ignore"));
        for heading in needed {
            let text = doc.section(heading).unwrap_or_default();
            assert!(text.len() > 15, "{} has no section `{heading}`", rule.code);
        }
        let advice = doc.section("Use instead").unwrap_or_default();
        assert!(!advice.starts_with("```"), "{} shows what to use instead without a sentence", rule.code);
        // The examples are route files, configurations and manifests; a Gateway resource has tests of its own.
        let is_shown = rule.code == "GW660" || examples(rule).iter().any(|e| e.verdict == Verdict::Bad);
        assert!(is_shown, "{} has no bad example", rule.code);
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
    let input = simulate::Input {
        name: "krakend.json",
        bytes: text.as_bytes(),
        format: gwc_krakend::value::Format::Json,
        file: FileId(0),
        release: LATEST,
    };
    check_configuration(&Simulation::of(input), &NearbyFiles::default(), target, Input::Krakend)
}

#[test]
fn equal_findings_are_one_a_route_and_one_for_people() {
    let endpoint = r#"{ "endpoint": "/a", "timout": "1s", "backend": [{ "url_pattern": "/b" }] }"#;
    let other = endpoint.replace("/a", "/c");
    let text = format!(r#"{{ "version": 3, "host": ["http://a"], "endpoints": [{endpoint}, {other}] }}"#);
    let found = findings_of(&text, parse_target("krakend-ce").expect("a target"));
    let unknown: Vec<_> = found.into_iter().filter(|d| d.rule.code == "GW701").collect();
    let routes: Vec<_> = unknown.iter().map(|d| d.route.as_deref().unwrap_or_default()).collect();
    assert_eq!(routes, ["GET /a", "GET /c"]);
    assert_eq!(crate::render::Summary::of(&unknown).errors, 2);
    assert_eq!(crate::render::Summary::of_distinct(&unknown).errors, 1);
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

/// `tests/one_code/`: one flaw has one code, in route files and in the JSON that is built from them. The code is the
/// file's name. JSON beside route files has the flaw in a form that no build writes.
#[test]
fn one_flaw_has_one_code_in_route_files_and_in_their_json() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/one_code");
    let files = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path());
    let mut seen = BTreeSet::new();
    for path in files.filter(|path| path.extension().is_some_and(|kind| kind == "yaml")) {
        let code = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let mut sources = SourceMap::default();
        let text = std::fs::read_to_string(&path).expect("a text");
        let routes = vec![sources.add("gateway.yaml", text)];
        let files = GatewayFiles { routes, ..GatewayFiles::default() };
        let compilation = crate::compile_gateway(&sources, &files, &Settings::default());
        let in_routes: Vec<&str> = compilation.diagnostics.iter().map(|d| d.rule.code).collect();
        assert!(in_routes.contains(&&*code), "{code} in route files: {in_routes:?}");
        // A gateway with errors is not built; what would be is judged all the same.
        let gateway = compilation.gateway.expect("a gateway");
        let target = parse_target("krakend-ce").expect("a target");
        let built =
            || crate::lower::krakend::render(&gateway, target, crate::lower::krakend::Layout::Compact);
        let json = std::fs::read(path.with_extension("json")).unwrap_or_else(|_| built());
        let text = String::from_utf8(json).expect("JSON is text");
        let in_json: Vec<&str> = findings_of(&text, target).iter().map(|d| d.rule.code).collect();
        assert!(in_json.contains(&&*code), "{code} in JSON: {in_json:?} {text}");
        seen.insert(code);
    }
    let in_both = |rule: &&gwc_syntax::diagnostic::Rule| rule.inputs.contains(&Input::Krakend);
    let merged: BTreeSet<String> = retired::RETIRED
        .iter()
        .map(|retired| retired.now)
        .filter(in_both)
        .map(|rule| rule.code.to_owned())
        .collect();
    assert_eq!(seen, merged, "a case for each rule that two became");
}

#[test]
fn a_retired_word_names_a_rule_that_is_left() {
    for retired in retired::RETIRED {
        for word in retired.words {
            assert_eq!(catalog().find(word), Some(retired.now), "{word}");
            let used = catalog().rules().iter().any(|rule| rule.code == *word || rule.name == *word);
            assert!(!used, "{word} is a rule");
        }
    }
}
