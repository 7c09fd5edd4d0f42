//! What KrakenD accepts though it can not work, `../shared/conformance/krakend-verdicts/surprises.md`: every
//! recorded case brings a finding that its intact base does not have.

#![allow(clippy::print_stdout, reason = "what is left out is told by printing it")]

use std::collections::{BTreeMap, BTreeSet};

use gwc::krakend::judge::{Input, Judged, LATEST};
use gwc::krakend::value::Format;
use gwc::lint::configuration as rules;
use gwc::source::FileId;
use gwc::value::parse_target;
use gwc_tests::recording::{self, Case};

/// Sections whose lines must all be found.
const SECTIONS: [&str; 6] = [
    "Accepted by check, check -t and lint; run panics or stops",
    "Accepted by check, check -t and lint; broken at run time",
    "Accepted by lint: keys nobody reads (open objects, Enterprise features)",
    "Accepted by check and check -t, refused by lint only",
    "Answers that depend on chance or order",
    "Accepted paths that can not work",
];

/// Recorded lines in which nothing is wrong that the base has not, each with the reason.
const NOTHING_NEW: &[(&str, &str)] =
    &[("c-125d64742f9e", "one comment key becomes another, in a block that the Enterprise edition reads")];

/// What is said about a file: rule and message, once for each place.
fn findings(name: &str, bytes: &[u8], format: Format) -> BTreeMap<(String, String), usize> {
    let file = FileId(0);
    let input = Input { name, bytes, format, file, release: LATEST };
    let target = parse_target("krakend-ce").expect("a target");
    let found = rules::findings(&Judged::of(input), target);
    let mut counted = BTreeMap::new();
    for finding in found {
        *counted.entry((finding.rule.code.to_owned(), finding.message.clone())).or_insert(0) +=
            1 + finding.places.len();
    }
    counted
}

fn brings_a_finding(case: &Case) -> bool {
    let found = findings(&case.name, &case.bytes, case.format);
    let intact = case
        .intact
        .as_ref()
        .map_or_else(BTreeMap::new, |bytes| findings("krakend.json", bytes, Format::Json));
    found.iter().any(|(finding, count)| intact.get(finding).is_none_or(|before| before < count))
}

/// The ids of each section, in the order of the file.
fn sections(text: &str) -> Vec<(String, String)> {
    let mut section = String::new();
    let mut ids = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title.to_owned();
        }
        for word in line.split(['[', ']', ' ']).filter(|w| w.len() == 14 && w.as_bytes()[1] == b'-') {
            ids.push((section.clone(), word.to_owned()));
        }
    }
    ids
}

#[test]
fn every_surprise_is_a_finding() {
    let Some(shared) = gwc_tests::shared() else { return };
    let text =
        std::fs::read_to_string(shared.join("conformance/krakend-verdicts/surprises.md")).expect("readable");
    let lists = [recording::routes(), recording::configs(), recording::audits()];
    let cases: BTreeMap<String, Case> =
        lists.into_iter().flatten().flatten().map(|case| (case.id.clone(), case)).collect();
    let wanted: Vec<_> =
        sections(&text).into_iter().filter(|(s, _)| SECTIONS.contains(&s.as_str())).collect();
    assert!(wanted.len() > 100, "the list was not found: {} ids", wanted.len());
    let excused: BTreeSet<&str> = NOTHING_NEW.iter().map(|(id, _)| *id).collect();
    let mut missed = Vec::new();
    for (section, id) in &wanted {
        let Some(case) = cases.get(id) else {
            println!("not in the recording: {id}");
            continue;
        };
        if !excused.contains(id.as_str()) && !brings_a_finding(case) {
            missed.push(format!(
                "{section}: {id}: {}",
                String::from_utf8_lossy(&case.bytes[..case.bytes.len().min(400)])
            ));
        }
    }
    assert!(missed.is_empty(), "{} of {}:\n{}", missed.len(), wanted.len(), missed.join("\n"));
}
