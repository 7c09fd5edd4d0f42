//! `gwc import`: compact route files that decide the same as the KrakenD configuration they come from.

mod command;
mod recorded;
pub(crate) mod routes;
mod waived;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use gwc::cli::Exit;
use gwc::import;
use gwc::load::Configuration;
use gwc::model::Gateway;
use gwc::read;
use gwc::verify;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;
use gwc_syntax::value::Target;
use gwc_tests::golden;
use gwc_tests::krakend_data;
use gwc_tests::oracle::Oracle;
use gwc_tests::suite::Suite;

pub(crate) use command::*;
pub(crate) use recorded::*;
pub(crate) use waived::*;

fn read(text: &str) -> Option<Gateway> {
    let mut sources = SourceMap::default();
    let file = sources.add("gateway.json", text);
    read::krakend(Configuration::of_source(&sources, file), &mut Diagnostics::default())
}

/// File, name, endpoints, and how many times fewer lines the route files must have.
const CORPUS: [(&str, &str, usize, usize); 7] = [
    ("hanzo-2026/gateway.json", "hanzo", 237, 8),
    ("hanzo-2026-policy/gateway.json", "hanzo-policy", 237, 8),
    ("hanzo-2026-early/gateway.json", "hanzo-early", 193, 8),
    ("hanzo-first/krakend.json", "hanzo-first", 13, 4),
    ("lux/gateway.json", "lux", 14, 4),
    ("lux/krakend-early.json", "lux-early", 5, 2),
    ("example/gateway.json", "example", 6, 2),
];

/// Tests for each configuration.
pub(crate) fn each(suite: &mut Suite, shared: &Oracle) {
    for (file, name, endpoints, smaller) in CORPUS {
        suite.with(shared, format!("import::{name}_decides_the_same"), move |shared| {
            imports_and_decides_the_same(shared, (file, name, endpoints, smaller));
        });
        suite.with(shared, format!("import::{name}_reads_back_the_same"), move |shared| {
            what_is_built_reads_back_the_same(shared, (file, name, endpoints));
        });
    }
}

fn imports_and_decides_the_same(shared: &Path, (file, name, endpoints, smaller): (&str, &str, usize, usize)) {
    let text = fs::read_to_string(shared.join("corpus").join(file)).expect("readable");
    let gateway = read(&text).expect("valid");
    let imported = import::import(&gateway, name, "gateway.json");
    let proof = verify::prove(&gateway, &imported.files).unwrap_or_else(|e| panic!("{file}: {e:#?}"));
    is_the_same_data(file, &text, &proof.json);
    assert_eq!(proof.endpoints, endpoints, "{file}");
    assert_eq!(
        proof.lock.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).count(),
        endpoints,
        "{file}"
    );
    let lines: usize = imported.files.iter().map(|(_, text)| text.lines().count()).sum();
    let pretty: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
    let before = serde_json::to_string_pretty(&pretty).expect("JSON").lines().count();
    assert!(lines * smaller <= before, "{file}: {before} lines became {lines}");
    let mut files: BTreeMap<String, String> = imported.files.iter().cloned().collect();
    files.insert("notes.txt".to_owned(), imported.notes.join("\n") + "\n");
    golden::folder(&format!("snapshots/import/{name}"), &files);
}

/// What a build writes is equal to the source as data.
fn is_the_same_data(file: &str, source: &str, built: &[u8]) {
    let source: serde_json::Value = serde_json::from_str(source).expect("JSON");
    let built: serde_json::Value = serde_json::from_slice(built).expect("JSON");
    let differences =
        krakend_data::differences(&krakend_data::canonical(&source), &krakend_data::canonical(&built));
    assert!(differences.is_empty(), "{file}: {differences:#?}");
}

