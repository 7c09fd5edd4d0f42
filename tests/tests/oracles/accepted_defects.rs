//! What KrakenD accepts though it cannot work, `../shared/conformance/krakend-verdicts/surprises.md`: every
//! recorded case brings a finding that its intact base does not have.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use gwc::rules;
use gwc_krakend::simulate::{Input, LATEST, Simulation};
use gwc_krakend::value::Format;
use gwc_syntax::diagnostic;
use gwc_syntax::source::FileId;
use gwc_syntax::value::parse_target;
use gwc_tests::oracle::Oracle;
use gwc_tests::recording::{self, Case};
use gwc_tests::suite::Suite;

/// Sections whose lines must all be found.
const SECTIONS: [&str; 6] = [
    "Accepted by check, check -t and lint; run panics or stops",
    "Accepted by check, check -t and lint; broken at run time",
    "Accepted by lint: keys nobody reads (open objects, Enterprise features)",
    "Accepted by check and check -t, refused by lint only",
    "Answers that depend on chance or order",
    "Accepted paths that cannot work",
];

/// Recorded lines in which nothing is wrong that the base has not, each with the reason.
const NOTHING_NEW: &[(&str, &str)] =
    &[("c-125d64742f9e", "one comment key becomes another, in a block that the Enterprise edition reads")];

/// What is found in a file: rule and message, once for each place.
fn findings(name: &str, bytes: &[u8], format: Format) -> BTreeMap<(String, String), usize> {
    let file = FileId(0);
    let input = Input { name, bytes, format, file, release: LATEST };
    let target = parse_target("krakend-ce").expect("a target");
    let found = rules::check_configuration(
        &Simulation::of(input),
        &gwc::load::NearbyFiles::default(),
        target,
        diagnostic::Input::Krakend,
    );
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

/// The ids of the sections whose lines must all be found.
fn ids(text: &str) -> BTreeSet<String> {
    let mut wanted = false;
    let mut ids = BTreeSet::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            wanted = SECTIONS.contains(&title);
        }
        let words = line.split(['[', ']', ' ']).filter(|w| w.len() == 14 && w.as_bytes()[1] == b'-');
        ids.extend(words.filter(|_| wanted).map(str::to_owned));
    }
    ids
}

/// Every recorded case by its id; the recordings are read once.
fn cases(shared: &Path) -> &'static BTreeMap<String, Case> {
    static CASES: OnceLock<BTreeMap<String, Case>> = OnceLock::new();
    CASES.get_or_init(|| {
        let lists = [recording::routes(shared), recording::configs(shared), recording::audits(shared)];
        lists.into_iter().flatten().map(|case| (case.id.clone(), case)).collect()
    })
}

/// A test for each line of the list.
pub(crate) fn each(suite: &mut Suite, shared: &Oracle) {
    let list = "conformance/krakend-verdicts/surprises.md";
    let text = shared.path().map(|folder| std::fs::read_to_string(folder.join(list)).expect("readable"));
    let ids = text.map(|text| ids(&text)).unwrap_or_default();
    let count = ids.len();
    suite.with(shared, "accepted_defects::the_list_is_whole", move |_| assert!(count > 100, "{count} ids"));
    for id in ids {
        suite.with(shared, format!("accepted_defects::{id}"), move |shared| is_found(shared, &id));
    }
}

/// A line of another recording has no case here.
fn is_found(shared: &Path, id: &str) {
    let excused = NOTHING_NEW.iter().any(|(excused, _)| *excused == id);
    if let Some(case) = cases(shared).get(id)
        && !excused
    {
        let start = &case.bytes[..case.bytes.len().min(400)];
        assert!(brings_a_finding(case), "nothing is found in {}", String::from_utf8_lossy(start));
    }
}
