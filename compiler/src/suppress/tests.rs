use proptest::prelude::*;

use super::*;
use crate::codes::{RETIRED_RULE, UNUSED_SUPPRESSION};
use crate::fix::apply_edits;
use crate::rules::catalog;
use crate::settings::Settings;
use gwc_syntax::diagnostic::{Input, Rule, Severity};
use gwc_syntax::source::{FileId, SourceMap, Span};
use gwc_syntax::tree::Comment;
use gwc_syntax::value::Date;

gwc_syntax::declare_rule! {
    /// Not in the catalogue; it replaces the rule of the same code.
    BRACE_IN_FLOW { code: "GW006", name: "brace-in-flow", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

fn today() -> Date {
    Date::parse("2026-11-21").expect("a day")
}

/// A run over one file: findings of `BRACE_IN_FLOW` at each `!`, with the comments of the file applied.
struct Run {
    sources: SourceMap,
    kept: Diagnostics,
    suppressed: Vec<Suppressed>,
}

fn run(text: &str) -> Run {
    run_with(text, "")
}

fn run_with(text: &str, settings: &str) -> Run {
    let mut sources = SourceMap::default();
    let file = sources.add("routes/a.yaml", text);
    let toml = sources.add(Settings::FILE, settings);
    let mut all = Diagnostics::default();
    let settings = Settings::parse(&sources, toml, catalog(), &mut all);
    for (at, _) in text.match_indices('!') {
        all.push(BRACE_IN_FLOW.at(Span::new(file, at, at + 1), "m").route("GET /a"));
    }
    settings.apply(&mut all, &sources);
    let comments = comments(text, file);
    let context = Context {
        sources: &sources,
        comments: &comments,
        settings: &settings,
        catalog: catalog(),
        today: today(),
    };
    let suppressed = apply(&mut all, &context);
    Run { kept: all, suppressed, sources }
}

fn comments(text: &str, file: FileId) -> Vec<Comment> {
    let mut comments = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(hash) = line.find('#') {
            let end = start + line.trim_end().len();
            comments.push(Comment { span: Span::new(file, start + hash, end) });
        }
        start += line.len();
    }
    comments
}

impl Run {
    fn codes(&self) -> Vec<&str> {
        self.kept.iter().map(|d| d.rule.code).collect()
    }

    /// The text after all fixes.
    fn fixed(&self) -> String {
        let edits: Vec<_> =
            self.kept.iter().flat_map(|d| d.fix.iter().flat_map(|f| f.edits.clone())).collect();
        apply_edits(&self.sources.file(FileId(0)).text, &edits)
    }
}

#[test]
fn a_comment_silences_its_line_or_the_next() {
    for text in [
        "a: ! # gwc: ignore[GW006] so it is\n",
        "# gwc: ignore[brace-in-flow] so it is\na: !\n",
        "# gwc: ignore[GW006] so it is\r\n# another comment\r\na: !\r\n",
        "\u{feff}#gwc:ignore[gw006]so it is\na: !\n",
        "a: !\n\n\nb: 1 # gwc: ignore-file[GW006] so it is\n",
    ] {
        let run = run(text);
        assert_eq!(run.codes(), [""; 0], "{text}");
        assert_eq!(run.suppressed[0].reason, "so it is", "{text}");
    }
}

#[test]
fn a_comment_silences_nothing_else() {
    for text in [
        "# gwc: ignore[GW006] why\n\na: !\n",
        "a: 1 # gwc: ignore[GW006] why\nb: !\n",
        "a: !\n# gwc: ignore[GW006] why\n",
        "# gwc: ignore[GW005] why\na: !\n",
    ] {
        assert_eq!(run(text).codes(), ["GW006", "GW901"], "{text}");
    }
}

#[test]
fn any_span_of_a_finding_counts() {
    let text = "a: 1\nb: 2 # gwc: ignore[GW006] why\n";
    let mut sources = SourceMap::default();
    let file = sources.add("a.yaml", text);
    let mut all = Diagnostics::default();
    all.push(BRACE_IN_FLOW.at(Span::new(file, 0, 1), "m").related(Span::new(file, 5, 6), "r"));
    let (comments, settings) = (comments(text, file), Settings::default());
    let context = Context {
        sources: &sources,
        comments: &comments,
        settings: &settings,
        catalog: catalog(),
        today: today(),
    };
    assert_eq!(apply(&mut all, &context).len(), 1);
    assert!(all.is_empty());
}

#[test]
fn of_a_group_only_the_covered_places_are_silenced() {
    let text = "a: 1 # gwc: ignore[GW006] why\nb: 2\nc: 3\n";
    let mut sources = SourceMap::default();
    let file = sources.add("a.yaml", text);
    let mut group = BRACE_IN_FLOW.at(Span::new(file, 0, 1), "m");
    let at = |token: &str| {
        let start = text.find(token).expect(token);
        Span::new(file, start, start + 1)
    };
    group.places = vec![at("a: 1"), at("b: 2"), at("c: 3")];
    let mut all = Diagnostics::default();
    all.push(group);
    let (comments, settings) = (comments(text, file), Settings::default());
    let context = Context {
        sources: &sources,
        comments: &comments,
        settings: &settings,
        catalog: catalog(),
        today: today(),
    };
    let suppressed = apply(&mut all, &context);
    assert_eq!(suppressed[0].finding.places, [at("a: 1")]);
    let kept = &all.as_slice()[0];
    assert_eq!(
        (kept.primary.span, kept.places.as_slice()),
        (at("b: 2"), [at("b: 2"), at("c: 3")].as_slice())
    );
}

#[test]
fn what_is_wrong_with_a_suppression_is_a_finding() {
    let cases: &[(&str, &[&str], &str)] = &[
        ("a: ! # gwc: ignore[GW006]\n", &["GW006", "GW903"], "# gwc: ignore[GW006]"),
        (
            "a: ! # gwc: ignore[GW006], until=2027-01-01\n",
            &["GW006", "GW903"],
            "# gwc: ignore[GW006], until=2027-01-01",
        ),
        ("a: ! # gwc: ignore[GW006] why, until=2026-11-21\n", &["GW006", "GW902"], "2026-11-21"),
        ("a: ! # gwc: ignore[GW006] why, until=2026-13-21\n", &["GW006", "GW906"], "2026-13-21"),
        ("a: ! # gwc: ignore[brace-in-flwo] why\n", &["GW006", "GW904"], "brace-in-flwo"),
        ("a: ! # gwc: ignore[GW901] why\n", &["GW006", "GW905"], "GW901"),
        ("a: ! # gwc: ignore why\n", &["GW006", "GW906"], "ignore"),
        ("a: ! # gwc: ignore[] why\n", &["GW006", "GW906"], "[]"),
        ("a: ! # gwc: ignore[GW006 why\n", &["GW006", "GW906"], "ignore"),
        ("a: ! # gwc: ignroe[GW006] why\n", &["GW006", "GW906"], "ignroe"),
        ("a: 1 # gwc:\n", &["GW906"], "# gwc:"),
        ("a: 1 # gwc is a compiler\n", &[], ""),
    ];
    for (text, codes, token) in cases {
        let run = run(text);
        assert_eq!(run.codes(), *codes, "{text}");
        if let Some(last) = run.kept.iter().last() {
            assert_eq!(run.sources.text(last.primary.span), *token, "{text}");
        }
    }
}

#[test]
fn until_is_the_first_day_on_which_it_does_not_hold() {
    assert_eq!(run("a: ! # gwc: ignore[GW006] why, until=2026-11-22\n").codes(), [""; 0]);
    assert_eq!(run("a: ! # gwc: ignore[GW006] why until=2026-11-22\n").suppressed[0].reason, "why");
}

#[test]
fn fixes_delete_what_has_no_effect() {
    for (text, fixed) in [
        ("a: 1 # gwc: ignore[GW006] why\nb: 2\n", "a: 1\nb: 2\n"),
        ("a: 1\n  # gwc: ignore[GW006] why\r\nb: 2\n", "a: 1\nb: 2\n"),
        ("\u{feff}# gwc: ignore[GW006] why\nb: 2\n", "\u{feff}b: 2\n"),
        ("a: ! # gwc: ignore[GW005, GW006,GW004] why\n", "a: ! # gwc: ignore[GW006] why\n"),
        ("a: ! # gwc: ignore[GW006, GW901] why\n", "a: ! # gwc: ignore[GW006] why\n"),
        ("a: ! # gwc: ignore[GW006]", "a: !"),
        ("a: ! # gwc: ignore[GW006] why, until=2020-01-01\n", "a: !\n"),
        ("a: ! # gwc: ignore[xyzzy] why\n", "a: !\n"),
    ] {
        assert_eq!(run(text).fixed(), fixed, "{text}");
    }
}

#[test]
fn nothing_is_unused_while_errors_stand() {
    let text = "a: ! # gwc: ignore[GW005] why\n";
    assert_eq!(run(text).codes(), ["GW006", "GW901"]);
    assert_eq!(run_with(text, "severity = { GW006 = \"error\" }").codes(), ["GW006"]);
}

#[test]
fn settings_silence_by_route_and_by_path() {
    let by_route = "[[ignore]]\nrule = \"GW006\"\nroute = \"GET /a\"\nreason = \"why\"\n";
    assert_eq!(run_with("a: !\n", by_route).codes(), [""; 0]);
    let by_path = "[[ignore]]\nrules = [\"brace-in-flow\"]\npaths = [\"routes/*.yaml\"]\nreason = \"why\"\n";
    assert_eq!(run_with("a: !\n", by_path).suppressed[0].reason, "why");
    let elsewhere = "[[ignore]]\nrule = \"GW006\"\npaths = [\"*.yaml\"]\nreason = \"why\"\n";
    assert_eq!(run_with("a: !\n", elsewhere).codes(), ["GW006", "GW901"]);
    let expired = "[[ignore]]\nrule = \"GW006\"\nroute = \"/a\"\nreason = \"why\"\nuntil = 2026-01-01\n";
    assert_eq!(run_with("a: !\n", expired).codes(), ["GW006", "GW902"]);
    let unreasoned = "[[ignore]]\nrule = \"GW006\"\nroute = \"/a\"\n";
    assert_eq!(run_with("a: !\n", unreasoned).codes(), ["GW006", "GW903"]);
}

#[test]
fn added_ignores_silence_what_is_there() {
    for text in
        ["a:\n  b: !\n  c: ! !\n", "\u{feff}a: !\r\n\tb: !\r\n", "a: |\n  text ! text\n  more !\nb: !\n"]
    {
        let first = run(text);
        let file = FileId(0);
        let mut diagnostics = Diagnostics::default();
        let document = gwc_syntax::tree::yaml::parse(&first.sources, file, &mut diagnostics);
        let added = add_ignores(first.kept.as_slice(), &[&document], &first.sources, "not judged yet");
        assert_eq!((added.left, added.settings.as_str()), (0, ""));
        let again = run(&apply_edits(text, &added.edits));
        assert_eq!(again.codes(), [""; 0], "{}", again.sources.file(file).text);
        assert_eq!(again.suppressed.len(), first.kept.len());
    }
}

#[test]
fn files_without_comments_are_silenced_by_settings() {
    let mut sources = SourceMap::default();
    let file = sources.add("dist/gate[way].json", "{}");
    let routed = BRACE_IN_FLOW.at(Span::new(file, 0, 1), "m").route("GET /a");
    let unrouted = BRACE_IN_FLOW.at(Span::new(file, 0, 1), "n");
    let secret = UNUSED_SUPPRESSION.at(Span::new(file, 0, 1), "cannot be suppressed");
    let findings = [routed, unrouted, secret];
    let added = add_ignores(&findings, &[], &sources, "not \"judged\" yet");
    assert_eq!((added.left, added.edits.len()), (1, 0));
    let toml = sources.add(Settings::FILE, added.settings);
    let mut all = Diagnostics::default();
    let settings = Settings::parse(&sources, toml, catalog(), &mut all);
    assert!(all.is_empty(), "{:?}", all.iter().next());
    all.extend(findings);
    let context =
        Context { sources: &sources, comments: &[], settings: &settings, catalog: catalog(), today: today() };
    let suppressed = apply(&mut all, &context);
    assert_eq!((suppressed.len(), suppressed[0].reason.as_str()), (2, "not \"judged\" yet"));
    assert_eq!(all.len(), 1);
}

#[test]
fn rules_about_suppressions_refuse_suppression() {
    fn refuses(rule: &Rule) -> bool {
        // A retired word still works.
        !rule.suppressible && (rule.severity >= Severity::Warning || rule == &RETIRED_RULE)
    }
    let of_suppressions = |rule: &&Rule| rule.inputs.contains(&Input::Suppressions);
    let rules: Vec<&Rule> = catalog().rules().iter().copied().filter(of_suppressions).collect();
    assert!(rules.len() >= 6 && rules.iter().all(|rule| refuses(rule)));
}

/// Lines of a file: some with a finding (`!`), some with comments that apply, are wrong or suppress nothing.
fn line() -> impl Strategy<Value = String> {
    let content = prop::sample::select(vec!["a: 1", "b: !", "  c: ! !", "", "d: \"é網\""]);
    let comment = prop::sample::select(vec![
        "",
        " # just a comment",
        " # gwc: ignore[GW006] why",
        "# gwc: ignore[GW006, GW005,GW002] why",
        " # gwc: ignore[GW006]",
        "  # gwc: ignore[brace-in-flow] why, until=2020-01-01",
        " # gwc: ignore[GW901, xyzzy, GW006] why",
        "# gwc: ignore-file[GW004] why",
        " # gwc: ignore[GW003] why",
    ]);
    (content, comment).prop_map(|(content, comment)| format!("{content}{comment}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Fixing leaves nothing to fix, a second run changes nothing, and all other text stays.
    #[test]
    fn fixing_suppressions_is_idempotent(
        lines in prop::collection::vec(line(), 0..12),
        line_break in prop::sample::select(vec!["\n", "\r\n"]),
        bom in any::<bool>(),
    ) {
        let text = format!("{}{}", if bom { "\u{feff}" } else { "" }, lines.join(line_break));
        let fixed = |text: &str| {
            let found = run(text);
            let result = crate::fix::apply(&found.sources, found.kept.as_slice(), crate::fix::Tier::Safe, |_, _| true);
            result.files.get(&FileId(0)).cloned().unwrap_or_else(|| text.to_string())
        };
        // Codes that are wrong for different reasons in one comment take a run each.
        let once = (0..3).fold(text.clone(), |text, _| fixed(&text));
        prop_assert_eq!(&fixed(&once), &once);
        let left = run(&once);
        prop_assert!(left.kept.iter().all(|d| d.fix.is_none()), "{}", once);
        let plain = |text: &str| -> Vec<String> {
            let lines = text.trim_start_matches('\u{feff}').lines().map(|line| match line.find("# gwc:") {
                Some(at) => line[..at].trim_end().to_string(),
                None => line.trim_end().to_string(),
            });
            lines.filter(|line| !line.is_empty()).collect()
        };
        prop_assert_eq!(plain(&once), plain(&text));
        prop_assert_eq!(once.starts_with('\u{feff}'), bom);
        prop_assert_eq!(once.contains('\r') || !once.contains('\n'), line_break == "\r\n" || !once.contains('\n'));
    }
}
