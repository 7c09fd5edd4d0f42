//! `gwc check --fix` on two hundred generated files: every rule that offers a fix, in every way to lay a file out.
//!
//! The generator writes each file three times: as it is, after the safe fixes and after all fixes. So not only is
//! what was wrong gone; each byte that is not part of it is where it was.

mod fixes {
    pub(crate) mod configuration;
    pub(crate) mod random;
    pub(crate) mod patch;
    pub(crate) mod route_files;
}

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fixes::random::Random;
use fixes::{configuration, patch, route_files};
use gwc::cli::{self, Io};
use gwc_syntax::value::Date;
use serde_json::Value;

/// Which fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tier {
    /// None yet.
    Before,
    /// `--fix`
    Safe,
    /// `--fix --unsafe-fixes`
    Unsafe,
}

impl Tier {
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Before => &[],
            Self::Safe => &["--fix"],
            Self::Unsafe => &["--fix", "--unsafe-fixes"],
        }
    }

    fn takes(self, fix: &str) -> bool {
        fix == "safe" || (fix == "unsafe" && self == Self::Unsafe)
    }
}

/// Files by name, and what is handed to `check`.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) input: &'static str,
    pub(crate) options: Vec<&'static str>,
    pub(crate) files: Box<dyn Fn(Tier) -> BTreeMap<String, String>>,
    /// The rules whose findings it holds.
    pub(crate) codes: BTreeSet<&'static str>,
}

/// Codes of files that cannot be parsed.
const UNREADABLE: [&str; 3] = ["GW001", "GW050", "GW090"];

fn cases() -> impl Iterator<Item = Case> {
    (0..200).map(|seed| {
        let random = Random::new(seed);
        match seed % 5 {
            0 | 1 => route_files::case(random),
            _ => configuration::case(random),
        }
    })
}

fn gwc(folder: &Path, case: &Case, arguments: &[&str]) -> (u8, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let at = |name: &str| folder.join(name).to_str().expect("it is UTF-8").to_owned();
    let mut all = vec!["gwc".to_owned(), "check".to_owned(), at(case.input)];
    let options = case.options.iter().map(|option| match option.starts_with("--") {
        true => (*option).to_owned(),
        false => at(option),
    });
    all.extend(options.chain(arguments.iter().map(|a| (*a).to_owned())));
    let today = Date::parse("2026-11-01").expect("a day");
    let mut io =
        Io { out: &mut out, err: &mut err, colours: false, width: None, today, environment: BTreeMap::new() };
    let code = cli::run(&all, &mut io).code();
    (code, String::from_utf8(out).expect("it is UTF-8") + &String::from_utf8(err).expect("it is UTF-8"))
}

fn findings(folder: &Path, case: &Case) -> Vec<Value> {
    let (_, text) = gwc(folder, case, &["--format", "json"]);
    let report: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"));
    report["findings"].as_array().expect("a list").clone()
}

fn codes(findings: &[Value]) -> BTreeSet<&str> {
    findings.iter().filter_map(|finding| finding["code"].as_str()).collect()
}

fn written(folder: &Path) -> BTreeMap<String, String> {
    let text = |bytes| String::from_utf8(bytes).expect("it is UTF-8");
    gwc_tests::folder::read(folder).into_iter().map(|(name, bytes)| (name, text(bytes))).collect()
}

fn lay_out(folder: &Path, files: &BTreeMap<String, String>) {
    gwc_tests::folder::write(folder, files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())));
}

/// Fixes the files of a case, and holds every promise that fixes make.
fn check(case: &Case, tier: Tier) {
    let place = tempfile::tempdir().expect("a folder");
    let before = (case.files)(Tier::Before);
    lay_out(place.path(), &before);
    let wrong = findings(place.path(), case);
    let missing: Vec<_> = case.codes.iter().filter(|code| !codes(&wrong).contains(*code)).collect();
    assert!(
        missing.is_empty(),
        "{}: {missing:?} should be found in {before:#?}: {:?}",
        case.name,
        codes(&wrong)
    );
    let unreadable = |found: &[Value]| found.iter().filter(|f| UNREADABLE.contains(&code(f))).count();

    let difference: Vec<&str> = tier.arguments().iter().copied().chain(["--diff"]).collect();
    let (shown, difference) = gwc(place.path(), case, &difference);
    assert_eq!(shown, 0, "{}: {difference}", case.name);
    assert_eq!(written(place.path()), before, "{}: --diff writes nothing", case.name);

    gwc(place.path(), case, tier.arguments());
    let fixed = written(place.path());
    assert_eq!(fixed, (case.files)(tier), "{}, {tier:?}, before: {before:#?}", case.name);
    let root = place.path().to_str().expect("it is UTF-8").replace('\\', "/");
    assert_eq!(patch::apply(&before, &difference, &root), fixed, "{}: {difference}", case.name);

    let left = findings(place.path(), case);
    let fixable = |found: &&Value| found["fix"]["applicability"].as_str().is_some_and(|fix| tier.takes(fix));
    let left_over: Vec<_> = left.iter().filter(fixable).map(|f| (code(f), &f["message"])).collect();
    assert!(left_over.is_empty(), "{}, {tier:?}: {left_over:?} in {fixed:#?}", case.name);
    assert!(unreadable(&left) <= unreadable(&wrong), "{}, {tier:?}: {fixed:#?}", case.name);

    gwc(place.path(), case, tier.arguments());
    assert_eq!(written(place.path()), fixed, "{}, {tier:?}: a second run changes nothing", case.name);
}

fn code(finding: &Value) -> &str {
    finding["code"].as_str().unwrap_or_default()
}

