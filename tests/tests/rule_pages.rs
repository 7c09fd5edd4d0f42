//! The pages under `docs/rules/` are what the doc comments of the rules say.

use std::collections::BTreeSet;
use std::fs;

use gwc::catalog;
use gwc_tests::golden;

#[test]
fn committed_pages_are_current() {
    let pages = catalog::pages();
    for (name, text) in &pages {
        golden::check(&format!("docs/rules/{name}"), text);
    }
    let folder = golden::repository().join("docs/rules");
    let committed = fs::read_dir(&folder).expect("docs/rules is committed");
    let committed: BTreeSet<String> =
        committed.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned()).collect();
    for stale in committed.iter().filter(|name| !pages.contains_key(*name)) {
        if golden::updating() {
            fs::remove_file(folder.join(stale)).expect("a stale page can be removed");
        } else {
            panic!("docs/rules/{stale} belongs to no rule");
        }
    }
}

#[test]
fn the_index_links_every_page_once() {
    let pages = catalog::pages();
    let index = &pages["README.md"];
    for rule in catalog::rules() {
        assert_eq!(index.matches(&format!("({}.md)", rule.code)).count(), 1, "{}", rule.code);
    }
}

#[test]
fn lists_name_every_rule() {
    let listed = catalog::list_json();
    let listed = listed["rules"].as_array().expect("an array");
    assert_eq!(listed.len(), catalog::rules().len());
    assert_eq!(catalog::list_text().lines().count(), listed.len());
}
