//! Real configurations: what is found in them, as files one can read, and the counts that are known for certain.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use gwc_tests::golden;
use gwc_tests::oracle::Oracle;
use gwc_tests::suite::Suite;
use serde_json::Value;

/// The configurations, and what runs them.
pub(crate) const CORPUS: &[(&str, &str, &str)] = &[
    ("hanzo-2026", "hanzo-2026/gateway.json", "hanzo"),
    ("hanzo-2026-policy", "hanzo-2026-policy/gateway.json", "hanzo"),
    ("hanzo-2026-early", "hanzo-2026-early/gateway.json", "hanzo"),
    ("hanzo-first", "hanzo-first/krakend.json", "krakend-ce"),
    ("lux", "lux/gateway.json", "hanzo"),
    ("lux-early", "lux/krakend-early.json", "krakend-ce"),
    ("example", "example/gateway.json", "hanzo"),
];

/// Host tables, alone and together.
const TABLES: &[(&str, &[&str])] = &[
    ("ingress", &["ingress/ingress.json"]),
    ("routes", &["routes/routes.yaml"]),
    ("ingress-and-routes", &["ingress/ingress.json", "routes/routes.yaml"]),
];

/// What hanzo's gateway once answered before its endpoints (`apiHanzoAIEndpoints`).
const BYPASS: &str = r#"bypass-prefixes = [
    "/v1/chat", "/v1/completions", "/v1/messages", "/v1/models", "/v1/embeddings", "/v1/images", "/v1/audio",
    "/v1/zap", "/zap",
]
"#;

fn findings(corpus: &Path, file: &str, target: &str) -> Vec<Value> {
    check(corpus, &[file, "--target", target])
}

/// The findings of a run in a folder.
pub(crate) fn check(corpus: &Path, arguments: &[&str]) -> Vec<Value> {
    let run = Command::new(env!("CARGO_BIN_EXE_gwc-under-test"))
        .args(["check", "--format", "json"])
        .args(arguments)
        .current_dir(corpus)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    report["findings"].as_array().unwrap().clone()
}

/// One line a finding: where, how often, what.
fn line(finding: &Value) -> String {
    let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let places = finding["places"].as_array().map_or(0, Vec::len) + 1;
    let times = if places > 1 { format!(" ({places} places)") } else { String::new() };
    format!(
        "{}: {}[{} {}]{times} {}\n",
        finding["start"]["line"],
        text("severity"),
        text("code"),
        text("name"),
        text("message")
    )
}

/// How many findings of a rule there are, each counted with all its places.
fn count(findings: &[Value], code: &str) -> usize {
    let of_rule = findings.iter().filter(|f| f["code"] == code);
    of_rule.map(|f| f["places"].as_array().map_or(0, Vec::len) + 1).sum()
}

/// The number in front of a word, summed over the messages of a rule.
fn sum(findings: &[Value], code: &str, word: &str) -> usize {
    let messages = findings.iter().filter(|f| f["code"] == code).filter_map(|f| f["message"].as_str());
    let number = |message: &str| -> Option<usize> {
        let before = message.split(word).next()?;
        before.rsplit(|c: char| !c.is_ascii_digit()).find(|t| !t.is_empty())?.parse().ok()
    };
    messages.filter_map(number).sum()
}

/// What was counted by hand in the production file of 237 endpoints.
pub(crate) fn the_known_hazards_of_production_are_counted(shared: &Path) {
    let found = findings(&shared.join("corpus"), "hanzo-2026/gateway.json", "hanzo");
    let through_ai: Vec<Value> = found
        .iter()
        .filter(|f| f["message"].as_str().is_some_and(|m| m.contains("/ai/{path}")))
        .cloned()
        .collect();
    assert_eq!(sum(&found, "GW203", " pair"), 26, "open routes that reach what gated ones reach");
    assert_eq!(sum(&through_ai, "GW203", " pair"), 12, "of those through /ai");
    assert_eq!(count(&found, "GW302"), 8, "writes without a limit beside limited reads");
    assert_eq!(count(&found, "GW210"), 7, "routes that send credentials to a foreign host");
    assert_eq!(count(&found, "GW217"), 21, "open routes");
    assert_eq!(count(&found, "GW155"), 126, "one-segment rests");
    assert_eq!(count(&found, "GW212"), 216, "validators with cleartext keys");
    assert_eq!(count(&found, "GW703"), 0, "target hanzo may read its root limit, which is the loss GW725");
    assert_eq!(count(&found, "GW414"), 118, "reads that drop the query");
    assert_eq!(count(&found, "GW301"), 128, "endpoints without a limit");
}

