//! `gwc import`: compact route files that decide the same as the KrakenD configuration they come from.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use gwc::cli::{self, Exit, Io};
use gwc::import;
use gwc::load::Configuration;
use gwc::model::Gateway;
use gwc::read;
use gwc::verify;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;
use gwc_syntax::value::{Date, Target};
use gwc_tests::golden;
use gwc_tests::krakend_data;
use gwc_tests::oracle::Oracle;
use gwc_tests::suite::Suite;
use serde_json::json;

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
    // Keys that come over plain HTTP are an error, with which nothing is built.
    let text = without_errors(&text.replace("\"jwk_url\": \"http://", "\"jwk_url\": \"https://"));
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
    let compared = verify::compare(&read(&text).expect("valid"), &fs::read(built).expect("readable"), target);
    assert!(compared.as_ref().is_ok_and(|classes| *classes > 0), "{file}: {compared:#?}");
}

/// A configuration without what its target does nothing with, and with the headers forwarded that it mints: those are
/// errors, with which nothing is built.
fn without_errors(text: &str) -> String {
    let mut config: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
    if let Some(extra) = config.get_mut("extra_config").and_then(|extra| extra.as_object_mut()) {
        extra.shift_remove("telemetry/opentelemetry");
        extra.shift_remove("qos/ratelimit/router");
    }
    for endpoint in config["endpoints"].as_array_mut().expect("endpoints") {
        let claims = endpoint["extra_config"]["auth/validator"]["propagate_claims"].clone();
        let minted = claims.as_array().into_iter().flatten().map(|pair| pair[1].clone());
        if let Some(headers) = endpoint.get_mut("input_headers").and_then(|list| list.as_array_mut()) {
            for header in minted {
                if !headers.contains(&header) && headers.iter().all(|name| name != "*") {
                    headers.push(header);
                }
            }
        }
    }
    config.to_string()
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

fn path(path: &Path) -> &str {
    path.to_str().expect("a path of the test")
}

fn gwc(arguments: &[&str]) -> (Exit, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let today = Date::parse("2026-11-21").expect("a day");
    let mut io =
        Io { out: &mut out, err: &mut err, colours: false, width: None, environment: BTreeMap::new(), today };
    let exit = cli::run(["gwc"].iter().chain(arguments), &mut io);
    (exit, String::from_utf8_lossy(&out).into_owned() + &String::from_utf8_lossy(&err))
}

/// Runs an import of one configuration; what it printed, and which files there are then.
fn run(config: &serde_json::Value, flags: &[&str]) -> (Exit, String, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, routes) = (folder.path().join("krakend.json"), folder.path().join("mine"));
    fs::write(&file, config.to_string()).expect("written");
    let (exit, out) = gwc(&[&["import", path(&file), "-o", path(&routes)], flags].concat());
    let files = fs::read_dir(&routes).map_or_else(
        |_| Vec::new(),
        |entries| {
            let text = |e: fs::DirEntry| fs::read_to_string(e.path()).expect("text");
            entries.map(|e| text(e.expect("readable"))).collect()
        },
    );
    (exit, out, files)
}

fn endpoint(path: &str, more: &serde_json::Value) -> serde_json::Value {
    let mut endpoint = json!({
        "endpoint": path, "output_encoding": "no-op", "input_headers": ["*"],
        "backend": [{"url_pattern": path, "host": ["http://a:80"]}]
    });
    let map = endpoint.as_object_mut().expect("a map");
    map.extend(more.as_object().expect("a map").clone());
    endpoint
}

fn config(endpoints: &[serde_json::Value]) -> serde_json::Value {
    json!({"version": 3, "endpoints": endpoints})
}