/// The configuration of KrakenD's own test suite, most of which services cannot express.
pub(crate) fn the_suite_of_krakend_imports_as_data(shared: &Path) {
    let text = fs::read_to_string(shared.join("conformance/krakend-suite/krakend.json")).expect("readable");
    let gateway = read(&text).expect("valid");
    let imported = import::import(&gateway, "suite", "krakend.json");
    let proof = verify::prove(&gateway, &imported.files).unwrap_or_else(|e| panic!("{e:#?}"));
    assert_eq!((proof.endpoints, proof.carried), (35, 34));
    is_the_same_data("the suite", &text, &proof.json);
    for endpoint in &gateway.endpoints {
        let key = format!("`{}`", endpoint.key());
        let named = imported.notes.iter().filter(|note| note.starts_with(&key)).count();
        assert_eq!(named, usize::from(key != "`POST /no-op/ko`"), "{key}");
    }
}

pub(crate) fn billing_fits_in_one_screen(shared: &Path) {
    let text = fs::read_to_string(shared.join("corpus/hanzo-2026/gateway.json")).expect("readable");
    let imported = import::import(&read(&text).expect("valid"), "hanzo", "gateway.json");
    let services = &imported.files[1].1;
    let start = services.find("\n  billing:\n").expect("billing is a service") + 1;
    let block: Vec<&str> = services[start..].lines().take_while(|line| !line.is_empty()).collect();
    assert!(block.len() <= 40, "{} lines", block.len());
    let paths = block.iter().filter(|line| line.starts_with("      /")).count();
    let methods = ["GET", "POST", "PATCH", "DELETE"];
    let words = block.iter().flat_map(|line| line.split([' ', ':']));
    assert_eq!((paths, words.filter(|word| methods.contains(word)).count()), (32, 41));
}

/// What is built from the route files, read again, decides what the file decided that they came from.
fn what_is_built_reads_back_the_same(shared: &Path, (file, name, endpoints): (&str, &str, usize)) {
    let text = fs::read_to_string(shared.join("corpus").join(file)).expect("readable");
    let folder = tempfile::tempdir().expect("a folder");
    let (routes, dist) = (folder.path().join("routes"), folder.path().join("dist"));
    let source = folder.path().join("source.json");
    fs::write(&source, &text).expect("written");
    let (exit, out) = gwc(&["import", path(&source), "-o", path(&routes.join(name))]);
    assert_eq!(exit, Exit::Clean, "{out}");
    assert!(out.contains(&format!("verified: both forms of {endpoints} endpoints agree on ")), "{out}");
    let (_, out) = gwc(&["build", path(&routes), "-o", path(&dist)]);
    let built = ["gateway.json", "krakend.json"].map(|file| dist.join(name).join(file));
    let built = built.iter().find(|file| file.exists()).unwrap_or_else(|| panic!("{file}: {out}"));
    let target = match built.ends_with("gateway.json") {
        true => Target::Hanzo,
        false => Target::KrakendCe { minor: 13, patch: 8 },
    };
    let built = fs::read(built).expect("readable");
    is_the_same_data(file, &text, &built);
    let compared = verify::compare(&read(&text).expect("valid"), &built, target);
    assert!(compared.as_ref().is_ok_and(|classes| *classes > 0), "{file}: {compared:#?}");
}

