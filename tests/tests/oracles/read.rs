//! KrakenD configurations are read without loss, and their decisions are KrakenD's.

use std::fs;
use std::path::{Path, PathBuf};

use gwc::load::{self, Configuration, Kind, Tree};
use gwc::lower::krakend_verbatim;
use gwc::model::{Action, Credential, Gateway, Headers, Query, Scheme};
use gwc::read;
use gwc_krakend::value::Format;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;
use serde_json::Value;

fn read(path: &str, text: &str) -> (Option<Gateway>, Diagnostics, SourceMap) {
    let mut sources = SourceMap::default();
    let file = sources.add(path, text);
    let mut out = Diagnostics::default();
    let gateway = read::krakend(Configuration::of_source(&sources, file), &mut out);
    (gateway, out, sources)
}

/// Everything that a model decides, without the places it was read from.
fn decisions(gateway: &Gateway) -> Vec<String> {
    let mut lines = vec![format!(
        "{:?} {:?} {:?} {:?}",
        gateway.name.value,
        gateway.title,
        gateway.listen.value,
        gateway.limit.map(|l| &gateway.limit(l.value).name.value)
    )];
    lines.extend(gateway.endpoints.iter().map(|e| {
        let credential = match &e.credential.value {
            Credential::AnyOf(ids) => ids.iter().map(|id| gateway.auth(*id).name.value.clone()).collect(),
            other => vec![format!("{other:?}")],
        };
        let headers = match &*e.forward.headers.value {
            Headers::All => vec!["*"],
            Headers::List(list) => list.iter().map(|h| &*h.value).collect(),
        };
        let query = match &*e.forward.query.value {
            Query::All => vec!["*"],
            Query::None => vec![],
            Query::List(list) => list.iter().map(|q| &*q.value).collect(),
        };
        let backends: Vec<String> = e
            .backends()
            .iter()
            .map(|b| {
                let upstream = gateway.upstream(b.upstream.value);
                let urls: Vec<String> = upstream.urls.iter().map(|u| u.value.to_string()).collect();
                let extra: Vec<_> = b.extra.entries.iter().map(|(n, v)| (&n.value, v)).collect();
                format!(
                    "{} {urls:?} {:?} {:?} {extra:?} {:?}",
                    upstream.name.value, b.method, b.path.value, b.rest
                )
            })
            .collect();
        let limit = e.limit.map(|l| &gateway.limit(l.value).name.value);
        let extra: Vec<_> = e.extra.entries.iter().map(|(n, v)| (&n.value, v)).collect();
        format!(
            "{} {credential:?} {limit:?} {headers:?} {query:?} {:?} {backends:?} {extra:?} {:?}",
            e.key(),
            e.timeouts.value,
            e.rest
        )
    }));
    lines
}

/// Reads, writes, reads again: the JSON is the same value, and the model decides the same.
fn round_trip(path: &str, text: &str) -> Gateway {
    let (gateway, out, _) = read(path, text);
    let gateway =
        gateway.unwrap_or_else(|| panic!("{path}: {:?}", out.as_slice().first().map(|d| &d.message)));
    let written = krakend_verbatim(&gateway).expect("it was read from KrakenD's form");
    if !path.ends_with(".yaml") {
        let original: Value = serde_json::from_str(text).expect("valid JSON");
        assert_eq!(written, original, "{path}");
        assert_eq!(written.to_string(), original.to_string(), "{path}: numbers and order too");
    }
    let (again, ..) = read(&path.replace(".yaml", ".json"), &written.to_string());
    assert_eq!(decisions(&again.expect("read once, so again")), decisions(&gateway), "{path}");
    gateway
}

fn json_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("readable").map(|e| e.expect("readable").path()) {
        if entry.is_dir() {
            json_files(&entry, found);
        } else if entry.extension().is_some_and(|e| e == "json") {
            found.push(entry);
        }
    }
    found.sort();
}