/// What services cannot express is carried, in KrakenD's own words, and compared as everything else.
pub(crate) fn nothing_is_left_out() {
    let strange = json!({
        "version": 3, "timeout": "7s", "cache_ttl": "300s", "host": ["http://a:80"], "@comment": "mine",
        "plugin": { "folder": "/opt/plugins/", "pattern": ".so" }, "max_idle_connections": 90,
        "async_agent": [{ "name": "mail", "consumer": { "topic": "*" }, "backend": [{ "url_pattern": "/send" }],
            "extra_config": { "async/amqp": { "host": "amqp://mq:5672/", "exchange": "x" } } }],
        "extra_config": { "plugin/http-server": { "name": ["edge"] } },
        "endpoints": [
            endpoint("/ok", &json!({ "@comment": "kept", "extra_config": { "acme/x": { "rate": 1.5 } } })),
            endpoint("/calls", &json!({ "concurrent_calls": 3 })),
            endpoint("/json", &json!({ "output_encoding": "json" })),
            endpoint("/slash/", &json!({ "extra_config": { "modifier/lua-proxy": { "pre": "print('${x}')" } } })),
            endpoint("/upper", &json!({ "output_encoding": "json", "backend": [
                { "url_pattern": "/a", "allow": ["id"], "group": "a" },
                { "url_pattern": "/b/{resp0_id}", "host": ["http://b"], "method": "POST", "mapping": { "x": "y" } }
            ] })),
            endpoint("/skipped", &json!({ "method": "OPTIONS" })),
        ]
    });
    let (exit, out, files) = run(&strange, &[]);
    assert_eq!((exit, files.len()), (Exit::Clean, 3), "{out}");
    for line in [
        "verified: both forms of 6 endpoints agree on ",
        " request classes, 5 of them carried in KrakenD's own words",
        "`GET /calls` is carried in `krakend_endpoints`: route files do not have `concurrent_calls`",
        "`GET /json` is carried in `krakend_endpoints`: its response is decoded and encoded again",
        "`GET /slash/` is carried in `krakend_endpoints`: ",
        "`GET /upper` is carried in `krakend_endpoints`: it merges the responses of 2 backends",
        "`OPTIONS /skipped` is carried in `krakend_endpoints`: KrakenD does not serve it",
        "`acme/x` of 1 endpoint is kept under `krakend`",
        "`@comment`, `plugin`, `max_idle_connections`, `async_agent` of the root are kept under `krakend_root`",
    ] {
        assert_eq!(out.matches(line).count(), 1, "{line}: {out}");
    }
    let text = files.concat();
    for line in
        ["# GET @comment: \"kept\"", "acme/x: { rate: 1.5 }", "telemetry/logging: null", "print('$${x}')"]
    {
        assert!(text.contains(line), "{line}: {text}");
    }
    let source = strange.to_string();
    let gateway = read(&source).expect("valid");
    let imported = import::import(&gateway, "mine", "krakend.json");
    let proof = verify::prove(&gateway, &imported.files).unwrap_or_else(|e| panic!("{e:#?}"));
    is_the_same_data("the strange one", &source, &proof.json);
    let mut wrong = Vec::new();
    for (old, new, differs) in [
        (
            "concurrent_calls: 3",
            "concurrent_calls: 4",
            "GET /calls: manipulation-changed: was concurrent_calls: 3",
        ),
        ("folder: /opt/plugins/", "folder: /opt/", "the gateway: protection-changed: was plugin: "),
        ("allow: [id]", "allow: [id, name]", "GET /upper: protection-changed: was backend 1 allow: "),
        ("cache_ttl: 300s", "cache_ttl: 30s", "GET /json and 1 more: manipulation-changed: was cache_ttl: "),
        ("telemetry/logging: null", "telemetry/logging: {}", "gateway extra_config.telemetry/logging: "),
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

/// A configuration without endpoints has nothing that could be proved of them.
pub(crate) fn nothing_is_proved_of_nothing() {
    let (exit, out, files) = run(&config(&[]), &[]);
    assert_eq!((exit, files.len()), (Exit::Clean, 3), "{out}");
    assert!(!out.contains("verified") && out.contains("has no endpoints"), "{out}");
}

pub(crate) fn validators_and_limits_that_say_more_stay_as_they_are() {
    let validator = json!({"alg": "RS256", "jwk_url": "https://id.example/jwks", "issuer": "https://id.example",
        "audience": ["a", "b"], "roles": ["admin"], "cache": true});
    let pinned =
        json!({"alg": "RS256", "jwk_url": "https://id.example/jwks", "jwk_fingerprints": ["S3Jha2VuRA=="]});
    let nested = json!({"alg": "ES256", "jwk_url": "https://id.example/jwks", "cache": true, "cookie_key": "token",
        "roles": ["a", "b"], "roles_key": "realm.roles", "roles_key_is_nested": true,
        "scopes": ["r", "w"], "scopes_key": "scope", "scopes_matcher": "all", "auth_header_name": "X-Token"});
    let limit = json!({"client_max_rate": 10, "strategy": "ip", "key": "X-Real-IP"});
    let (exit, out, files) = run(
        &config(&[
            endpoint(
                "/v1/a",
                &json!({"extra_config": {"auth/validator": validator, "qos/ratelimit/router": limit}}),
            ),
            endpoint(
                "/v1/b",
                &json!({"extra_config": {"qos/ratelimit/router": {"max_rate": 7, "every": "10s"}}}),
            ),
            endpoint("/v1/c", &json!({"extra_config": {"auth/validator": pinned}})),
            endpoint("/v1/d", &json!({"extra_config": {"auth/validator": nested}})),
        ]),
        &[],
    );
    assert_eq!(exit, Exit::Clean, "{out}");
    let text = files.concat();
    for line in [
        "audiences: { all: [a, b] }",
        "require: { roles: { claim: roles, any: [admin] } }",
        "from: [X-Token, { cookie: token }]",
        "roles: { claim: realm.roles, any: [a, b] }",
        "scopes: { claim: scope, all: [r, w] }",
        "jwk_fingerprints:",
        "key: X-Real-IP",
        "total: 42/min, total_burst: 1",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

pub(crate) fn secrets_are_not_copied_unasked() {
    let secret =
        json!({"extra_config": {"auth/client-credentials": {"client_id": "me", "client_secret": "s3cr3t"}}});
    let backend =
        json!([{"url_pattern": "/x", "host": ["http://a:80"], "extra_config": secret["extra_config"]}]);
    let config = config(&[endpoint("/x", &json!({"backend": backend}))]);
    let (exit, out, files) = run(&config, &[]);
    assert_eq!((exit, files.len()), (Exit::Findings, 0), "{out}");
    assert!(
        out.contains("`auth/client-credentials.client_secret` of `GET /x`") && !out.contains("s3cr3t"),
        "{out}"
    );
    let (exit, out, files) = run(&config, &["--keep-secrets"]);
    assert_eq!(exit, Exit::Clean, "{out}");
    assert!(files.concat().contains("client_secret: s3cr3t") && out.contains("looks like a secret"));
}

pub(crate) fn nothing_is_overwritten_and_bad_input_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, routes) = (folder.path().join("k.json"), folder.path().join("mine"));
    fs::write(&file, config(&[endpoint("/a", &json!({}))]).to_string()).expect("written");
    let arguments = ["import", path(&file), "-o", path(&routes)];
    assert_eq!(gwc(&arguments).0, Exit::Clean);
    assert_eq!(gwc(&arguments).0, Exit::Usage, "there is one already");
    let check = gwc(&["check", "--fail-on=error", path(&routes)]);
    assert_eq!(check.0, Exit::Clean, "{}", check.1);
    let other = folder.path().join("other");
    fs::write(&file, "{\"version\": 3,}").expect("written");
    let (exit, out) = gwc(&["import", path(&file), "-o", path(&other)]);
    assert!(exit == Exit::Findings && out.contains("looking for beginning of object key string"), "{out}");
    assert!(!other.exists());
    assert_eq!(gwc(&["import", path(&file), "-o", path(&folder.path().join("bad name"))]).0, Exit::Usage);
}

pub(crate) fn config_maps_are_imported_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, routes) = (folder.path().join("map.yaml"), folder.path().join("mine"));
    let map = json!({"apiVersion": "v1", "kind": "ConfigMap", "data": {"krakend.json": config(&[endpoint("/a", &json!({}))]).to_string()}});
    fs::write(&file, map.to_string()).expect("written");
    let (exit, out) = gwc(&["import", path(&file), "-o", path(&routes)]);
    assert!(exit == Exit::Clean && out.contains("verified: both forms of 1 endpoint agree"), "{out}");
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