#[test]
fn safe_fixes_change_what_is_wrong_and_nothing_else() {
    cases().for_each(|case| check(&case, Tier::Safe));
}

#[test]
fn unsafe_fixes_change_what_is_wrong_and_nothing_else() {
    cases().for_each(|case| check(&case, Tier::Unsafe));
}

/// Rules with a fix, as the source has them: what no generated file holds would be checked by nobody.
#[test]
fn the_files_hold_a_problem_of_every_rule_with_a_fix() {
    let held: BTreeSet<&str> = cases().flat_map(|case| case.codes).collect();
    let mut offered: BTreeSet<String> = BTreeSet::new();
    for case in cases() {
        let place = tempfile::tempdir().expect("a folder");
        lay_out(place.path(), &(case.files)(Tier::Before));
        offered.extend(
            findings(place.path(), &case).iter().filter(|f| !f["fix"].is_null()).map(|f| code(f).to_owned()),
        );
    }
    let expected = [
        "GW006", "GW020", "GW022", "GW023", "GW030", "GW051", "GW091", "GW701", "GW702", "GW705", "GW707",
        "GW710", "GW712", "GW713", "GW715", "GW717", "GW901", "GW902", "GW903", "GW904", "GW905", "GW907",
    ];
    assert_eq!(offered.iter().map(String::as_str).collect::<BTreeSet<_>>(), held);
    assert_eq!(held, expected.into_iter().collect());
    assert_eq!(cases().map(|case| (case.files)(Tier::Before)).collect::<BTreeSet<_>>().len(), 200);
}

/// Fixes one file with everything there is; its bytes afterwards, and the names of all files.
fn fixed_alone(name: &'static str, bytes: &[u8]) -> (Vec<u8>, Vec<String>) {
    let place = tempfile::tempdir().expect("a folder");
    gwc_tests::folder::write(place.path(), [(name, bytes)]);
    let files = Box::new(|_| BTreeMap::new());
    let case =
        Case { name: name.to_owned(), input: name, options: Vec::new(), files, codes: BTreeSet::new() };
    gwc(place.path(), &case, Tier::Unsafe.arguments());
    let bytes = std::fs::read(place.path().join(name)).expect("the file is there");
    (bytes, gwc_tests::folder::names(place.path()))
}

/// Bytes that are no text are shown as `?`, and stay what they are.
#[test]
fn a_file_that_is_not_utf8_is_left_alone() {
    let bytes = b"{\"version\": 3, \"name\": \"caf\xe9\", \"port\": 8080, \"endpoints\": []}";
    assert_eq!(fixed_alone("krakend.json", bytes).0, bytes);
    let text = b"{\"version\": 3, \"name\": \"cafe\", \"endpoints\": []}";
    let fixable = b"{\"version\": 3, \"name\": \"cafe\", \"port\": 8080, \"endpoints\": []}";
    assert_eq!(fixed_alone("krakend.json", fixable).0, text);
}

/// A quoted configuration is shown as a file of its own, and is none: nothing is written anywhere.
#[test]
fn a_configuration_in_quotes_is_left_alone() {
    let inner = r#"{\"version\": 3, \"port\": 8080, \"endpoints\": []}"#;
    let map = format!("apiVersion: v1\nkind: ConfigMap\ndata: {{ krakend.json: \"{inner}\" }}\n");
    let (bytes, names) = fixed_alone("map.yaml", map.as_bytes());
    assert_eq!(String::from_utf8(bytes).expect("it is UTF-8"), map);
    assert_eq!(names, ["map.yaml"]);
}

/// What an alias or a merge key repeats counts in several places, and may be needed in one of them.
#[test]
fn what_is_repeated_is_not_deleted() {
    let text = "version: 3\nhost: [\"http://a\"]\nendpoints:\n  - &one\n    endpoint: /a\n    method: GET\n    \
                backend: [{ url_pattern: /x }]\n  - <<: *one\n    endpoint: /b\n";
    assert_eq!(fixed_alone("krakend.yaml", text.as_bytes()).0, text.as_bytes());
    let merged = "version: 3\nhost: [\"http://a\"]\nendpoints:\n  - <<: { method: POST }\n    endpoint: /a\n    \
                  method: GET\n    backend: [{ url_pattern: /x }]\n";
    assert_eq!(fixed_alone("krakend.yaml", merged.as_bytes()).0, merged.as_bytes());
}

/// JSON has no comments, also in the block scalar of a ConfigMap: what silences its findings stands above it all.
#[test]
fn adopting_writes_no_comment_into_json() {
    let text = "apiVersion: v1\nkind: ConfigMap\ndata:\n  krakend.json: |\n    {\n      \"version\": 3,\n      \
                \"port\": 8080,\n      \"endpoints\": []\n    }\n";
    let place = tempfile::tempdir().expect("a folder");
    gwc_tests::folder::write(place.path(), [("map.yaml", text.as_bytes())]);
    let files = Box::new(|_| BTreeMap::new());
    let (name, options) = ("adopted".to_owned(), Vec::new());
    let case = Case { name, input: "map.yaml", options, files, codes: BTreeSet::new() };
    gwc(place.path(), &case, &["--add-ignores", "as it was"]);
    let adopted = written(place.path())["map.yaml"].clone();
    assert_eq!(adopted, format!("# gwc: ignore-file[GW112, GW707] as it was\n{text}"));
    let found = findings(place.path(), &case);
    assert!(found.iter().all(|finding| finding["suppressed"]["reason"] == "as it was"), "{found:?}");
    assert_eq!(codes(&found), BTreeSet::from(["GW112", "GW707"]));
}
