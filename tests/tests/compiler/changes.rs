//! The formats of `gwc diff` over made-up changes, as plain files under `snapshots/changes/`.

use std::collections::BTreeMap;

use gwc::render::changes::{
    Approved, Change, Changes, ChangesFormat, Completeness, Edit, GatewayChanges, Location, Targets,
    ThreeWay, Verdict, View, Witness, changes_schema, write_changes,
};
use gwc_diff::Kind;
use gwc_syntax::value::{Date, Target};
use gwc_tests::golden;
use serde_json::Value;

fn place(line: usize) -> Location {
    Location { file: "routes/a, b/x.yaml".to_owned(), line, column: 3, end_line: line, end_column: 9 }
}

/// A change of so many endpoints; texts with all that a format has to escape.
fn change(kind: Kind, number: usize, endpoints: usize) -> Change {
    Change {
        kind,
        exposure: kind.exposure(),
        fingerprint: format!("{number:016x}"),
        before: Some("requires `iam` | 100% <b> *bold* \u{1b}[31m".to_owned()),
        after: Some("public\n::error::forged".to_owned()),
        places_before: vec![place(number + 1)],
        places_after: vec![place(number + 2), place(number + 40)],
        endpoints: (0..endpoints).map(|nth| format!("GET /v1/service-{number}-{nth}/*")).collect(),
        classes: 12,
        witness: Some(Witness {
            curl: "curl -H \"Authorization: Bearer $TOKEN\" 'http://localhost:8080/v1/a'".to_owned(),
            method: "GET".to_owned(),
            path: "/v1/a".to_owned(),
            headers: vec![("Authorization".to_owned(), "Bearer $TOKEN".to_owned())],
            conditions: vec!["$TOKEN is a token of https://id.example, RS256".to_owned()],
            before: "401".to_owned(),
            after: "upstream `a`, path /v1/a".to_owned(),
        }),
        approval: None,
    }
}

fn few() -> Changes {
    let mut approved = change(Kind::PublicEndpointAdded, 4, 1);
    let until = Date::parse("2027-01-01").expect("a day");
    approved.approval = Some(Approved { by: "Ada".to_owned(), reason: "a status page".to_owned(), until });
    let bare = Change {
        before: None,
        places_before: Vec::new(),
        places_after: Vec::new(),
        witness: None,
        ..change(Kind::ProxiesNarrowed, 3, 0)
    };
    let mut changes = vec![
        approved,
        change(Kind::TimeoutRaised, 1, 2),
        bare,
        change(Kind::EndpointRemoved, 2, 5),
        change(Kind::CredentialRemoved, 5, 1),
    ];
    changes.sort_by_key(Change::order);
    let edit = |title: &str| Edit {
        title: title.to_owned(),
        fingerprint: "00000000000000aa".to_owned(),
        about: "GET /v1/a: public".to_owned(),
    };
    Changes {
        before: "git:main".to_owned(),
        after: "routes/hanzo".to_owned(),
        gateways: vec![gateway(changes)],
        remarks: vec!["KrakenD does not start with `krakend.json`: EOF".to_owned()],
        base: Some(ThreeWay {
            base: "git:deployed".to_owned(),
            managers: vec!["kubectl-edit".to_owned()],
            only_before: vec![edit("GW804 credential-removed")],
            only_after: vec![edit("GW847 timeout-raised"); 5],
            both: Vec::new(),
        }),
    }
}

fn gateway(changes: Vec<Change>) -> GatewayChanges {
    GatewayChanges {
        name: "hanzo".to_owned(),
        targets: Targets { compared: Some([Target::Hanzo; 2]), others: vec![Target::Gwr] },
        changes,
        exposure: Verdict {
            classes: 6412,
            compared: "6,412".to_owned(),
            unauthenticated: 1,
            line: "exposure: 1 of 6,412 request classes compared no longer need a credential".to_owned(),
        },
        completeness: Completeness {
            changed: 37,
            idle: vec![("deploy.replicas".to_owned(), "it decides nothing about a request".to_owned())],
            unexplained: Vec::new(),
            line: "completeness: 37 of 37 changed leaves explained".to_owned(),
        },
    }
}

fn none() -> Changes {
    Changes { gateways: vec![gateway(Vec::new())], base: None, remarks: Vec::new(), ..few() }
}

