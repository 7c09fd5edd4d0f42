//! The command, on small configurations.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use gwc::cli::{self, Exit, Io};
use gwc::{import, verify};
use gwc_syntax::value::Date;
use serde_json::json;

use super::{is_the_same_data, read};

pub(super) fn path(path: &Path) -> &str {
    path.to_str().expect("a path of the test")
}

pub(super) fn gwc(arguments: &[&str]) -> (Exit, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let today = Date::parse("2026-11-21").expect("a day");
    let mut io =
        Io { out: &mut out, err: &mut err, colours: false, width: None, environment: BTreeMap::new(), today };
    let exit = cli::run(["gwc"].iter().chain(arguments), &mut io);
    (exit, String::from_utf8_lossy(&out).into_owned() + &String::from_utf8_lossy(&err))
}

/// Runs an import of one configuration; what it printed, and which files there are then.
pub(super) fn run(config: &serde_json::Value, flags: &[&str]) -> (Exit, String, Vec<String>) {
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

pub(super) fn endpoint(path: &str, more: &serde_json::Value) -> serde_json::Value {
    let mut endpoint = json!({
        "endpoint": path, "output_encoding": "no-op", "input_headers": ["*"],
        "backend": [{"url_pattern": path, "host": ["http://a:80"]}]
    });
    let map = endpoint.as_object_mut().expect("a map");
    map.extend(more.as_object().expect("a map").clone());
    endpoint
}

pub(super) fn config(endpoints: &[serde_json::Value]) -> serde_json::Value {
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