/// One thing changed in the route files is one thing that differs.
pub(crate) fn the_proof_sees_what_changes(shared: &Path) {
    let text = fs::read_to_string(shared.join("corpus/hanzo-2026/gateway.json")).expect("readable");
    let gateway = read(&text).expect("valid");
    let imported = import::import(&gateway, "hanzo", "gateway.json");
    let mut wrong = Vec::new();
    for (old, new, differs) in [
        ("      /usage: GET\n", "", "GET /v1/billing/usage: endpoint-removed: "),
        ("      /usage: GET\n", "      /usage: GET PUT\n", "PUT /v1/billing/usage: endpoint-added: "),
        (
            "/jobs: GET POST",
            "/jobs: { GET: {}, POST: { auth: public } }",
            "POST /v1/train/jobs: credential-removed: ",
        ),
        ("profile: iam-auth", "profile: iam", "DELETE /auth/{path} and 4 more: limit-removed: "),
        ("total_burst: 16, ", "", "DELETE /auth/{path} and 4 more: limit-raised: "),
        ("per_ip: 50/min, burst: 1 }", "per_ip: 50/min }", "DELETE /auth/{path} and 4 more: limit-raised: "),
        (
            "headers: [+X-Hanzo-Test]",
            "headers: [+X-Hanzo-Tests]",
            "POST /v1/billing/topup: identity-strip-removed: ",
        ),
        (
            "forward: { query: all }",
            "forward: { query: [page] }",
            "GET /v1/memory/{action}: query-forward-narrowed: was all, is page",
        ),
        ("timeout: 2m", "timeout: 121s", "GET / and 236 more: timeout-raised: was total 120s, is total 121s"),
        (
            "pricing.hanzo.svc.cluster.local:8080",
            "pricing.hanzo.svc.cluster.local:8081",
            "GET /pricing and 11 more: upstream-changed: ",
        ),
        ("rewrite_prefix: /v1/kms", "rewrite_prefix: /v1", "DELETE /kms/{path} and "),
        (
            "timeout_ms: 120000",
            "timeout_ms: 12000",
            "GET /ai/{path} and 18 more: manipulation-changed: was backend 1 extra_config.github.com/",
        ),
        (
            "X-Org-Id: owner",
            "X-Org-Id: org",
            "GET /agents/{path} and 215 more: identity-header-changed: was x-org-id from the claim owner",
        ),
        (
            "return_error_msg: true",
            "return_error_msg: false",
            "the gateway: manipulation-changed: was extra_config.router: ",
        ),
        ("listen: 8080", "listen: 8081", "the gateway: listen"),
    ] {
        let mut files = imported.files.clone();
        let (_, text) =
            files.iter_mut().find(|(_, text)| text.contains(old)).unwrap_or_else(|| panic!("{old}"));
        *text = text.replacen(old, new, 1);
        let found = verify::prove(&gateway, &files).expect_err(old);
        if !found.iter().any(|line| line.starts_with(differs)) {
            wrong.push(format!("{old}: {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Configurations that use every corner of KrakenD: whatever it can decode is imported, and nothing differs.
pub(crate) fn recorded_configurations_import(shared: &Path) {
    let folder = fs::read_dir(shared.join("conformance/krakend-recorded/configs")).expect("readable");
    let mut count = 0;
    for file in folder.map(|entry| entry.expect("readable").path()) {
        let text = fs::read_to_string(&file)
            .expect("readable")
            .replace("{{port}}", "18080")
            .replace("{{", "1")
            .replace("}}", "1");
        let text =
            text.replace("1backend1", "18081").replace("1backend21", "18082").replace("1dead1", "18083");
        let Some(gateway) = read(&text) else { continue };
        let imported = import::import(&gateway, "recorded", "krakend.json");
        let differences = verify::prove(&gateway, &imported.files).err().unwrap_or_default();
        assert!(differences.is_empty(), "{}: {differences:#?}", file.display());
        count += 1;
    }
    assert!(count > 100, "only {count} were read");
}

pub(crate) mod generated {
    use gwc::{import, verify};
    use gwc_tests::generate::config;
    use gwc_tests::suite::Suite;
    use proptest::prelude::*;

    /// Adds the tests below.
    pub(crate) fn add(suite: &mut Suite) {
        suite.test(
            "import::whatever_the_configuration_nothing_differs",
            whatever_the_configuration_nothing_differs,
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        /// Whatever KrakenD can decode is imported, and a build would write the same.
        fn whatever_the_configuration_nothing_differs(config in config()) {
            let gateway = super::read(&config.to_string()).expect("it can be decoded");
            let imported = import::import(&gateway, "generated", "generated.json");
            let differences = verify::prove(&gateway, &imported.files).err().unwrap_or_default();
            prop_assert!(differences.is_empty(), "{:#?}\n{:#?}\n{:#?}", differences, imported.notes, imported.files);
        }
    }
}