/// Some hundred changes of all kinds.
fn many() -> Changes {
    let kinds = Kind::ALL.iter().cycle().take(400).enumerate();
    let mut changes: Vec<Change> = kinds.map(|(at, kind)| change(*kind, at, at % 30)).collect();
    changes.sort_by_key(Change::order);
    Changes { gateways: vec![gateway(changes)], ..few() }
}

fn render(format: ChangesFormat, changes: &Changes, full: bool) -> String {
    let mut out = Vec::new();
    write_changes(format, changes, View { full, colours: false }, &mut out).expect("memory takes all bytes");
    String::from_utf8(out).expect("formats are UTF-8")
}

#[test]
fn formats_are_as_committed() {
    let mut files = BTreeMap::new();
    for format in ChangesFormat::ALL {
        let extension = match format {
            ChangesFormat::Human | ChangesFormat::Github => "txt",
            ChangesFormat::Json | ChangesFormat::Gitlab | ChangesFormat::Sarif => "json",
            ChangesFormat::Markdown => "md",
        };
        files.insert(format!("{}.{extension}", format.as_str()), render(*format, &few(), false));
    }
    files.insert("none.txt".to_owned(), render(ChangesFormat::Human, &none(), false));
    golden::folder("snapshots/changes", &files);
}

/// However many there are: two screens, the worst change last, and the verdict at the end.
#[test]
fn many_changes_fit_on_two_screens() {
    let text = render(ChangesFormat::Human, &many(), false);
    assert!((60..=100).contains(&text.lines().count()), "{} lines\n{text}", text.lines().count());
    let blocks: Vec<&str> = text.lines().filter(|line| line.starts_with("GW")).collect();
    assert!(blocks.last().is_some_and(|line| line.contains("widens exposure")), "{text}");
    assert!(text.trim_end().ends_with("not compared: gwr (add `--target gwr`)"), "{text}");
    let full = render(ChangesFormat::Human, &many(), true);
    assert!(Kind::ALL.iter().all(|kind| full.contains(kind.name())), "every kind is shown");
}

#[test]
fn a_comment_is_never_too_long_and_no_text_breaks_it() {
    let text = render(ChangesFormat::Markdown, &many(), false);
    assert!(text.chars().count() < 65_536, "{}", text.chars().count());
    assert!(text.starts_with("<!-- gwc diff -->\n"), "the Action finds its comment by this line");
    for line in text.lines().filter(|line| line.starts_with("| ")) {
        assert_eq!(line.replace("\\|", "").matches('|').count(), 7, "{line}");
    }
    assert!(
        !text.contains("<b>") && !text.contains('\u{1b}'),
        "markup of a file is no markup of the comment"
    );
}

#[test]
fn no_format_lets_a_text_give_commands() {
    for format in ChangesFormat::ALL {
        let text = render(*format, &few(), false);
        assert!(!text.contains("\u{1b}"), "{} steers a terminal", format.as_str());
        assert!(!text.lines().any(|line| line.starts_with("::error::forged")), "{text}");
    }
}

#[test]
fn json_is_what_its_schema_states() {
    let schema = changes_schema();
    jsonschema::meta::validate(&schema).expect("the schema is a schema");
    let validator = jsonschema::validator_for(&schema).expect("the schema compiles");
    for changes in [few(), none(), many()] {
        let document: Value =
            serde_json::from_str(&render(ChangesFormat::Json, &changes, false)).expect("JSON");
        if let Err(error) = validator.validate(&document) {
            panic!("{error} at {}", error.instance_path());
        }
    }
    let mut broken: Value = serde_json::from_str(&render(ChangesFormat::Json, &few(), false)).expect("JSON");
    broken["gateways"][0]["changes"][0]["places_after"][0]["line"] = 0.into();
    assert!(!validator.is_valid(&broken), "the schema accepts line 0");
}

#[test]
fn sarif_names_a_rule_and_a_place_for_each_change() {
    let text = render(ChangesFormat::Sarif, &few(), false);
    serde_json::from_str::<serde_sarif::sarif::Sarif>(&text).expect("the types made from the schema read it");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    let run = &document["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 5);
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        let file = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert!(file.is_null() || file == "routes/a%2C%20b/x.yaml", "{file}");
    }
}
