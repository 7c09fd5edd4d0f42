//! `FORMAT.md` lists the policy types as they are.

use std::path::Path;

/// What is between the marks is written by the types; `INSTA_UPDATE=always` writes it.
#[test]
fn the_format_page_lists_the_types() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("FORMAT.md");
    let text = std::fs::read_to_string(&page).unwrap();
    let (before, rest) = text.split_once("<!-- types -->\n").unwrap();
    let (listed, after) = rest.split_once("<!-- /types -->").unwrap();
    let types = format!("\n{}\n", gwc_artifact::describe_types());
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(page, format!("{before}<!-- types -->\n{types}<!-- /types -->{after}")).unwrap();
        return;
    }
    assert!(listed == types, "FORMAT.md differs from the types; `INSTA_UPDATE=always` writes it");
}
