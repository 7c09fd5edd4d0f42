//! `security/cors`, `security/bot-detector`, `security/http` and `qos/circuit-breaker` of a KrakenD configuration: what is
//! served, what is refused, and what an import makes of them.

use gwc::load;
use gwc::lower::artifact::krakend::{Partial, lower};
use gwc::model::Gateway;
use gwc_runtime::Unenforced;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;
use gwc_tests::net::{Answer, Served, Upstream, exchange};
use serde_json::{Value, json};

/// A configuration with one endpoint at an upstream.
fn configuration(port: u16, root: &Value, endpoint: &Value, backend: &Value) -> Value {
    json!({
        "version": 3,
        "extra_config": root,
        "endpoints": [{
            "endpoint": "/a", "output_encoding": "no-op", "input_headers": ["*"], "extra_config": endpoint,
            "backend": [{ "url_pattern": "/b", "encoding": "no-op", "host": [format!("http://127.0.0.1:{port}")], "extra_config": backend }],
        }],
    })
}

fn read(configuration: &Value) -> Gateway {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("krakend.json");
    std::fs::write(&path, configuration.to_string()).unwrap();
    let (mut sources, mut out) = (SourceMap::default(), Diagnostics::default());
    let file = load::file(&path, &mut sources, &mut out).expect("a file");
    let loaded = load::configuration(file, None, &mut sources, &mut out).expect("a configuration");
    gwc::read::krakend(loaded, &mut out).expect("a gateway")
}

fn lowered(configuration: &Value) -> Partial {
    lower(&read(configuration), |gateway| {
        let lacks = Unenforced::of(gateway);
        (!lacks.is_empty()).then(|| lacks.to_string())
    })
}

/// Serves all of a configuration.
fn serve(root: &Value, endpoint: &Value, backend: &Value, upstream: &Upstream) -> Served {
    let partial = lowered(&configuration(upstream.address.port(), root, endpoint, backend));
    assert!(partial.unsupported.is_empty() && partial.root.is_empty(), "{partial:?}");
    Served::start(&partial.gateway)
}

fn ask(served: &Served, method: &str, path: &str, lines: &str) -> Answer {
    exchange(served.address, format!("{method} {path} HTTP/1.1\r\nHost: api.example.com\r\n{lines}\r\n"))
}

#[test]
fn cors_of_the_root_answers_for_any_path() {
    let upstream = Upstream::text("ok");
    let cors = json!({ "security/cors": {
        "allow_origins": ["https://app.example.com", "https://*.example.org"], "allow_credentials": true,
        "allow_headers": ["X-A"], "expose_headers": ["X-Total"], "max_age": "2h",
    } });
    let served = serve(&cors, &json!({}), &json!({}), &upstream);
    let page = "Origin: https://app.example.com\r\n";
    for (path, method, allowed) in [("/a", "GET", true), ("/missing", "POST", true), ("/a", "DELETE", false)]
    {
        let answer =
            ask(&served, "OPTIONS", path, &format!("{page}Access-Control-Request-Method: {method}\r\n"));
        assert_eq!(answer.status, 204, "{path} {method}");
        assert_eq!(answer.header("access-control-allow-origin").is_some(), allowed, "{path} {method}");
        assert_eq!(answer.header("access-control-max-age"), allowed.then_some("7200"), "{path} {method}");
    }
    let answer = ask(&served, "GET", "/a", page);
    assert_eq!(answer.header("access-control-allow-credentials"), Some("true"));
    assert_eq!(answer.header("access-control-expose-headers"), Some("x-total"));
    assert_eq!(
        ask(&served, "GET", "/a", "Origin: https://evil.example\r\n").header("access-control-allow-origin"),
        None
    );
}

#[test]
fn bots_of_the_root_and_of_an_endpoint_are_refused() {
    let upstream = Upstream::text("ok");
    let root = json!({ "security/bot-detector": { "deny": ["MJ12bot"], "allow": ["scrapy-friend"], "patterns": ["(?i)scrapy"] } });
    let endpoint = json!({ "security/bot-detector": { "empty_user_agent_is_bot": true } });
    let served = serve(&root, &endpoint, &json!({}), &upstream);
    for (agent, status) in [("MJ12bot", 403), ("a Scrapy", 403), ("scrapy-friend", 200), ("curl", 200)] {
        assert_eq!(ask(&served, "GET", "/a", &format!("User-Agent: {agent}\r\n")).status, status, "{agent}");
    }
    assert_eq!(ask(&served, "GET", "/a", "").status, 403);
}

#[test]
fn headers_and_hosts_of_security_http_hold() {
    let upstream = Upstream::text("ok");
    let http = json!({ "security/http": {
        "allowed_hosts": ["api.example.com"], "frame_deny": true, "content_type_nosniff": true,
        "sts_seconds": 60, "force_sts_header": true,
    } });
    let served = serve(&http, &json!({}), &json!({}), &upstream);
    let answer = ask(&served, "GET", "/a", "");
    assert_eq!((answer.status, answer.header("x-frame-options")), (200, Some("DENY")));
    assert_eq!(answer.header("strict-transport-security"), Some("max-age=60"));
    assert_eq!(exchange(served.address, "GET /a HTTP/1.1\r\nHost: other.example\r\n\r\n").status, 404);
}

#[test]
fn a_breaker_counts_broken_connections_and_no_statuses() {
    let breaker = json!({ "qos/circuit-breaker": { "interval": 60, "timeout": 60, "max_errors": 1 } });
    let failing = Upstream::start(|connection| {
        while connection.head().is_some() {
            connection.send("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");
        }
    });
    let served = serve(&json!({}), &json!({}), &breaker, &failing);
    assert_eq!((0..4).map(|_| ask(&served, "GET", "/a", "").status).collect::<Vec<_>>(), [500; 4]);
    let broken = Upstream::start(|connection| drop(connection.head()));
    let served = serve(&json!({}), &json!({}), &breaker, &broken);
    (0..2).for_each(|_| drop(ask(&served, "GET", "/a", "")));
    let before = broken.heads().len();
    ask(&served, "GET", "/a", "");
    assert_eq!(broken.heads().len(), before, "max_errors + 1 failures open it");
}

#[test]
fn what_gwr_has_not_is_named() {
    for (name, value) in [
        ("security/cors", json!({ "options_passthrough": true })),
        ("security/http", json!({ "ssl_redirect": true })),
        ("security/bot-detector", json!({ "patterns": ["(bot"] })),
    ] {
        let partial = lowered(&configuration(80, &json!({ name: value }), &json!({}), &json!({})));
        assert_eq!(partial.root, [name]);
    }
}

#[test]
fn an_import_writes_keys_of_the_language() {
    let root = json!({
        "security/cors": { "allow_origins": ["https://app.example.com"], "allow_methods": ["GET", "PUT"], "max_age": "2h" },
        "security/bot-detector": { "deny": ["MJ12bot"] },
    });
    let gateway = read(&configuration(80, &root, &json!({}), &json!({})));
    let imported = gwc::import::import(&gateway, "shop", "krakend.json");
    let text = &imported.files[0].1;
    assert!(
        text.contains(r#"cors: { origins: ["https://app.example.com"], methods: [GET, PUT]"#)
            && text.contains("bots: { deny: [MJ12bot] }"),
        "{text}"
    );
    assert!(!text.contains("security/"), "{text}");
    let proof = gwc::verify::prove(&gateway, &imported.files).expect("both behave the same");
    assert_eq!(proof.endpoints, 1);
}
