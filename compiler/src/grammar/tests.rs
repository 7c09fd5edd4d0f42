//! Keys that are planned.

use super::{Key, Shape, Type, check, format, schema};
use crate::codes;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;
use gwc_syntax::tree;

const fn key(name: &'static str, planned: bool) -> Key {
    Key { name, doc: "A key.", ty: Type::Text(&format::TEXT), required: false, planned }
}

static SHAPE: Shape =
    Shape { name: "sample", doc: "A sample.", keys: &[key("built", false), key("later", true)] };

fn findings(text: &str) -> Diagnostics {
    let mut sources = SourceMap::default();
    let file = sources.add("sample.yaml", text.to_owned());
    let mut out = Diagnostics::default();
    let doc = tree::yaml::parse(&sources, file, &mut out);
    check(&doc, doc.root.expect("there is text"), &Type::Record(&SHAPE), &mut out);
    out
}

#[test]
fn a_planned_key_is_an_error_that_says_so() {
    let found = findings("built: a\nlater: b\n");
    let [finding] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(finding.rule, &codes::UNKNOWN_KEY);
    assert_eq!(finding.message, "key `later` is planned and not supported yet");
    assert!(findings("built: a\n").is_empty());
}

#[test]
fn a_planned_key_is_never_suggested() {
    let found = findings("latr: b\n");
    let [finding] = found.as_slice() else { panic!("{found:#?}") };
    let text = format!("{} {:?}", finding.message, finding.help);
    assert!(!text.contains("later") && text.contains("built"), "{text}");
}

#[test]
fn a_schema_has_no_planned_key() {
    let schema = schema::of_shape(&SHAPE).to_string();
    assert!(schema.contains("built") && !schema.contains("later"), "{schema}");
}
