use std::collections::BTreeSet;

use super::*;

#[test]
fn codes_and_names_are_unique_and_well_formed() {
    let (mut codes, mut names) = (BTreeSet::new(), BTreeSet::new());
    for rule in rules() {
        let digits = rule.code.strip_prefix("GW").expect(rule.code);
        assert!(digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()), "{}", rule.code);
        assert!(
            rule.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
            "{}",
            rule.name
        );
        assert!(codes.insert(rule.code), "{} is declared twice", rule.code);
        assert!(names.insert(rule.name), "{} is declared twice", rule.name);
    }
}

#[test]
fn every_rule_says_why_and_shows_how() {
    for rule in rules() {
        let doc = Doc::of(rule);
        assert!(doc.summary.ends_with('.') && doc.summary.len() > 15, "{}: {}", rule.code, doc.summary);
        for heading in ["Why it matters", "Example", "Fix"] {
            let text = doc.section(heading).unwrap_or_default();
            assert!(!text.is_empty(), "{} has no section `{heading}`", rule.code);
        }
        assert!(examples(rule).iter().any(|e| e.verdict == Verdict::Bad), "{} has no bad example", rule.code);
    }
}

gwc_syntax::declare_rule! {
    /// A rule to
    /// test with.
    ///
    /// ## Why it matters
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
    /// ## Fix
    /// ```json,good
    /// {}
    /// ```
    TEST { code: "GW999", name: "test-rule", category: Style, severity: Note, since: "0.1.0", suppressible: false }
}

#[test]
fn a_doc_comment_has_parts() {
    let doc = Doc::of(&TEST);
    assert_eq!(doc.summary, "A rule to test with.");
    assert_eq!(doc.section("Why it matters"), Some("So."));
    assert_eq!(doc.section("Fix"), Some("```json,good\n{}\n```"));
    assert_eq!(doc.section("Nothing"), None);
    let found = examples(&TEST);
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].language.as_str(), found[0].verdict), ("yaml", Verdict::Bad));
    assert_eq!(found[0].options, ["file=gateway.yaml"]);
    assert_eq!(found[0].text, "a:\n  b: 1\n");
    assert_eq!((found[1].text.as_str(), found[1].verdict), ("{}\n", Verdict::Good));
}

#[test]
fn pages_read_well() {
    assert_eq!(
        explain(&TEST),
        "GW999 test-rule\nnote (worth knowing; never fails a check), style, since 0.1.0, can not be suppressed\n\n\
         A rule to test with.\n\nWhy it matters\nSo.\n\nExample\n    a:\n      b: 1\nand\n    not run\n\nFix\n    {}\n"
    );
    assert!(
        markdown(&TEST).starts_with("# GW999 test-rule\n\nnote (worth knowing; never fails a check) · style")
    );
    assert!(markdown(&TEST).contains("\n```yaml\na:\n  b: 1\n```\nand\n```text\n"));
    assert_eq!(explain_json(&TEST)["examples"][1]["verdict"], "good");
}

#[test]
fn rules_are_found_by_code_and_name() {
    let unused = find("gw901").expect("it is in the catalogue");
    assert_eq!(find("Unused-Suppression"), Some(unused));
    assert_eq!(find("nothing"), None);
    assert_eq!(suggest("unused-supression"), Some("unused-suppression"));
    assert_eq!(suggest("xyzzy"), None);
}
