//! Messages, pages and names are in plain technical English.

use gwc_tests::prose;

#[test]
fn no_text_has_a_phrase_that_the_style_replaces() {
    let found: Vec<String> = prose::found().iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "{} phrases to replace\n{}", found.len(), found.join("\n"));
}

#[test]
fn no_definition_has_a_name_that_the_style_replaces() {
    let found = prose::names();
    assert!(found.is_empty(), "{} names to replace\n{}", found.len(), found.join("\n"));
}
