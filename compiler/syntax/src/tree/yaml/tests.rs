//! Every key and value has the span of its own text.

use super::parse;
use crate::diagnostic::Diagnostics;
use crate::source::SourceMap;
use crate::tree::{Document, Kind};

fn read(text: &str) -> (SourceMap, Document, Vec<String>) {
    let mut sources = SourceMap::default();
    let file = sources.add("t.yaml", text);
    let mut out = Diagnostics::default();
    let doc = parse(&sources, file, &mut out);
    let findings =
        out.iter().map(|d| format!("{} {:?}", d.rule.code, sources.text(d.primary.span))).collect();
    (sources, doc, findings)
}

/// Every scalar node and the text its span covers.
fn scalars(text: &str) -> Vec<(String, String)> {
    let (sources, doc, findings) = read(text);
    assert!(findings.is_empty(), "{findings:?}");
    let pick = |n: &crate::tree::Node| match &n.kind {
        Kind::Scalar(s) => Some((s.text.to_string(), sources.text(n.span).to_owned())),
        _ => None,
    };
    doc.nodes.iter().filter_map(pick).collect()
}

#[test]
fn spans_cover_the_token() {
    let got = scalars("a: b c # x\n'd': \"e\\n\"\nf: |\n  g\n  h\n\ni: { j: [k, l] }\n");
    let texts: Vec<&str> = got.iter().map(|(_, span)| &**span).collect();
    assert_eq!(texts, ["a", "b c", "'d'", "\"e\\n\"", "f", "g\n  h", "i", "j", "k", "l"]);
    assert_eq!(got[3].0, "e\n");
    assert_eq!(got[5].0, "g\nh\n");
}

#[test]
fn collections_end_with_their_last_child_or_bracket() {
    let (sources, doc, _) = read("a:\n  - b: { c: d }\n  - e\nf: g\n");
    let spans: Vec<&str> = doc
        .nodes
        .iter()
        .filter(|n| matches!(n.kind, Kind::Seq(_) | Kind::Map(_)))
        .map(|n| sources.text(n.span))
        .collect();
    assert_eq!(
        spans,
        ["a:\n  - b: { c: d }\n  - e\nf: g", "- b: { c: d }\n  - e", "b: { c: d }", "{ c: d }"]
    );
}

#[test]
fn byte_order_marks_wide_characters_and_crlf_keep_spans_right() {
    let got = scalars("\u{feff}é: 日本\r\nb: c\r\n");
    assert!(got.iter().all(|(text, span)| text == span), "{got:?}");
}

#[test]
fn aliases_are_edges() {
    let bomb = (1..30)
        .fold("a0: &a0 x\n".to_owned(), |text, i| format!("{text}a{i}: &a{i} [*a{}, *a{}]\n", i - 1, i - 1));
    let (_, doc, findings) = read(&bomb);
    assert!(findings.is_empty());
    assert!(doc.nodes.len() < 200);
}

#[test]
fn what_can_not_be_read_is_reported_at_its_token() {
    for (text, want) in [
        ("a: *nope\nb: 1\n", "GW002 \"*nope\""),
        ("a: &a [*a]\n", "GW003 \"*a\""),
        ("a: !secret x\n", "GW005 \"!secret\""),
        ("a: 1\n---\nb: 2\n", "GW004 \"---\""),
        ("paths: { /model/{name}: GET }\n", "GW006 \"/model/{name}\""),
        ("paths: { /a: GET, /b/{x}/c/{y}: POST }\n", "GW006 \"/b/{x}/c/{y}\""),
    ] {
        let (_, _, findings) = read(text);
        assert_eq!(findings, [want], "{text}");
    }
}

#[test]
fn a_syntax_error_leaves_the_part_before_it() {
    let (_, doc, findings) = read("a: 1\nb: [1, 2\nc: 3\n");
    assert_eq!(findings.len(), 1);
    assert!(doc.root.is_some_and(|root| doc.get(root, "a").is_some()));
}

#[test]
fn nesting_is_limited() {
    let (_, _, findings) = read(&"[".repeat(100_000));
    assert_eq!(findings.len(), 1);
    let (_, _, findings) = read(&"- ".repeat(100_000));
    assert_eq!(findings.len(), 1);
}

#[test]
fn a_file_of_several_documents_is_several_trees_with_spans_of_the_file() {
    let text = "# one\na: &x 1\n---\n---\nb: 2\n--- {c: 3}\n...\n";
    let mut sources = SourceMap::default();
    let file = sources.add("t.yaml", text);
    let mut out = Diagnostics::default();
    let documents = super::parse_all(&sources, file, &mut out);
    assert!(out.is_empty(), "{out:?}");
    let keys: Vec<&str> = documents
        .iter()
        .map(|doc| sources.text(doc.span(doc.map(doc.root.expect("a root")).expect("a map")[0].key)))
        .collect();
    assert_eq!(keys, ["a", "b", "c"]);
}