/// What is found in each configuration and in each choice of host tables is a snapshot.
pub(crate) fn snapshots(suite: &mut Suite, shared: &Oracle) {
    let mut add = |name: &'static str, arguments: Vec<&'static str>| {
        suite.with(shared, format!("corpus::{name}"), move |shared| {
            let lines: String = check(&shared.join("corpus"), &arguments).iter().map(line).collect();
            golden::text(&format!("corpus/{name}"), &lines);
        });
    };
    CORPUS.iter().for_each(|(name, file, target)| add(name, vec![file, "--target", target]));
    TABLES.iter().for_each(|(name, files)| add(name, files.to_vec()));
}

/// What was counted by hand in the host tables of production.
pub(crate) fn the_known_hazards_of_host_tables_are_counted(shared: &Path) {
    let corpus = shared.join("corpus");
    let ingress = check(&corpus, TABLES[0].1);
    assert_eq!(count(&ingress, "GW160"), 1, "hosts that stand twice");
    assert_eq!(count(&ingress, "GW161"), 6, "hosts with a path twice");
    assert_eq!(count(&ingress, "GW162"), 3, "expressions where a prefix belongs");
    let routes = check(&corpus, TABLES[1].1);
    assert_eq!(count(&routes, "GW168"), 10, "redirects to a path");
    assert_eq!((count(&routes, "GW169"), count(&routes, "GW170")), (2, 1), "patterns of subdomains");
    assert_eq!(
        count(&routes, "GW167") + count(&routes, "GW165"),
        0,
        "there is no chain, and the order is right"
    );
    let both = check(&corpus, TABLES[2].1);
    let text = std::fs::read_to_string(corpus.join("ingress/ingress.json")).expect("readable");
    let routed: Value = serde_json::from_str(&text).expect("JSON");
    let hosts: BTreeSet<&str> =
        routed["routes"].as_array().expect("routes").iter().filter_map(|r| r["host"].as_str()).collect();
    let table = std::fs::read_to_string(corpus.join("routes/routes.yaml")).expect("readable");
    let redirects: Vec<&str> = table
        .lines()
        .skip(1)
        .take_while(|line| line.starts_with(' '))
        .filter_map(|line| line.trim().split(": ").next())
        .collect();
    assert_eq!(redirects.len(), 22);
    let routed_too = redirects.iter().filter(|host| hosts.contains(*host)).count();
    assert_eq!(count(&both, "GW166"), routed_too, "redirects of hosts that are routed");
    assert!(
        both.iter()
            .any(|f| f["code"] == "GW166" && f["message"].to_string().contains("`api.cloud.hanzo.ai`"))
    );
}

/// Landmine 2: gated routes under a prefix that the gateway answers before its endpoints.
pub(crate) fn the_six_routes_behind_a_bypass_are_found(shared: &Path) {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = folder.path().join("gwc.toml");
    std::fs::write(&settings, BYPASS).expect("it can be written");
    let settings = settings.to_string_lossy().into_owned();
    let arguments = ["hanzo-2026/gateway.json", "--target", "hanzo", "--config", &settings];
    let found = check(&shared.join("corpus"), &arguments);
    let routes: Vec<&str> =
        found.iter().filter(|f| f["code"] == "GW225").filter_map(|f| f["route"].as_str()).collect();
    let expected = [
        "POST /v1/embeddings",
        "POST /v1/images/generations",
        "POST /v1/audio/transcriptions",
        "POST /v1/audio/speech",
        "GET /v1/chat/{path}",
        "POST /v1/chat/{path}",
    ];
    assert_eq!(routes.iter().collect::<BTreeSet<_>>(), expected.iter().collect(), "{routes:?}");
    assert_eq!(count(&found, "GW225"), 6);
}

/// Landmine 3: `api.hanzo.ai` is passed on as a whole.
pub(crate) fn a_host_that_is_passed_on_leaves_every_policy_inert(shared: &Path) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("it can be written");
        path.to_string_lossy().into_owned()
    };
    let bypass = write("bypass.toml", "bypass-hosts = [\"api.hanzo.ai\"]\n");
    let hosts = write("hosts.toml", "hosts = [\"api.hanzo.ai\"]\n");
    let cloud = "http://cloud.hanzo.svc.cluster.local:8000";
    let table = write(
        "routes.yaml",
        &format!("routes:\n  api.hanzo.ai:\n    - {{ prefix: /, backend: \"{cloud}\" }}\n"),
    );
    let gateway = ["hanzo-2026/gateway.json", "--target", "hanzo", "--config"];
    for more in [vec![&*bypass], vec![&*hosts, &*table]] {
        let found = check(&shared.join("corpus"), &[&gateway[..], &more[..]].concat());
        let messages: Vec<String> =
            found.iter().filter(|f| f["code"] == "GW226").map(|f| f["message"].to_string()).collect();
        assert_eq!(messages.len(), 1, "{more:?}");
        assert!(messages[0].contains("the credentials of 216 of 237 endpoints"), "{messages:?}");
    }
}
