use super::*;
use crate::fix::apply_edits;
use crate::rules::catalog;
use gwc_syntax::diagnostic::{Diagnostics, Severity};
use gwc_syntax::source::{FileId, Span};

gwc_syntax::declare_rule! {
    /// A rule to test with.
    ROUTE_WITHOUT_LIMIT { code: "GW301", name: "route-without-limit", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

fn sources(path: &str, text: &str) -> SourceMap {
    let mut sources = SourceMap::default();
    sources.add(path, text);
    sources
}

fn at(start: usize, end: usize) -> Span {
    Span::new(FileId(0), start, end)
}

fn routed(route: &str, message: &str) -> Diagnostic {
    ROUTE_WITHOUT_LIMIT.at(at(0, 1), message).route(route)
}

fn messages(findings: &[Diagnostic]) -> Vec<&str> {
    findings.iter().map(|d| d.message.as_str()).collect()
}

#[test]
fn a_key_outlives_lines_counts_and_folders() {
    let here = sources("routes/a.yaml", "x");
    let there = sources("/tmp/old/b.yml", "\n\nx");
    let json = sources("a.json", "x");
    let key = |sources, message: &str| Key::of(&ROUTE_WITHOUT_LIMIT.at(at(0, 1), message), sources);
    let one = key(&here, "40 endpoints of `v1` as in routes/a.yaml:3:4 have no limit");
    assert_eq!(one, key(&there, "41 endpoints of `v1` as in b.yaml:13:4  have  no limit"));
    assert_eq!(one.to_string(), "GW301 yaml: N endpoints of `v1` as in PLACE have no limit");
    assert_ne!(one, key(&here, "40 endpoints of `v2` as in routes/a.yaml:3:4 have no limit"));
    assert_ne!(one, key(&json, "40 endpoints of `v1` as in routes/a.yaml:3:4 have no limit"));
    assert_eq!(key(&here, "takes `30s`"), key(&here, "takes `5s`"));
    let many = key(&here, "3 of 9 endpoints have no limit");
    assert_eq!(key(&here, "1 of 9 endpoints has no limit"), many);
    assert_eq!(many.to_string(), "GW301 yaml: N of N endpoints have no limit");
    assert_eq!(key(&here, "1 endpoint forwards `has`"), key(&here, "2 endpoints forward `has`"));
    assert_ne!(key(&here, "`a is b` has 1"), key(&here, "`a are b` has 1"));
}

#[test]
fn a_comparison_says_what_came_went_and_stayed() {
    let (old, new) = (sources("a.json", "x"), sources("b.json", "x"));
    let before = vec![routed("GET /a", "gone"), routed("GET /b", "stays"), routed("GET /c", "one of 1")];
    let after = vec![
        routed("GET /d", "came"),
        routed("GET /b", "stays"),
        routed("GET /c", "one of 2"),
        routed("GET /c", "two of 2"),
    ];
    let result = compare((before, &old), (after, &new));
    assert_eq!(messages(&result.introduced), ["two of 2", "came"]);
    assert_eq!(messages(&result.unchanged), ["stays", "one of 2"]);
    assert_eq!(messages(&result.fixed), ["gone"]);
}

#[test]
fn a_finding_that_weighs_more_is_a_new_one() {
    let map = sources("a.json", "x");
    let before = vec![routed("GET /a", "m").severity(Severity::Note)];
    let after = vec![routed("GET /a", "m").severity(Severity::Error)];
    let result = compare((before, &map), (after, &map));
    assert_eq!((result.introduced.len(), result.unchanged.len(), result.fixed.len()), (1, 0, 1));
}

#[test]
fn a_group_that_grew_shows_its_new_places() {
    let (old, new) = (sources("a.json", "one two"), sources("a.json", "one new two"));
    let mut before = ROUTE_WITHOUT_LIMIT.at(at(0, 3), "2 have no limit");
    before.places = vec![at(4, 7)];
    let mut after = ROUTE_WITHOUT_LIMIT.at(at(0, 3), "3 have no limit");
    after.places = vec![at(4, 7), at(8, 11)];
    let result = compare((vec![before.clone()], &old), (vec![after], &new));
    assert_eq!(result.introduced[0].spans().collect::<Vec<_>>(), [at(4, 7)]);
    assert_eq!(new.text(result.introduced[0].primary.span), "new");
    let same = compare((vec![before.clone()], &old), (vec![before], &old));
    assert_eq!(same.unchanged.len(), 1);
}

#[test]
fn comparing_is_not_quadratic_in_one_key() {
    let map = sources("a.json", "x");
    let many = |from: usize| {
        (from..from + 60_000).map(|i| ROUTE_WITHOUT_LIMIT.at(at(0, 1), format!("{i} of them"))).collect()
    };
    let result = compare((many(0), &map), (many(30_000), &map));
    assert_eq!((result.introduced.len(), result.unchanged.len(), result.fixed.len()), (0, 60_000, 0));
}

#[test]
fn fingerprints_are_unique_and_stable() {
    let map = sources("a.json", "x");
    let findings = [routed("GET /a", "m"), routed("GET /a", "n"), routed("GET /b", "m")];
    let names = fingerprints(&findings, &map);
    assert_eq!(names.iter().collect::<std::collections::BTreeSet<_>>().len(), 3);
    assert_eq!(names[0], fingerprints(&findings[..1], &map)[0]);
}

#[test]
fn a_baseline_excuses_what_it_lists_and_no_more() {
    let map = sources("a.json", "x");
    let known = [routed("GET /a", "m"), routed("GET /a", "m"), routed("GET /b", "m")];
    let text = Baseline::of(&known, &map).to_text();
    assert!(text.ends_with("\nGW301 warning 2 GET /a\nGW301 warning 1 GET /b\n"), "{text}");

    let mut read = map.clone();
    let file = read.add("gwc.baseline", text);
    let mut all = Diagnostics::default();
    let baseline = Baseline::parse(&read, file, catalog(), &mut all);
    assert!(all.is_empty());
    all.extend([routed("GET /a", "m"), routed("GET /a", "m"), routed("GET /a", "m")]);
    all.push(routed("GET /b", "m").severity(Severity::Error));
    let excused = baseline.apply(&mut all, &read);
    assert_eq!(excused.len(), 2);
    let left: Vec<_> = all.iter().map(|d| (d.rule.code, d.severity)).collect();
    let (warning, error) = (Severity::Warning, Severity::Error);
    // The entry of `GET /b` is not stale: its finding has a higher severity now.
    assert_eq!(left, [("GW301", warning), ("GW301", error)]);
}

#[test]
fn stale_entries_are_findings_whose_fix_leaves_none() {
    let mut map = sources("a.json", "x");
    let text = "# kept\r\nGW301 warning 2 GET /a\r\nGW301 warning 1 GET /b\r\n";
    let file = map.add("gwc.baseline", text);
    let mut all = Diagnostics::default();
    let baseline = Baseline::parse(&map, file, catalog(), &mut all);
    all.push(routed("GET /a", "m"));
    baseline.apply(&mut all, &map);
    let edits: Vec<_> = all.iter().flat_map(|d| d.fix.iter().flat_map(|f| f.edits.clone())).collect();
    assert_eq!(apply_edits(text, &edits), "# kept\r\nGW301 warning 1 GET /a\r\n");
}

#[test]
fn a_baseline_never_grows() {
    let map = sources("a.json", "x");
    let old = Baseline::of(&[routed("GET /a", "m"), routed("GET /b", "m")], &map);
    let now = Baseline::of(&[routed("GET /a", "m"), routed("GET /a", "m"), routed("GET /c", "m")], &map);
    assert!(old.shrunk_to(&now).to_text().ends_with("\nGW301 warning 1 GET /a\n"));
}

#[test]
fn lines_that_can_not_be_read_are_reported() {
    let mut map = SourceMap::default();
    let file = map.add(
        "gwc.baseline",
        "\u{feff}GW301\nGW301 warning 0 x\nGW301 loud 1 x\nGWxyz note 1 x\nGW301 note 1 x\n",
    );
    let mut all = Diagnostics::default();
    assert_eq!(Baseline::parse(&map, file, catalog(), &mut all).len(), 1);
    let texts: Vec<_> = all.iter().map(|d| map.text(d.primary.span)).collect();
    assert_eq!(texts, ["GW301", "GW301 warning 0 x", "GW301 loud 1 x", "GWxyz note 1 x"]);
}

#[test]
fn a_copy_of_a_file_does_not_take_its_place() {
    let mut now = sources("a.json", "x");
    now.add("m.json", "x");
    let before = vec![routed("GET /a", "m")];
    let there = |file| ROUTE_WITHOUT_LIMIT.at(Span::new(FileId(file), 0, 1), "m").route("GET /a");
    let result = compare((before, &sources("m.json", "x")), (vec![there(0), there(1)], &now));
    assert_eq!(result.introduced, [there(0)]);
    assert_eq!(result.unchanged, [there(1)]);
}

#[test]
fn a_detail_tells_findings_of_one_route_apart() {
    let map = sources("a.json", "x");
    let to = |host: &str| routed("GET /a", &format!("gives a token to `{host}`")).detail(host);
    let result = compare((vec![to("one.example")], &map), (vec![to("two.example")], &map));
    assert_eq!((result.introduced.len(), result.fixed.len()), (1, 1));
    let mut findings = Diagnostics::from(vec![to("two.example")]);
    Baseline::of(&[to("one.example")], &map).apply(&mut findings, &map);
    assert!(
        findings.iter().any(|finding| finding.rule == &ROUTE_WITHOUT_LIMIT),
        "another host is not excused"
    );
}

#[test]
fn an_entry_that_a_group_outgrew_is_not_gone() {
    let mut map = sources("a.json", "one two");
    let mut known = ROUTE_WITHOUT_LIMIT.at(at(0, 3), "2 have no limit");
    let text = Baseline::of(std::slice::from_ref(&known), &map).to_text();
    let file = map.add("baseline", text);
    let baseline = Baseline::parse(&map, file, catalog(), &mut Diagnostics::default());
    known.places = vec![at(4, 7)];
    let mut findings = Diagnostics::from(vec![known]);
    assert!(baseline.apply(&mut findings, &map).is_empty());
    let [finding] = findings.as_slice() else { panic!("the entry is not stale: {findings:?}") };
    assert_eq!(finding.notes, ["the baseline has 1 of its 2 places"]);
}

#[test]
fn an_entry_with_a_retired_code_excuses_what_the_code_is_now() {
    let bots = catalog().find("GW261").expect("a rule");
    let mut map = sources("a.json", "x");
    let finding = bots.at(at(0, 1), "the detector does not start").route("GET /a");
    let text = "GW267 error 1 GET /a\n";
    let file = map.add("gwc.baseline", text);
    let mut all = Diagnostics::default();
    let baseline = Baseline::parse(&map, file, catalog(), &mut all);
    let notes: Vec<_> = std::mem::take(&mut all).into_iter().collect();
    assert_eq!(notes.iter().map(|note| note.rule.code).collect::<Vec<_>>(), ["GW909"]);
    let edits = notes.into_iter().filter_map(|note| note.fix).flat_map(|fix| fix.edits).collect::<Vec<_>>();
    assert_eq!(apply_edits(text, &edits), "GW261 error 1 GET /a\n");
    all.push(finding);
    assert_eq!(baseline.apply(&mut all, &map).len(), 1);
    assert!(all.is_empty());
}
