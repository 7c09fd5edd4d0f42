//! The pages under `docs/rules/` are what the doc comments of the rules say.

use gwc::catalog;
use gwc::rules;
use gwc_syntax::diagnostic::Input;
use gwc_tests::{examples, golden};

#[test]
fn committed_pages_are_current() {
    let messages = examples::messages(rules::catalog());
    golden::folder("docs/rules", &catalog::pages(rules::catalog(), &messages));
    golden::file("compiler/src/catalog/messages.txt", &messages.to_string());
}

#[test]
fn the_index_links_every_page_once() {
    let pages = catalog::pages(rules::catalog(), &catalog::Messages::built_in());
    let index = &pages["README.md"];
    for rule in rules::catalog().rules() {
        assert_eq!(index.matches(&format!("({}.md)", rule.code)).count(), 1, "{}", rule.code);
    }
}

#[test]
fn lists_name_every_rule() {
    let listed = catalog::list_json(rules::catalog());
    let listed = listed["rules"].as_array().expect("an array");
    assert_eq!(listed.len(), rules::catalog().rules().len());
    assert_eq!(catalog::list_text(rules::catalog()).lines().count(), listed.len());
}

#[test]
fn the_readme_does_not_boast() {
    let rules = rules::catalog().rules();
    let of_krakend = rules.iter().filter(|rule| rule.inputs.contains(&Input::Krakend)).count();
    let readme = std::fs::read_to_string(golden::repository().join("README.md")).expect("README.md");
    assert!(
        readme.contains("About half of its 300 rules apply to such a file"),
        "the sentence that is checked"
    );
    assert!(rules.len() >= 300 && 20 * of_krakend >= 9 * rules.len(), "{of_krakend} of {}", rules.len());
}
