use super::*;

gwc_syntax::declare_rule! {
    /// A rule to
    /// test with.
    ///
    /// ## Why is this bad?
    /// So.
    ///
    /// ## Example
    /// ```yaml,bad,file=gateway.yaml
    /// a:
    ///   b: 1
    /// ```
    /// and
    /// ```text
    /// not run
    /// ```
    ///
    /// ## Use instead
    /// ```json,good
    /// {}
    /// ```
    TEST_RULE { code: "GW999", name: "test-rule", category: Style, severity: Note, since: "0.1.0", inputs: [RouteFiles], suppressible: false }
}

#[test]
fn a_doc_comment_has_parts() {
    let doc = Doc::of(&TEST_RULE);
    assert_eq!(doc.summary, "A rule to test with.");
    assert_eq!(doc.section("Why is this bad?"), Some("So."));
    assert_eq!(doc.section("Use instead"), Some("```json,good\n{}\n```"));
    assert_eq!(doc.section("Nothing"), None);
    let found = examples(&TEST_RULE);
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].language.as_str(), found[0].verdict), ("yaml", Verdict::Bad));
    assert_eq!(found[0].options, ["file=gateway.yaml"]);
    assert_eq!(found[0].text, "a:\n  b: 1\n");
    assert_eq!((found[1].text.as_str(), found[1].verdict), ("{}\n", Verdict::Good));
}

#[test]
fn pages_read_well() {
    assert_eq!(
        explain(&TEST_RULE),
        "GW999 test-rule\nnote (worth knowing; `gwc check` never fails), style, since 0.1.0, cannot be suppressed\n\n\
         A rule to test with.\n\nWhy is this bad?\nSo.\n\nExample\n    a:\n      b: 1\nand\n    not run\n\nUse instead\n    {}\n\nApplies to\nRoute files.\n"
    );
    assert!(
        markdown(&TEST_RULE)
            .starts_with("# GW999 test-rule\n\nnote (worth knowing; `gwc check` never fails) · style")
    );
    assert!(markdown(&TEST_RULE).contains("\n```yaml\na:\n  b: 1\n```\nand\n```text\n"));
    assert_eq!(explain_json(&TEST_RULE)["examples"][1]["verdict"], "good");
}
