use proptest::prelude::*;

use super::*;
use gwc_syntax::source::Span;

gwc_syntax::declare_rule! {
    /// A rule to test with.
    UNKNOWN_KEY { code: "GW010", name: "unknown-key", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

fn edit(start: usize, end: usize, text: &str) -> Edit {
    Edit { span: Span::new(FileId(0), start, end), text: text.into() }
}

fn finding(applicability: Applicability, edits: Vec<Edit>) -> Diagnostic {
    UNKNOWN_KEY.at(edits.first().map_or(Span::file_start(FileId(0)), |e| e.span), "m").fix(
        "do it",
        applicability,
        edits,
    )
}

fn run(text: &str, findings: &[Diagnostic], tier: Tier) -> (String, usize, usize) {
    let mut sources = SourceMap::default();
    let file = sources.add("a.yaml", text);
    let fixed = apply(&sources, findings, tier, |_, text| !text.contains('!'));
    (fixed.files.get(&file).map_or(text, |t| t).to_string(), fixed.applied, fixed.refused)
}

#[test]
fn only_the_wanted_tiers_are_applied() {
    let findings = [
        finding(Applicability::Safe, vec![edit(0, 1, "A")]),
        finding(Applicability::Unsafe, vec![edit(1, 2, "B")]),
        finding(Applicability::DisplayOnly, vec![edit(2, 3, "C")]),
    ];
    assert_eq!(run("abc", &findings, Tier::Safe), ("Abc".into(), 1, 0));
    assert_eq!(run("abc", &findings, Tier::Unsafe), ("ABc".into(), 2, 0));
}

#[test]
fn a_fix_is_applied_whole_or_not_at_all() {
    let findings = [
        finding(Applicability::Safe, vec![edit(1, 3, "X")]),
        finding(Applicability::Safe, vec![edit(0, 1, "Y"), edit(2, 4, "Z")]),
        finding(Applicability::Safe, vec![edit(1, 3, "X"), edit(4, 5, "W")]),
    ];
    assert_eq!(run("abcde", &findings, Tier::Safe), ("aXdW".into(), 2, 1));
}

#[test]
fn insertions_at_one_place_are_refused_beside_each_other() {
    let two = [
        finding(Applicability::Safe, vec![edit(1, 1, "X")]),
        finding(Applicability::Safe, vec![edit(1, 1, "Y")]),
    ];
    assert_eq!(run("ab", &two, Tier::Safe), ("aXb".into(), 1, 1));
    let beside = [
        finding(Applicability::Safe, vec![edit(0, 1, "X")]),
        finding(Applicability::Safe, vec![edit(1, 2, "Y")]),
    ];
    assert_eq!(run("ab", &beside, Tier::Safe), ("XY".into(), 2, 0));
}

#[test]
fn a_fix_that_breaks_the_file_is_left_out_and_the_others_stay() {
    let findings = [
        finding(Applicability::Safe, vec![edit(0, 1, "A")]),
        finding(Applicability::Safe, vec![edit(1, 2, "!")]),
        finding(Applicability::Safe, vec![edit(2, 3, "C")]),
    ];
    assert_eq!(run("abc", &findings, Tier::Safe), ("AbC".into(), 2, 1));
}

#[test]
fn edits_outside_of_the_text_or_through_a_character_are_refused() {
    for bad in [edit(0, 9, "X"), edit(1, 2, "X"), edit(9, 9, "X")] {
        assert_eq!(run("é", &[finding(Applicability::Safe, vec![bad])], Tier::Safe), ("é".into(), 0, 1));
    }
}

#[test]
fn what_is_no_file_is_not_edited() {
    let mut sources = SourceMap::default();
    sources.add_view("map.yaml#data.krakend.json", "abc");
    let findings = [finding(Applicability::Safe, vec![edit(0, 1, "A")])];
    let fixed = apply(&sources, &findings, Tier::Safe, |_, _| true);
    assert_eq!((fixed.files.len(), fixed.refused), (0, 1));
}

#[test]
fn a_diff_shows_what_would_change() {
    let (old, new) = ("gatway: x\nb: 1\n".to_owned(), "gateway: x\nb: 1\n".to_owned());
    let change = Change { path: "routes/a.yaml".to_owned(), old, new };
    let expected =
        "--- a/routes/a.yaml\n+++ b/routes/a.yaml\n@@ -1,2 +1,2 @@\n-gatway: x\n+gateway: x\n b: 1\n";
    assert_eq!(diff(&[change]), expected);
}

proptest! {
    /// Any edits on any text: only bytes inside taken edits change, and a second run over what is left changes nothing.
    #[test]
    fn bytes_outside_of_edits_stay(
        text in "[a-zé\\n#: ]{0,60}",
        raw in prop::collection::vec(prop::collection::vec((0usize..70, 0usize..12, "[A-Z]{0,4}"), 1..4), 0..8),
    ) {
        let findings: Vec<_> = raw.iter().map(|edits| {
            let edits = edits.iter().map(|(start, len, text)| edit(*start, start + len, text)).collect();
            finding(Applicability::Safe, edits)
        }).collect();
        let mut sources = SourceMap::default();
        let file = sources.add("a.yaml", text.as_str());
        let fixed = apply(&sources, &findings, Tier::Safe, |_, _| true);
        prop_assert_eq!(fixed.applied + fixed.refused, findings.len());
        let new = fixed.files.get(&file).cloned().unwrap_or(text.clone());
        // Lower case letters come only from the text, upper case ones only from edits.
        let touched = |at: usize| findings.iter().any(|d| d.fix.iter().any(|f| {
            f.edits.iter().any(|e| (e.span.start as usize..e.span.end as usize).contains(&at))
        }));
        let kept: String = text.char_indices().filter(|(at, _)| !touched(*at)).map(|(_, c)| c).collect();
        let mut rest = new.chars();
        prop_assert!(kept.chars().all(|c| rest.any(|d| d == c)), "{:?} lost in {:?}", kept, new);
        if findings.iter().all(|d| d.fix.iter().all(|f| f.edits.len() == 1)) && fixed.applied == findings.len() {
            let inserted: usize = new.chars().filter(char::is_ascii_uppercase).count();
            prop_assert!(inserted <= findings.iter().flat_map(|d| &d.fix).map(|f| f.edits[0].text.len()).sum());
        }
    }

    /// The taken edits never overlap, whatever was offered.
    #[test]
    fn taken_edits_do_not_overlap(raw in prop::collection::vec((0usize..20, 0usize..5), 0..12)) {
        let mut plan = Plan::default();
        for (at, (start, len)) in raw.iter().enumerate() {
            plan.take(&[edit(*start, start + len, &at.to_string())]);
        }
        let edits = plan.into_edits().remove(&FileId(0)).unwrap_or_default();
        for pair in edits.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start, "{pair:?}");
            prop_assert!(pair[0].span.start < pair[1].span.start, "{pair:?}");
        }
    }
}
