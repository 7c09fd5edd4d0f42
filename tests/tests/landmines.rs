//! `docs/landmines.md`: every number once, each with rules that exist or a reason.

use std::collections::BTreeSet;
use std::fs;

use gwc::rules;
use gwc_tests::golden;

#[test]
fn every_landmine_has_a_rule_or_a_reason() {
    let text = fs::read_to_string(golden::repository().join("docs/landmines.md")).expect("it is committed");
    let rows = text.lines().filter_map(|line| {
        let cells: Vec<&str> = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").collect();
        let [number, name, found] = cells.as_slice() else { return None };
        Some((number.parse::<usize>().ok()?, (*name).to_owned(), (*found).to_owned()))
    });
    let rows: Vec<(usize, String, String)> = rows.collect();
    let numbers: Vec<usize> = rows.iter().map(|(number, ..)| *number).collect();
    assert_eq!(numbers, (1..=84).collect::<Vec<_>>());
    let known: BTreeSet<&str> = rules::catalog().rules().iter().map(|rule| rule.code).collect();
    for (number, name, found) in rows {
        let words = found.split([',', ' ', ':', ';']).filter(|word| word.starts_with("GW"));
        let codes: Vec<&str> = words.collect();
        assert!(codes.iter().all(|code| known.contains(code)), "{number}: {codes:?}");
        let reason = found.strip_prefix("not in a file: ").is_some_and(|why| why.len() > 20);
        assert!(reason || !codes.is_empty(), "{number} ({name}) has neither a rule nor a reason");
    }
}
