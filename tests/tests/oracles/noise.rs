//! How much `gwc` finds: `docs/noise.md`, the findings per endpoint by rule over real configurations and public-style samples.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use gwc_tests::generate::setups;
use gwc_tests::golden;
use serde_json::Value;

use super::corpus::{CORPUS, check};

/// How many generated samples are counted.
const SAMPLES: usize = 65;

/// A warning or an error of a rule is for one in five endpoints of a sample without a fault, at most.
const LARGEST_SHARE: f64 = 0.2;

const HEAD: &str = "# How much is found\n\nThis page shows how many findings each rule has per endpoint, so that a new rule does not \
bury the others. It counts every finding, also those that the screen shows as one. A test writes this page, and fails when a \
rule has more warnings or errors than one for five endpoints in samples without a fault.\n\n";

/// Findings of one rule, by set of inputs.
#[derive(Default)]
struct Row {
    title: String,
    counts: [usize; 3],
}

/// Endpoints and findings of sets of inputs.
#[derive(Default)]
struct Counted {
    endpoints: [usize; 3],
    rows: BTreeMap<String, Row>,
}

impl Counted {
    fn add(&mut self, set: usize, folder: &Path, file: &str, target: &str) {
        let text = fs::read_to_string(folder.join(file)).expect("readable");
        let config: Value = serde_json::from_str(&text).unwrap_or_default();
        self.endpoints[set] += config["endpoints"].as_array().map_or(0, Vec::len);
        for finding in check(folder, &[file, "--target", target, "--show", "note"]) {
            let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            let row = self.rows.entry(format!("{} {}", text("code"), text("severity"))).or_default();
            row.title = text("name");
            row.counts[set] += finding["places"].as_array().map_or(1, |places| places.len() + 1);
        }
    }

    fn share(&self, row: &Row, set: usize) -> f64 {
        row.counts[set] as f64 / self.endpoints[set].max(1) as f64
    }
}

/// The page is current, and no rule drowns the others.
pub(crate) fn no_rule_drowns_the_others(shared: &Path) {
    let mut counted = Counted::default();
    for (_, file, target) in CORPUS {
        counted.add(0, &shared.join("corpus"), file, target);
    }
    for folder in cases() {
        counted.add(1, &folder, "krakend.json", "krakend-ce");
    }
    let place = tempfile::tempdir().expect("a folder");
    for number in 0..SAMPLES {
        fs::write(place.path().join("krakend.json"), setups::style("shop")(number).config.to_string())
            .expect("written");
        counted.add(2, place.path(), "krakend.json", "krakend-ce");
    }
    golden::file("docs/noise.md", &page(&counted));
    for (key, row) in counted.rows.iter().filter(|(key, _)| !key.ends_with("note") && !key.ends_with("loss"))
    {
        let share = counted.share(row, 2);
        assert!(share <= LARGEST_SHARE, "{key}: {share:.2} for each endpoint of a sample without a fault");
    }
}

fn page(counted: &Counted) -> String {
    let [corpus, cases, samples] = counted.endpoints;
    let mut page = HEAD.to_owned();
    let _ = writeln!(
        page,
        "| rule | severity | real configurations ({corpus} endpoints) | cases of mistakes ({cases} endpoints) | samples without a fault ({samples} endpoints) |\n|---|---|---|---|---|"
    );
    for (key, row) in &counted.rows {
        let (code, severity) = key.split_once(' ').unwrap_or((key, ""));
        let cell = |set: usize| match row.counts[set] {
            0 => "-".to_owned(),
            count => format!("{count} ({:.2})", counted.share(row, set)),
        };
        let _ = writeln!(
            page,
            "| [{code} {}](rules/{code}.md) | {severity} | {} | {} | {} |",
            row.title,
            cell(0),
            cell(1),
            cell(2)
        );
    }
    page
}

/// The folders of `tests/public` with a configuration that can be read.
fn cases() -> Vec<PathBuf> {
    let all = fs::read_dir(golden::repository().join("tests/public")).expect("readable");
    let mut found: Vec<PathBuf> = all.map(|entry| entry.expect("readable").path()).collect();
    found.retain(|folder| folder.join("krakend.json").is_file());
    found.sort();
    found
}