/// Placeholders of recorded configurations, as numbers.
fn filled(text: &str) -> String {
    [
        ("{{port}}", "18080"),
        ("{{backend}}", "18081"),
        ("{{backend2}}", "18082"),
        ("{{dead}}", "18083"),
        ("{{dir}}", "/x"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
}

pub(crate) fn real_configurations_are_read_without_loss(shared: &Path) {
    let mut files = Vec::new();
    json_files(&shared.join("corpus"), &mut files);
    json_files(&shared.join("conformance/krakend-recorded/configs"), &mut files);
    files.push(shared.join("conformance/krakend-suite/krakend.json"));
    let (mut read_files, mut refused) = (0, 0);
    for path in &files {
        let text = filled(&fs::read_to_string(path).expect("readable"));
        let name = path.to_string_lossy();
        let mut sources = SourceMap::default();
        let file = sources.add("x.json", text.as_str());
        if Tree::parse(&sources, file, Format::Json, text.as_bytes()).kind() != Kind::Krakend {
            continue;
        }
        // What KrakenD cannot even decode has no model.
        let (gateway, out, _) = read(&name, &text);
        if gateway.is_none() {
            assert!(name.contains("/boot-") && out.has_errors(), "{name}: {:?}", out.as_slice());
            refused += 1;
            continue;
        }
        round_trip(&name, &text);
        read_files += 1;
    }
    assert!(read_files > 100 && refused < 5, "{read_files} files were read, {refused} refused");
}

pub(crate) fn the_corpus_has_its_endpoints(shared: &Path) {
    for (file, endpoints, gated, upstreams) in [
        ("hanzo-2026/gateway.json", 237, 216, 31),
        ("hanzo-2026-policy/gateway.json", 237, 216, 31),
        ("hanzo-2026-early/gateway.json", 193, 156, 0),
        ("hanzo-first/krakend.json", 13, 0, 0),
        ("lux/gateway.json", 14, 1, 1),
        ("lux/krakend-early.json", 5, 0, 3),
        ("example/gateway.json", 6, 0, 0),
    ] {
        let text = fs::read_to_string(shared.join("corpus").join(file)).expect("readable");
        let gateway = round_trip(file, &text);
        assert_eq!(gateway.endpoints.len(), endpoints, "{file}");
        let closed = gateway.endpoints.iter().filter(|e| !e.credential.value.is_open()).count();
        if gated > 0 {
            assert_eq!(closed, gated, "{file}");
        }
        if upstreams > 0 {
            let names: Vec<_> = gateway.upstreams.iter().map(|u| &u.name.value).collect();
            assert_eq!(gateway.upstreams.len(), upstreams, "{file}: {names:?}");
        }
        assert!(gateway.upstreams.is_sorted_by_key(|u| &u.name.value));
    }
}

pub(crate) fn what_krakend_takes_is_taken() {
    let text = r#"{
        "$schema": "https://www.krakend.io/schema/v2.13/krakend.json", "@comment": [1.0, 1e3, {"a": null}],
        "Version": "3", "name": "My API Gateway", "port": "9000", "host": "http://base:81/",
        "ENDPOINTS": [
            {"endpoint": "/a/{id}", "method": "post", "timeout": 3000, "input_headers": ["X-A", "*"],
             "backend": {"URL_Pattern": "b/{id}/{JWT.sub}", "extra_config": {"x/y": 1.50}},
             "extra_config": {"github.com/devopsfaith/krakend-jose/validator":
                {"alg": "RS256", "jwk_url": "https://id.example/jwks", "issuer": "https://id.example", "audience": ["a"]}}},
            {"endpoint": "/skipped", "method": "TRACE", "backend": [{"host": ["http://c:80"]}], "odd": 1},
            {"endpoint": "/b", "input_query_strings": ["q"],
             "backend": [{"host": ["d:80"], "method": "PUT"}, {"url_pattern": "/e"}]}
        ]}"#;
    let gateway = round_trip("dir/krakend.json", text);
    assert_eq!((gateway.name.value.as_str(), gateway.listen.value.port), ("my", 9000));
    let [a, b] = gateway.endpoints.as_slice() else { panic!("two endpoints are served") };
    assert_eq!((a.key(), b.key()), ("POST /a/{id}".into(), "GET /b".into()));
    assert_eq!(a.timeouts.value.total.expect("always one").nanos, 3000);
    assert_eq!(b.timeouts.value.total.expect("always one").nanos, 2_000_000_000);
    assert_eq!(*a.forward.headers.value, Headers::All);
    let Credential::AnyOf(auths) = &a.credential.value else { panic!("a validator") };
    let auth = gateway.auth(auths[0]);
    assert_eq!(auth.name.value, "id");
    assert!(matches!(&auth.scheme, Scheme::Jwt(jwt) if jwt.jwks.value == "https://id.example/jwks"));
    assert_eq!(a.backends()[0].path.value.to_string(), "/b/{id}/{JWT.sub}");
    let Action::Proxy(backends) = &b.action else { panic!("proxied") };
    let hosts: Vec<String> =
        backends.iter().map(|x| gateway.upstream(x.upstream.value).urls[0].value.to_string()).collect();
    assert_eq!(hosts, ["http://d:80", "http://base:81"]);
    assert_eq!(backends[0].method, Some(gwc_syntax::value::Method::Put));
    assert_eq!(b.credential.value, Credential::Unstated);
}

pub(crate) fn spans_point_into_the_file() {
    let text = "{\"version\": 3, \"endpoints\": [{\"endpoint\": \"/a\", \"timeout\": \"5s\",\n \"backend\": [{\"host\": [\"http://a\"], \"url_pattern\": \"/b\"}]}]}";
    let (gateway, out, sources) = read("k.json", text);
    assert!(out.is_empty(), "{:?}", out.as_slice());
    let gateway = gateway.expect("valid");
    let endpoint = &gateway.endpoints[0];
    let shown = |id| sources.text(gateway.span(id));
    assert_eq!(shown(endpoint.origin), "\"/a\"");
    assert_eq!(shown(endpoint.timeouts.origin), "\"5s\"");
    assert_eq!(shown(endpoint.backends()[0].path.origin), "\"/b\"");
    assert_eq!(sources.text(gateway.upstreams[0].urls[0].span), "\"http://a\"");
}

pub(crate) fn yaml_configurations_are_read_too() {
    let text = "version: 3\nhost: [http://a:80]\nendpoints:\n  - &one\n    endpoint: /a\n    backend: [{ url_pattern: /x }]\n  - { <<: *one, endpoint: /b, timeout: 0x10 }\n";
    let gateway = round_trip("k.yaml", text);
    let keys: Vec<String> = gateway.endpoints.iter().map(gwc::model::Endpoint::key).collect();
    assert_eq!(keys, ["GET /a", "GET /b"]);
    assert_eq!(gateway.endpoints[1].timeouts.value.total.expect("one").nanos, 16);
}

const CONFIG: &str = "{\n  \"version\": 3,\n  \"endpoints\": [{ \"endpoint\": \"/a\", \"backend\": [{ \"host\": [\"http://é:80\"] }] }]\n}\n";

fn config_map(path: &str, text: &str, key: Option<&str>) -> (Option<Gateway>, Diagnostics, SourceMap) {
    let mut sources = SourceMap::default();
    let file = sources.add(path, text);
    let mut out = Diagnostics::default();
    let configuration = load::configuration(file, key, &mut sources, &mut out);
    let gateway = configuration.and_then(|configuration| read::krakend(configuration, &mut out));
    (gateway, out, sources)
}

pub(crate) fn config_maps_hold_configurations() {
    let config = CONFIG.replace('é', "e");
    let block: String = config.lines().map(|line| format!("    {line}\n")).collect();
    let yaml = format!(
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  readme: é\n  gateway.json: |\n{block}  other.txt: x\n"
    );
    let (gateway, out, sources) = config_map("maps/a.yaml", &yaml, None);
    let gateway = gateway.unwrap_or_else(|| panic!("{:?}", out.as_slice()));
    let span = gateway.span(gateway.endpoints[0].origin);
    assert_eq!((sources.text(span), sources.locate(span).as_str()), ("\"/a\"", "maps/a.yaml:8:35"));

    let json = serde_json::json!({"apiVersion": "v1", "kind": "ConfigMap", "data": {"my.json": config, "k.txt": "1"}});
    let (gateway, _, sources) = config_map("maps/a.json", &json.to_string(), None);
    let gateway = gateway.expect("the only JSON key");
    let span = gateway.span(gateway.endpoints[0].origin);
    assert_eq!(sources.locate(span), "maps/a.json#data.my.json:3:31");

    let broken = yaml.replace("\"version\": 3,", "\"version\": 3,,");
    let (none, out, sources) = config_map("maps/a.yaml", &broken, None);
    assert!(none.is_none());
    assert_eq!(sources.locate(out.as_slice()[0].primary.span), "maps/a.yaml:7:20");

    for (text, key, word) in [
        (yaml.replace("gateway.json", "gateway.conf"), None, "`gateway.conf`"),
        (yaml.clone(), Some("nope.json"), "`gateway.json`"),
        ("kind: ConfigMap\napiVersion: v1\n".to_owned(), None, "contains no text"),
    ] {
        let (none, out, _) = config_map("m.yaml", &text, key);
        assert!(none.is_none());
        let help = out.as_slice()[0].help.as_deref().unwrap_or_default();
        assert!(help.contains(word), "{help}");
    }
}

pub(crate) fn refusals_are_reported_and_the_rest_is_read() {
    let text = r#"{"version": 3, "endpoints": [
        {"endpoint": "/__debug/x", "backend": [{"host": ["http://a"]}]},
        {"endpoint": "/b", "backend": [{"host": ["http://a"]}]}]}"#;
    let (gateway, out, sources) = read("k.json", text);
    assert_eq!(gateway.expect("it can be decoded").endpoints.len(), 2);
    let finding = &out.as_slice()[0];
    assert!(finding.message.contains("since it is invalid!!!"), "{}", finding.message);
    assert_eq!(sources.text(finding.primary.span), "\"/__debug/x\"");
    for text in [
        "",
        "[]",
        "{",
        "{\"version\": 3, \"endpoints\": [null]}",
        "{\"version\": []}",
        "{\"version\": 3}\n{}",
    ] {
        let (gateway, out, _) = read("k.json", text);
        assert!(gateway.is_none() && (out.has_errors() || text == "{}"), "{text}");
    }
    let deep = format!("{{\"version\": 3, \"x\": {}1{}}}", "[".repeat(5000), "]".repeat(5000));
    let (gateway, out, _) = read("k.json", &deep);
    assert!(gateway.is_none() && out.has_errors());
}

pub(crate) mod generated {
    use gwc_tests::generate::{config, value};
    use gwc_tests::suite::Suite;
    use proptest::prelude::*;

    /// Adds the tests below.
    pub(crate) fn add(suite: &mut Suite) {
        suite.test("read::configurations_survive", configurations_survive);
        suite.test("read::nothing_panics", nothing_panics);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        /// Whatever is in a configuration, and in whichever order and spelling: it is read without loss.
        fn configurations_survive(config in config()) {
            super::round_trip("generated.json", &config.to_string());
        }

        /// No text makes the reader panic.
        fn nothing_panics(value in value(), cut in 0usize..400) {
            let text = serde_json::json!({"version": 3, "endpoints": value, "host": "http://a"}).to_string();
            super::read("a.json", &text);
            super::read("a.json", text.get(..cut).unwrap_or(&text));
            super::read("a.yaml", &text);
        }
    }
}
