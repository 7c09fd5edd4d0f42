//! What is found and left out is told with its reason: to machines always, to people who ask for it.

use std::collections::BTreeMap;
use std::path::Path;

use gwc::cli::{self, Io};
use gwc_syntax::diagnostic::Reason;
use gwc_syntax::value::Date;
use gwc_tests::folder;
use serde_json::Value;

/// Files, how they are checked, and what is left out of the findings.
struct Case {
    reason: Reason,
    /// The rule of a finding that is left out for this reason.
    code: &'static str,
    files: &'static [(&'static str, &'static str)],
    arguments: &'static [&'static str],
}

/// A null, which is a note, in a configuration that KrakenD takes.
const CONFIG: (&str, &str) = (
    "krakend.json",
    r#"{ "version": 3, "endpoints": [{ "endpoint": "/a", "timeout": null, "backend": [{ "host": ["http://a"], "url_pattern": "/b" }] }] }"#,
);
const SERVICES: (&str, &str) = (
    "services.yaml",
    "services:\n  a: { upstream: a, auth: public, rate_limit: { total: 10/s }, timeout: 5s, at: /a, methods: GET }\n",
);

const CASES: &[Case] = &[
    Case { reason: Reason::BelowThreshold, code: "GW717", files: &[CONFIG], arguments: &["--show=error"] },
    Case {
        reason: Reason::Off,
        code: "GW717",
        files: &[CONFIG, ("gwc.toml", "[severity]\nnull-value = \"off\"\n")],
        arguments: &[],
    },
    Case { reason: Reason::Unchanged, code: "GW717", files: &[CONFIG], arguments: &["--against=."] },
    Case {
        reason: Reason::Baseline,
        code: "GW717",
        files: &[CONFIG],
        arguments: &["--baseline=known.txt", "--update-baseline"],
    },
    Case {
        reason: Reason::Consequence,
        code: "GW106",
        files: &[
            ("gateway.yaml", "gateway: a\nupstreams: { a: \"http://a:80\" }\n"),
            ("services.yaml", "services: [\n"),
        ],
        arguments: &[],
    },
    Case {
        reason: Reason::Duplicate,
        code: "GW020",
        files: &[
            ("gateway.yaml", "gateway: a\nupstrems: {}\nupstreams: { a: \"http://a:80\" }\n"),
            SERVICES,
            ("overlays/prod.yaml", "upstreams: { a: \"http://b:80\" }\n"),
        ],
        arguments: &["--env=prod"],
    },
    Case {
        reason: Reason::Merged,
        code: "GW702",
        files: &[
            (
                "gateway.yaml",
                "gateway: a\ntargets: [hanzo, krakend-ce]\nupstreams: { a: \"http://a:80\" }\nkrakend: { security/cros: {} }\n",
            ),
            SERVICES,
        ],
        arguments: &[],
    },
    Case {
        reason: Reason::Lowered,
        code: "GW707",
        files: &[
            ("gateway.yaml", "gateway: a\ntargets: [krakend-ce]\nupstreams: { a: \"http://a:80\" }\n"),
            SERVICES,
        ],
        arguments: &[],
    },
];

fn check(folder: &Path, options: &[&str]) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let today = Date::parse("2026-11-21").expect("a day");
    let environment = BTreeMap::new();
    let mut io = Io { out: &mut out, err: &mut err, colours: false, width: None, environment, today };
    let path = folder.to_str().expect("UTF-8");
    let options = options.iter().map(|option| match option.split_once('=') {
        Some((name @ ("--against" | "--baseline"), file)) => {
            format!("{name}={}", folder.join(file).display())
        }
        _ => (*option).to_owned(),
    });
    let arguments = ["gwc", "check", path].map(str::to_owned).into_iter().chain(options);
    cli::run(arguments, &mut io);
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn what_is_left_out_keeps_its_reason() {
    for Case { reason, code, files, arguments } in CASES {
        let place = tempfile::tempdir().expect("a folder");
        folder::write(place.path(), files.iter().map(|(path, text)| (*path, text.as_bytes())));
        let json: Value =
            serde_json::from_str(&check(place.path(), &[arguments, &["--format=json"][..]].concat()))
                .expect("JSON");
        let hidden = json["hidden"].as_array().map_or(&[][..], Vec::as_slice);
        let reasons: Vec<String> =
            hidden.iter().map(|h| format!("{} {}", h["why"], h["finding"]["code"])).collect();
        let here = |h: &&Value| h["why"] == reason.as_str() && h["finding"]["code"] == *code;
        assert!(hidden.iter().any(|h| here(&h)), "{reason:?} {code}: {reasons:?} {json:#}");
        let text = check(place.path(), &[arguments, &["--show-hidden"][..]].concat());
        assert!(text.contains(&format!("hidden: {}", reason.sentence())), "{reason:?}: {text}");
        assert!(!check(place.path(), arguments).contains("hidden: "), "{reason:?}");
    }
    let missing: Vec<Reason> =
        Reason::ALL.into_iter().filter(|reason| !CASES.iter().any(|c| c.reason == *reason)).collect();
    assert!(missing.is_empty(), "{missing:?} have no case");
}

#[test]
fn what_is_suppressed_keeps_its_reason() {
    let ignore = "[[ignore]]\nrule = \"GW717\"\npaths = [\"**\"]\nreason = \"an old client\"\n";
    let place = tempfile::tempdir().expect("a folder");
    let files = [CONFIG, ("gwc.toml", ignore)];
    folder::write(place.path(), files.iter().map(|(path, text)| (*path, text.as_bytes())));
    let json: Value = serde_json::from_str(&check(place.path(), &["--format=json"])).expect("JSON");
    let findings = json["findings"].as_array().expect("a list");
    let found = findings.iter().find(|f| f["code"] == "GW717").expect("it is there");
    assert_eq!(found["suppressed"]["reason"], "an old client");
    let text = check(place.path(), &["--show-hidden"]);
    assert!(text.contains("hidden: suppressed: an old client"), "{text}");
}
