//! Every format over the same findings, as plain files under `snapshots/formats/`.

use gwc::render::{Format, Report, Summary, diagnostics_schema, summary};
use gwc::suppress::Suppressed;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Diagnostics, Edit, Severity};
use gwc_syntax::source::{SourceMap, Span};
use gwc_tests::golden;
use std::collections::BTreeMap;

declare_rule! {
    /// Two endpoints answer the same method and path.
    ///
    /// ## Why is this bad?
    /// A router keeps one of them; which one is an accident of order.
    DUPLICATE_ENDPOINT { code: "GW101", name: "duplicate-endpoint", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
declare_rule! {
    /// A key that nobody reads.
    UNKNOWN_KEY { code: "GW010", name: "unknown-key", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
declare_rule! {
    /// A list of queries that KrakenD cannot forward.
    QUERY_NARROWED { code: "GW702", name: "query-narrowed", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}
declare_rule! {
    /// An endpoint without a limit.
    ROUTE_WITHOUT_LIMIT { code: "GW301", name: "route-without-limit", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

/// The sources: CRLF, tabs, a BOM, wide characters, one long line, an empty file, a file with a control character.
fn sources() -> SourceMap {
    let mut map = SourceMap::default();
    map.add(
        "routes/hanzo/models.yaml",
        "services:\r\n  models:\r\n    at: /v1\r\n    paths:\r\n      /models: GET\r\n",
    );
    map.add("routes/hanzo/llm.yaml", "services:\n  llm:\n    at: /v1\n    paths:\n      /models: GET\n");
    map.add("routes/tabs.yaml", "a:\n\tfoo:\tbar\n");
    map.add("routes/bom.yaml", "\u{feff}gatway: hanzo\n");
    map.add("routes/wide.yaml", "title: 網關 é👩‍💻\nnamé: [網, gátway]\n");
    let endpoints: Vec<String> =
        (0..40).map(|i| format!(r#"{{"endpoint":"/v1/service-{i}","method":"GET"}}"#)).collect();
    map.add("gateway.json", format!(r#"{{"version":3,"endpoints":[{}]}}"#, endpoints.join(",")));
    map.add("routes/empty.yaml", "");
    map.add("routes/\u{1b}[31mevil.yaml", "evil: \"\u{1b}]0;title\u{7}\u{202e}x\"\n");
    map
}

/// The place of the `nth` (from 0) `token` in a file.
fn span(sources: &SourceMap, file: &str, token: &str, nth: usize) -> Span {
    let (id, source) = sources.files().find(|(_, f)| f.path.ends_with(file)).expect(file);
    let (start, _) = source.text.match_indices(token).nth(nth).expect(token);
    Span::new(id, start, start + token.len())
}

fn findings(sources: &SourceMap) -> Vec<Diagnostic> {
    let at = |file, token| span(sources, file, token, 0);
    let mut all = Diagnostics::default();
    all.push(
        DUPLICATE_ENDPOINT
            .at(at("hanzo/models.yaml", "GET"), "`GET /v1/models` is declared twice")
            .label("declared again here")
            .related(at("hanzo/llm.yaml", "/models"), "declared before here")
            .related(at("hanzo/models.yaml", "/v1"), "under this prefix")
            .help("remove one, or give it another path")
            .route("GET /v1/models"),
    );
    all.push(
        UNKNOWN_KEY
            .at(at("tabs.yaml", "bar"), "tabs\tin a line, and a message over\ntwo lines")
            .label("after two tabs"),
    );
    all.push(
        UNKNOWN_KEY.at(at("bom.yaml", "gatway"), "unknown key `gatway`").help("did you mean `gateway`?").fix(
            "rename it to `gateway`",
            Applicability::Safe,
            vec![Edit { span: at("bom.yaml", "gatway"), text: "gateway".into() }],
        ),
    );
    all.push(
        UNKNOWN_KEY
            .at(at("wide.yaml", "gátway"), "unknown name `gátway`, & <others> \"quoted\", 100%: here, there")
            .label("after wide characters")
            .fix(
                "call it `網`",
                Applicability::Unsafe,
                vec![Edit { span: at("wide.yaml", "gátway"), text: "網".into() }],
            ),
    );
    all.push(
        QUERY_NARROWED
            .at(Span::file_start(at("wide.yaml", "n").file), "the file as a whole loses something")
            .note("a note that is long enough to be wrapped at the width of one hundred columns, which people can still read without turning their heads")
            .note("and a second one"),
    );
    let mut group = ROUTE_WITHOUT_LIMIT
        .at(at("gateway.json", "/v1/service-20\""), "40 endpoints have no limit")
        .label("one of them")
        .help("give the gateway a `rate_limit`");
    group.places = (0..40).map(|i| at_service(sources, i)).collect();
    all.push(group);
    all.push(
        UNKNOWN_KEY.at(span(sources, "empty.yaml", "", 0), "the file holds nothing").severity(Severity::Note),
    );
    all.push(
        UNKNOWN_KEY
            .at(at("evil.yaml", "\u{1b}]0;title"), "a title \u{1b}]0;pwned\u{7} that steers a terminal"),
    );
    all.sort();
    all.into_iter().collect()
}

fn at_service(sources: &SourceMap, i: usize) -> Span {
    span(sources, "gateway.json", &format!("/v1/service-{i}\""), 0)
}

/// What `format` writes of the findings and one suppressed finding.
fn render(format: Format, colours: bool) -> String {
    let sources = sources();
    let findings = findings(&sources);
    let suppressed = ROUTE_WITHOUT_LIMIT
        .at(span(&sources, "hanzo/llm.yaml", "GET", 0), "`GET /v1/models` has no limit")
        .route("GET /v1/models");
    let suppressed = [Suppressed { finding: suppressed, reason: "the upstream limits it".into() }];
    let report = Report::new(&sources, &findings)
        .summary(Summary::of(&findings).read(sources.len(), Some(42)))
        .suppressed(&suppressed)
        .verdicts(&[serde_json::json!({ "file": "gateway.json", "starts": true })]);
    let mut out = Vec::new();
    gwc::render::write(format, &report, colours, &mut out).expect("memory takes all bytes");
    String::from_utf8(out).expect("formats are UTF-8")
}

#[test]
fn formats_are_as_committed() {
    let mut files = BTreeMap::from([("statistics.txt".to_owned(), statistics())]);
    for format in Format::ALL {
        let file = match format {
            Format::Human => "human.txt",
            Format::Concise => "concise.txt",
            Format::Json => "json.json",
            Format::Jsonl => "jsonl.jsonl",
            Format::Sarif => "sarif.json",
            Format::Github => "github.txt",
            Format::Gitlab => "gitlab.json",
            Format::Junit => "junit.xml",
            Format::Markdown => "markdown.md",
        };
        files.insert(file.to_owned(), render(*format, false));
    }
    golden::folder("snapshots/formats", &files);
}

#[test]
fn formats_have_one_name_each() {
    for format in Format::ALL {
        assert_eq!(Format::find(format.as_str()), Some(*format));
    }
    assert_eq!(Format::find("xml"), None);
}

/// Equal errors are one group, and the end names each of their files.
#[test]
fn the_end_names_every_file_with_an_error() {
    let mut sources = SourceMap::default();
    let names = ["a.yaml", "b.yaml"].map(|name| sources.add(name, "gatway: one\nservces: {}\n"));
    let error = |file, range: std::ops::Range<usize>, message: &str| {
        let mut finding = UNKNOWN_KEY.at(Span::new(file, range.start, range.end), message);
        finding.together = Some(message.to_owned());
        finding
    };
    let findings = [
        error(names[0], 0..6, "unknown key `gatway`"),
        error(names[0], 12..19, "unknown key `servces`"),
        error(names[1], 0..6, "unknown key `gatway`"),
    ];
    let mut out = Vec::new();
    gwc::render::write(Format::Human, &Report::new(&sources, &findings), false, &mut out)
        .expect("it is written");
    let text = String::from_utf8(out).expect("it is UTF-8");
    assert!(text.contains("\n  also at b.yaml:1:1\n"), "{text}");
    assert!(text.contains("\nerrors at a.yaml:1:1, a.yaml:2:1, b.yaml:1:1\n"), "{text}");
}

/// How often each rule has found something.
fn statistics() -> String {
    let sources = sources();
    let mut out = Vec::new();
    summary::write_statistics(&findings(&sources), &mut out).expect("memory takes all bytes");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn colours_are_only_there_when_told() {
    for format in Format::ALL {
        let plain = render(*format, false);
        assert!(!plain.contains('\u{1b}'), "{} steers a terminal", format.as_str());
    }
    let coloured = render(Format::Human, true);
    assert!(coloured.contains("\u{1b}["));
    assert!(!coloured.contains("\u{1b}]"), "the text of a file reached the terminal");
}

#[test]
fn json_is_what_its_schema_says() {
    let schema = diagnostics_schema();
    jsonschema::meta::validate(&schema).expect("the schema is a schema");
    let validator = jsonschema::validator_for(&schema).expect("the schema compiles");
    let document: serde_json::Value = serde_json::from_str(&render(Format::Json, false)).expect("JSON");
    if let Err(error) = validator.validate(&document) {
        panic!("{error} at {}", error.instance_path());
    }
    let mut broken = document.clone();
    broken["findings"][0]["start"]["line"] = 0.into();
    assert!(!validator.is_valid(&broken), "the schema accepts line 0");
    let mut broken = document;
    broken["findings"][0]["extra"] = true.into();
    assert!(!validator.is_valid(&broken), "the schema accepts unknown fields");
}

#[test]
fn json_lines_are_the_findings_of_json() {
    let document: serde_json::Value = serde_json::from_str(&render(Format::Json, false)).expect("JSON");
    let lines: Vec<serde_json::Value> =
        render(Format::Jsonl, false).lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    assert_eq!(document["findings"].as_array(), Some(&lines));
}

/// Any span on any text: no panic, and the path is in the output.
#[test]
fn no_span_breaks_a_renderer() {
    let texts =
        ["", "\n", "\r\n", "a", "é", "網\r\n\t網", "\u{feff}", "a\rb", &"x".repeat(5000), &"é\n".repeat(300)];
    for text in texts {
        let mut sources = SourceMap::default();
        let id = sources.add("a.yaml", text);
        let size = text.len();
        let step = (size / 40).max(1);
        for start in (0..=size + 1).step_by(step) {
            for end in (start..=size + 2).step_by(step) {
                let finding = UNKNOWN_KEY
                    .at(Span::new(id, start, end), "m")
                    .related(Span::new(id, start / 2, end), "r")
                    .related(Span::file_start(id), "s");
                let findings = [finding];
                let report = Report::new(&sources, &findings);
                for format in Format::ALL {
                    let mut out = Vec::new();
                    gwc::render::write(*format, &report, false, &mut out).expect("no span fails");
                    let out = String::from_utf8(out).expect("UTF-8");
                    assert!(out.contains("a.yaml"), "{text:?} {start}..{end}: {out}");
                }
            }
        }
    }
}

/// The JSON Schema of SARIF 2.1.0 as OASIS publishes it: the package `serde-sarif` ships it.
fn sarif_schema() -> serde_json::Value {
    // Only what was built here is on the disk: packages of other platforms are left out.
    let rustc = std::process::Command::new("rustc").arg("-vV").output().expect("rustc built this test");
    let about = String::from_utf8_lossy(&rustc.stdout).into_owned();
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    let cargo = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--filter-platform", host])
        .current_dir(golden::repository())
        .output()
        .expect("cargo runs this test");
    let metadata: serde_json::Value =
        serde_json::from_slice(&cargo.stdout).expect("cargo metadata writes JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages.iter().find(|p| p["name"] == "serde-sarif").expect("a dependency of the tests");
    let manifest = std::path::Path::new(package["manifest_path"].as_str().expect("a path"));
    let schema =
        std::fs::read_to_string(manifest.with_file_name("src").join("schema.json")).expect("it ships");
    let mut schema: serde_json::Value = serde_json::from_str(&schema).expect("a schema is JSON");
    // Its pattern for languages has a lone `]`, which is no regular expression everywhere. We write no language.
    for owner in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][owner]["properties"]["language"];
        language.as_object_mut().expect("it is described").remove("pattern").expect("it has a pattern");
    }
    schema
}

#[test]
fn sarif_is_what_its_published_schema_says() {
    let text = render(Format::Sarif, false);
    let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let validator = jsonschema::validator_for(&sarif_schema()).expect("the schema compiles");
    let errors: Vec<String> =
        validator.iter_errors(&document).map(|e| format!("{e} at {}", e.instance_path())).collect();
    assert_eq!(errors, [""; 0]);
    let mut broken = document.clone();
    broken["runs"][0]["results"][0]["level"] = "fatal".into();
    assert!(!validator.is_valid(&broken), "the schema accepts anything");
    serde_json::from_str::<serde_sarif::sarif::Sarif>(&text).expect("the types made from the schema read it");

    let run = &document["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let uri =
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("a URI");
        assert!(!uri.contains(':') && !uri.starts_with('/'), "{uri} is not relative");
    }
    let fixes = results.iter().filter(|r| r.get("fixes").is_some()).count();
    assert_eq!(fixes, 1, "only the safe fix is offered");
}

/// The structure that Jenkins' `junit-10.xsd` demands: elements, attributes and counts.
#[test]
fn junit_is_well_formed_and_counts_right() {
    use quick_xml::events::Event;
    let text = render(Format::Junit, false);
    let mut reader = quick_xml::Reader::from_str(&text);
    let (mut cases, mut failures, mut skipped, mut declared) = (0, 0, 0, [0; 3]);
    let mut open: Vec<String> = Vec::new();
    loop {
        let event = reader.read_event().expect("well-formed XML");
        let (element, empty) = match &event {
            Event::Eof => break,
            Event::Start(element) => (element.clone(), false),
            Event::Empty(element) => (element.clone(), true),
            Event::End(_) => {
                open.pop();
                continue;
            }
            _ => continue,
        };
        let name = element.name().as_ref().to_string();
        let attribute = |key: &str| {
            let found = element.try_get_attribute(key).expect("well-formed attributes");
            found.map(|a| a.value.to_string())
        };
        let parent = open.last().map(String::as_str);
        match name.as_str() {
            "testsuites" => assert_eq!(parent, None),
            "testsuite" => {
                assert_eq!(parent, Some("testsuites"));
                for (sum, key) in declared.iter_mut().zip(["tests", "failures", "skipped"]) {
                    *sum += attribute(key).expect(key).parse::<usize>().expect(key);
                }
            }
            "testcase" => {
                assert_eq!(parent, Some("testsuite"));
                assert!(attribute("name").is_some() && attribute("classname").is_some());
                cases += 1;
            }
            "failure" => {
                assert_eq!(parent, Some("testcase"));
                assert!(attribute("message").is_some() && attribute("type").is_some());
                failures += 1;
            }
            "skipped" => skipped += 1,
            "system-out" => assert_eq!(parent, Some("testcase")),
            other => panic!("unknown element {other}"),
        }
        if !empty {
            open.push(name);
        }
    }
    assert_eq!([cases, failures, skipped], declared);
    assert_eq!((failures, skipped), (6, 1));
}

/// One command a line, whatever a message or a path holds.
#[test]
fn github_commands_can_not_be_forged() {
    let mut sources = SourceMap::default();
    let id = sources.add("a,line=9::b\n::error::c.yaml", "x\n");
    let findings = [UNKNOWN_KEY.at(Span::new(id, 0, 1), "m\r\n::error::forged").help("h%0A")];
    let mut out = Vec::new();
    gwc::render::write(Format::Github, &Report::new(&sources, &findings), false, &mut out).expect("memory");
    assert_eq!(
        String::from_utf8(out).expect("UTF-8"),
        "::error file=a%2Cline=9%3A%3Ab%0A%3A%3Aerror%3A%3Ac.yaml,line=1,endLine=1,col=1,endColumn=2,\
         title=GW010 unknown-key::m\\r\\n::error::forged%0Ahelp: h%250A\n"
    );
}

#[test]
fn gitlab_fingerprints_are_unique_and_survive_moved_lines() {
    let prints = |text: &str| -> Vec<String> {
        let mut sources = SourceMap::default();
        let id = sources.add("a.yaml", text);
        let at = text.find('!').expect("a place");
        let findings: Vec<_> = (0..3).map(|_| UNKNOWN_KEY.at(Span::new(id, at, at + 1), "m")).collect();
        let mut out = Vec::new();
        gwc::render::write(Format::Gitlab, &Report::new(&sources, &findings), false, &mut out)
            .expect("memory");
        let entries: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
        let entries = entries.as_array().expect("an array");
        entries.iter().map(|e| e["fingerprint"].as_str().expect("a fingerprint").to_string()).collect()
    };
    let here = prints("!");
    assert_eq!(here, prints("# moved\n\n!"));
    assert_eq!(here.iter().collect::<std::collections::BTreeSet<_>>().len(), 3);
}
