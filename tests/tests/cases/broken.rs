//! Broken inputs. Each case is a folder below `tests/broken/`, or is made here when git cannot hold it; what gwc
//! says of it stands in `snapshots/broken/`.
//!
//! Of every case holds: gwc ends by itself and without a panic; one with errors ends with 1 and writes nothing.

mod generated;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use gwc_syntax::diagnostic::{Input, Rule};
use gwc_tests::process::{Run, Tool};
use gwc_tests::suite::Suite;
use gwc_tests::{folder, golden};
use serde_json::Value;

/// The severities, the least first.
const SEVERITIES: [&str; 4] = ["note", "loss", "warning", "error"];
/// Longest text under a primary span that a snapshot shows whole.
const SHOWN: usize = 120;

/// A test for each case, and tests of all of them together.
pub(crate) fn each(suite: &mut Suite) {
    let folders = folder::names(&golden::repository().join("tests/broken"));
    let mut names = folders.clone();
    for name in folders {
        suite.test(format!("broken::{name}"), move || {
            let from = golden::repository().join("tests/broken").join(&name);
            is_refused_as_its_snapshot_says(&name, |to| folder::copy(&from, to));
        });
    }
    for (name, make) in generated::CASES {
        names.push((*name).to_owned());
        suite.test(format!("broken::{name}"), move || is_refused_as_its_snapshot_says(name, make));
    }
    suite.test("broken::every_snapshot_has_a_case", move || {
        golden::no_snapshots_but("broken", names.iter().map(String::as_str));
    });
    suite.test("broken::every_code_is_seen", every_code_is_seen);
    suite.test("broken::most_cases_are_errors", most_cases_are_errors);
}

fn is_refused_as_its_snapshot_says(name: &str, make: impl FnOnce(&Path)) {
    let place = tempfile::tempdir().expect("a folder");
    make(&place.path().join("routes"));
    golden::text(&format!("broken/{name}"), &check(place.path()));
}

/// Runs `gwc check` and `gwc build` and holds them against what is true of every case.
fn check(place: &Path) -> String {
    let content = |file: &str| fs::read_to_string(place.join("routes").join(file)).ok();
    let (extra, input) = (content("args").unwrap_or_default(), content("input"));
    let input = input.as_deref().map_or("routes", str::trim);
    let run = |command: &[&str]| -> Run {
        let tool = Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), place);
        tool.run(&command.iter().copied().chain(extra.split_whitespace()).collect::<Vec<_>>())
    };
    let before = folder::names(place);
    let human = run(&["check", input, "--full", "--show", "note"]);
    let json = run(&["build", input, "--out", "dist", "--format", "json"]);
    assert_eq!(human.code, json.code, "check and build disagree\n{}\n{}", human.stderr, json.stderr);
    let report: Value = serde_json::from_str(&json.stdout).unwrap_or_else(|e| panic!("{e}\n{}", json.stdout));
    let mut findings = report["findings"].as_array().expect("findings are a list").clone();
    // People read the most severe last.
    findings.sort_by_key(|finding| SEVERITIES.iter().position(|severity| finding["severity"] == *severity));
    let errors = findings.iter().any(|f| f["severity"] == "error");
    let written = folder::names(place) != before;
    assert_eq!(written, !errors, "errors, and only they, stop writing");
    let fails = errors || findings.iter().any(|f| f["severity"] == "warning");
    assert_eq!(human.code, Some(i32::from(fails)));

    let shown: Vec<&Value> = findings.iter().filter(|f| is_ours(f)).collect();
    let mut text =
        format!("exit {}, {}\n", i32::from(fails), if written { "written" } else { "nothing written" });
    shown.iter().for_each(|f| text.push_str(&format!("{}\n", token(f))));
    // Equal findings of several endpoints share a page.
    let pages: Vec<&str> = pages(&human.stdout);
    assert!(pages.len() <= findings.len(), "more pages than findings\n{}", human.stdout);
    for finding in &findings {
        let has_page = pages.iter().any(|page| is_page_of(page, finding));
        assert!(has_page, "no page of {finding}\n{}", human.stdout);
    }
    for page in pages.iter().filter(|page| shown.iter().any(|finding| is_page_of(page, finding))) {
        text.push_str(&format!("\n{page}\n"));
    }
    text
}

fn is_page_of(page: &str, finding: &Value) -> bool {
    let part = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    page.starts_with(&format!("{}[{} ", part("severity"), part("code")))
}

/// The codes that stages report about route files and configurations.
fn of_files() -> impl Iterator<Item = &'static str> {
    let is_of_files =
        |rule: &&Rule| rule.inputs.iter().any(|i| [Input::RouteFiles, Input::Krakend].contains(i));
    let codes = gwc::rules::of_stages().map(|entry| entry.rule).filter(is_of_files).map(|rule| rule.code);
    // Only a Gateway resource and an edited output show them, which have tests of their own.
    codes.filter(|code| !["GW641", "GW660"].contains(code))
}

/// Errors, and what the compiler itself reports, also about the manifests of `deploy` (`GW60x`). The linter's advice has tests of its own and would only hide here
/// what a case is about.
fn is_ours(finding: &Value) -> bool {
    let is_of_deploy = finding["code"].as_str().is_some_and(|code| code.starts_with("GW60"));
    finding["severity"] == "error" || is_of_deploy || of_files().any(|code| finding["code"] == code)
}

/// The code, and the text under the primary span.
fn token(finding: &Value) -> String {
    let text = finding["text"].as_str().unwrap_or_default();
    let code = finding["code"].as_str().unwrap_or_default();
    match text.char_indices().nth(SHOWN) {
        None => format!("{code} {text:?}"),
        Some((end, _)) => format!("{code} {:?} and {} bytes more", &text[..end], text.len() - end),
    }
}

/// The findings of human output, without the lines behind them.
fn pages(stdout: &str) -> Vec<&str> {
    let starts: Vec<usize> = ["error[", "warning[", "loss[", "note["]
        .iter()
        .flat_map(|head| stdout.match_indices(head).map(|(at, _)| at))
        .filter(|at| *at == 0 || stdout[..*at].ends_with('\n'))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    // Behind the last finding: where the errors are, and the numbers.
    let end = ["\nerrors at ", "\nchecked "].iter().filter_map(|tail| stdout.rfind(tail)).min();
    let end = end.map_or(0, |at| at + 1);
    let ends = starts.iter().skip(1).copied().chain([end]);
    starts.iter().zip(ends).map(|(start, end)| stdout[*start..end.max(*start)].trim_end()).collect()
}

/// What the snapshots hold, one text a case.
fn snapshots() -> Vec<String> {
    let files = folder::read(&golden::repository().join("snapshots/broken"));
    files.into_values().map(|bytes| String::from_utf8(bytes).expect("a snapshot is text")).collect()
}

/// Every code that reading, parsing, resolving, expanding and the lock file report has a case.
fn every_code_is_seen() {
    let texts = snapshots();
    let codes = of_files();
    let missing: Vec<&str> = codes
        .filter(|code| !texts.iter().flat_map(|t| t.lines()).any(|line| line.starts_with(code)))
        .collect();
    assert!(missing.is_empty(), "no broken input shows {missing:?}");
}

fn most_cases_are_errors() {
    let with_errors = snapshots().iter().filter(|text| text.contains("\nerror[")).count();
    assert!(with_errors >= 70, "only {with_errors} inputs are broken");
}
