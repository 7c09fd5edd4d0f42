use super::*;
use gwc_syntax::source::Span;

fn parse(text: &str) -> (Settings, Vec<(String, String)>) {
    let mut sources = SourceMap::default();
    let file = sources.add(Settings::FILE, text);
    let mut all = Diagnostics::default();
    let settings = Settings::parse(&sources, file, crate::rules::catalog(), &mut all);
    let found = all
        .iter()
        .map(|d| (d.rule.code.to_string(), sources.text(d.primary.span).to_string()))
        .collect::<Vec<_>>();
    (settings, found)
}

#[test]
fn the_example_of_the_module_is_read() {
    let example: String = include_str!("../settings.rs")
        .lines()
        .skip_while(|line| *line != "//! ```toml")
        .skip(1)
        .take_while(|line| *line != "//! ```")
        .map(|line| line.trim_start_matches("//! ").trim_start_matches("//!").to_string() + "\n")
        .collect();
    // The example names rules of other modules; only the file is checked here.
    let example = example
        .replace("route-without-limit", "unknown-alias")
        .replace("GW301", "GW002")
        .replace("GW203", "GW003");
    let (settings, found) = parse(&example);
    assert_eq!(found, []);
    assert_eq!(settings.targets[0].value, "krakend-ce@2.13.8");
    assert_eq!(settings.thresholds(), Thresholds { show: Severity::Warning, fail: Some(Severity::Error) });
    assert!(settings.trusts("iam.hanzo.svc.cluster.local") && !settings.trusts("svc.cluster.local"));
    assert!(settings.is_public("GET /health") && !settings.is_public("POST /health"));
    assert!(settings.is_public("POST /auth/login") && !settings.is_public("GET /authors"));
    assert_eq!(settings.ignores[0].until, gwc_syntax::value::Date::parse("2027-01-01"));
    let day = |text| gwc_syntax::value::Date::parse(text).expect("a day");
    assert!(settings.approvals[0].covers("0123456789abcdef", day("2026-12-31")));
    assert!(!settings.approvals[0].covers("0123456789abcdef", day("2027-01-01")));
}

#[test]
fn an_approval_is_whole_or_a_finding() {
    let whole =
        [("change", "\"0123456789abcdef\""), ("reason", "\"a\""), ("by", "\"b\""), ("until", "2027-01-01")];
    for (left_out, _) in whole {
        let lines = whole.iter().filter(|(key, _)| *key != left_out);
        let lines: Vec<String> = lines.map(|(key, value)| format!("{key} = {value}\n")).collect();
        let (settings, found) = parse(&format!("[[approve]]\n{}", lines.concat()));
        assert_eq!((settings.approvals.len(), found.len()), (0, 1), "{left_out}: {found:?}");
    }
    for wrong in ["change = \"GW804\"", "reason = \" \"", "by = 1", "until = \"never\""] {
        let (settings, found) = parse(&format!("[[approve]]\n{wrong}\n"));
        assert!(
            settings.approvals.is_empty() && found.iter().any(|(_, at)| wrong.ends_with(at.as_str())),
            "{found:?}"
        );
    }
}

#[test]
fn an_empty_file_is_the_default() {
    for text in ["", "# nothing\n", "\u{feff}"] {
        let (settings, found) = parse(text);
        assert_eq!(found, []);
        assert_eq!(settings.thresholds(), Thresholds::default());
    }
}

#[test]
fn what_can_not_be_read_is_a_finding_at_its_token() {
    for (text, code, token) in [
        ("fail_on = \"error\"", "GW091", "fail_on"),
        ("\u{feff}fail_on = \"error\"", "GW091", "fail_on"),
        ("fail-on = \"fatal\"", "GW092", "\"fatal\""),
        ("show = 3", "GW092", "3"),
        ("target = [1]", "GW092", "1"),
        ("trusted-hosts = true", "GW092", "true"),
        ("public-routes = [\"get health\"]", "GW092", "\"get health\""),
        ("[severity]\nGW002 = \"fatal\"", "GW092", "\"fatal\""),
        ("[severity]\nunknown-alais = \"off\"", "GW904", "unknown-alais"),
        ("[severity]\nunused-suppression = \"off\"", "GW905", "\"off\""),
        ("severity = 1", "GW092", "1"),
        ("[[override]]\npaths = [\"a/[\"]\nseverity = {}", "GW092", "\"a/[\""),
        ("[[ignore]]\nrule = \"xyzzy\"\nroute = \"/a\"\nreason = \"r\"", "GW904", "\"xyzzy\""),
        ("[[ignore]]\nrule = \"GW901\"\nroute = \"/a\"\nreason = \"r\"", "GW905", "\"GW901\""),
        (
            "[[ignore]]\nrule = \"GW002\"\nroute = \"/a\"\nreason = \"r\"\nuntil = \"soon\"",
            "GW092",
            "\"soon\"",
        ),
        ("[[ignore]]\nrule = \"GW002\"\nrout = \"/a\"\npaths = \"*\"", "GW091", "rout"),
        ("[[ignore]]\nrule = \"GW002\"\nreason = \"everywhere\"", "GW092", "\"GW002\""),
        ("a = 1\na = 2", "GW091", "a"),
    ] {
        let (_, found) = parse(text);
        assert!(found.iter().any(|f| f == &(code.to_string(), token.to_string())), "{text}: {found:?}");
    }
    assert!(parse("target = ").1.iter().any(|(code, _)| code == "GW090"));
}

#[test]
fn a_broken_line_does_not_hide_the_others() {
    let (settings, found) = parse("show = = 3\nfail-on = \"error\"\n");
    assert_eq!(found.first().map(|(code, _)| code.as_str()), Some("GW090"));
    assert_eq!(settings.fail_on, Some(Some(Severity::Error)));
}

#[test]
fn the_last_fitting_severity_counts() {
    let text = "[severity]\nGW002 = \"note\"\nendless-alias = \"off\"\n\
                [[override]]\npaths = [\"legacy/**\"]\nseverity = { GW002 = \"loss\" }\n";
    let (settings, found) = parse(text);
    assert_eq!(found, []);
    let mut sources = SourceMap::default();
    let (old, new) = (sources.add("legacy/deep/a.yaml", "x"), sources.add("new/a.yaml", "x"));
    let mut all = Diagnostics::default();
    let at = |file| Span::new(file, 0, 1);
    all.push(crate::codes::UNKNOWN_ALIAS.at(at(old), "m"));
    all.push(crate::codes::UNKNOWN_ALIAS.at(at(new), "m"));
    all.push(crate::codes::ENDLESS_ALIAS.at(at(new), "m"));
    settings.apply(&mut all, &sources);
    let severities: Vec<_> = all.iter().map(|d| d.severity).collect();
    assert_eq!(severities, [Severity::Loss, Severity::Note]);
}

#[test]
fn route_patterns_cover_what_they_say() {
    for (pattern, covered, not) in [
        ("GET /a", "GET /a", "POST /a"),
        ("/a", "POST /a", "POST /a/b"),
        ("* /a/*", "PUT /a/b/c", "PUT /ab"),
        ("GET /a/*", "GET /a/*", "GET /a"),
    ] {
        let pattern = RoutePattern::parse(pattern).expect(pattern);
        assert!(pattern.covers(covered) && !pattern.covers(not), "{pattern}");
        assert_eq!(RoutePattern::parse(&pattern.to_string()), Some(pattern));
    }
    for wrong in ["", "a", "GET", "get /a", "GET a"] {
        assert_eq!(RoutePattern::parse(wrong), None, "{wrong}");
    }
}
