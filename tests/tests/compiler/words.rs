//! Messages and pages are in plain technical English.

use gwc_tests::prose;

#[test]
fn no_text_has_a_phrase_that_the_style_replaces() {
    let found: Vec<String> = prose::found().iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "{} phrases to replace\n{}", found.len(), found.join("\n"));
}
