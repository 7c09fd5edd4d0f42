//! `dialect`: the bodies with which the gateway refuses a request.

use gwc_artifact::{ApiKey, Auth, AuthKind, Credential, Dialect, EndpointPolicy, Gateway, KeyCheck, Set};
use gwc_runtime::{AccessLog, Options};
use gwc_tests::net::{Answer, GatewayBuilder, Served, Upstream, exchange};

/// `GET /NAME` needs a key, and answers in the dialect of the name; `GET /unset` has none.
fn gateway(upstream: &Upstream) -> Gateway {
    let key = ApiKey {
        prefixes: vec!["sk-".to_owned()].into(),
        headers: vec!["X-Key".to_owned()],
        verify: KeyCheck::Upstream,
    };
    let named =
        Dialect::ALL.map(|dialect| (dialect.as_str(), Set::from(vec![EndpointPolicy::Dialect(dialect)])));
    let endpoints = named.into_iter().chain([("unset", Set::default())]);
    let builder = GatewayBuilder::new().upstream("u", upstream.address);
    let builder = endpoints.fold(builder, |builder, (name, policies)| {
        builder.route_with(&format!("GET /{name}"), "u", "/", |endpoint| {
            endpoint.policies = policies.into();
            endpoint.credential = Credential::AnyOf(vec!["key".into()]);
        })
    });
    builder.with(|gateway| gateway.auth = vec![Auth::new("key", AuthKind::ApiKey(key))]).build()
}

fn ask(served: &Served, method: &str, path: &str, headers: &str) -> Answer {
    exchange(served.address, format!("{method} {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n"))
}

#[test]
fn a_refusal_has_the_format_of_the_endpoint() {
    let upstream = Upstream::text("ok");
    let served = Served::start(&gateway(&upstream));
    let id = "X-Request-ID: r-1\r\n";
    for (path, content_type, body) in [
        ("/unset", "text/plain", "401 unauthorized"),
        ("/plain", "text/plain", "401 unauthorized"),
        (
            "/json",
            "application/json",
            r#"{"error":"unauthorized","message":"Authentication required","request_id":"r-1"}"#,
        ),
        (
            "/openai",
            "application/json",
            r#"{"error":{"message":"Authentication required","type":"authentication_error","param":null,"code":"unauthorized"}}"#,
        ),
        (
            "/anthropic",
            "application/json",
            r#"{"type":"error","error":{"type":"authentication_error","message":"Authentication required"},"request_id":"r-1"}"#,
        ),
    ] {
        let refused = ask(&served, "GET", path, id);
        assert_eq!((refused.status, refused.text().as_str()), (401, body), "{path}");
        assert_eq!(refused.header("content-type"), Some(content_type), "{path}");
        assert_eq!(refused.header("x-request-id"), Some("r-1"), "{path}");
        assert!(refused.header("www-authenticate").is_some(), "{path}");
    }
    assert_eq!(ask(&served, "GET", "/missing", id).text(), "404 page not found", "no endpoint, no dialect");
}

#[test]
fn an_answer_to_head_has_no_body() {
    let upstream = Upstream::text("ok");
    let served = Served::start(&gateway(&upstream));
    let mut wire = gwc_tests::net::Wire::connect(served.address);
    wire.send("HEAD /json HTTP/1.1\r\nHost: x\r\n\r\n");
    let (status, headers) = wire.head().expect("a head");
    assert_eq!(status, 401);
    assert!(headers.contains(&("content-type".to_owned(), "application/json".to_owned())), "{headers:?}");
    assert_eq!(wire.get("/json").status, 401, "the connection continues with the next request");
}

#[test]
fn an_id_is_the_clients_or_a_new_one_and_is_the_one_in_the_log() {
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("access.log");
    let upstream = Upstream::text("ok");
    let options = Options { access_log: AccessLog::File(log.clone()), ..Options::default() };
    let served = Served::start_with(&gateway(&upstream), options);
    let long = "x".repeat(129);
    let mut ids = Vec::new();
    for sent in ["good-1", "two words", "", &long, &long[1..]] {
        let refused = ask(&served, "GET", "/json", &format!("X-Request-ID: {sent}\r\n"));
        let id = refused.json()["request_id"].as_str().unwrap().to_owned();
        assert_eq!(refused.header("x-request-id"), Some(id.as_str()));
        assert_eq!(id == sent, matches!(sent.len(), 6 | 128), "{sent}");
        ids.push(id);
    }
    served.handle.drain();
    served.join();
    let text = std::fs::read_to_string(&log).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect(line));
    let logged: Vec<String> = lines.map(|line| line["request_id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(logged, ids);
}
