//! What a client gets: of an upstream, and of the gateway itself.

use gwc_tests::net::{GatewayBuilder, Served, Upstream, Wire, exchange, loopback};
use serde_json::json;

#[test]
fn misses_are_answered_in_krakends_shape() {
    let upstream = Upstream::text("ok");
    let gateway = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route("POST /a", "u", "/a")
        .route("GET /a", "u", "/a")
        .route("DELETE /a/*", "u", "/a/*")
        .build();
    let served = Served::start(&gateway);
    let ask = |method: &str, path: &str| {
        exchange(served.address, format!("{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n"))
    };
    let missing = ask("GET", "/b");
    assert_eq!((missing.status, missing.text().as_str()), (404, "404 page not found"));
    assert_eq!(missing.header("content-type"), Some("text/plain"));
    for method in ["DELETE", "TRACE", "get", "BREW"] {
        let refused = ask(method, "/a");
        assert_eq!((refused.status, refused.text().as_str()), (405, "405 method not allowed"), "{method}");
        assert_eq!(refused.header("allow"), Some("GET, HEAD, OPTIONS, POST"), "{method}");
    }
    assert_eq!(ask("GET", "/a/").status, 404);
    assert_eq!(ask("BREW", "/b").status, 404);
    assert_eq!(ask("DELETE", "/a/b/../c").status, 400);
    assert_eq!(ask("BREW", "/a/%2e%2e/c").status, 400);
    assert_eq!(upstream.connections(), 0);
}

#[test]
fn hosts_are_only_those_declared() {
    let upstream = Upstream::text("ok");
    let gateway = |strict: bool| {
        GatewayBuilder::new()
            .upstream("u", upstream.address)
            .route("GET /any", "u", "/")
            .route_with("GET /one", "u", "/", |endpoint| endpoint.hosts = vec!["one.test".to_owned()].into())
            .with(|gateway| {
                gateway.hosts = vec!["one.test".to_owned(), "two.test".to_owned()].into();
                gateway.strict_hosts = strict;
            })
            .build()
    };
    let status = |served: &Served, host: &str, path: &str| {
        exchange(served.address, format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n")).status
    };
    let open = Served::start(&gateway(false));
    let strict = Served::start(&gateway(true));
    for (host, path, when_open, when_strict) in [
        ("one.test", "/one", 200, 200),
        ("ONE.Test:8080", "/one", 200, 200),
        ("two.test", "/one", 404, 404),
        ("other.test", "/any", 200, 404),
        ("one.test.evil", "/one", 404, 404),
    ] {
        assert_eq!(
            (status(&open, host, path), status(&strict, host, path)),
            (when_open, when_strict),
            "{host} {path}"
        );
    }
}

#[test]
fn answers_lose_what_was_for_the_gateway_alone() {
    let upstream = Upstream::start(|connection| {
        while connection.head().is_some() {
            connection.send(
                "HTTP/1.1 203 Odd\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nServer: s\r\n\
                 Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nProxy-Authenticate: x\r\nContent-Length: 2\r\n\r\nok",
            );
        }
    });
    let gateway = GatewayBuilder::new().upstream("u", upstream.address).route("GET /", "u", "/").build();
    let served = Served::start(&gateway);
    let answer = exchange(served.address, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!((answer.status, answer.text().as_str()), (203, "ok"));
    let mut names: Vec<&str> = answer.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["content-length", "date", "server", "set-cookie", "set-cookie", "x-request-id"]);
}

#[test]
fn head_and_empty_answers_have_no_body_and_keep_the_connection() {
    let upstream = Upstream::start(|connection| {
        while let Some(head) = connection.head() {
            connection.send(match &head[..5] {
                "HEAD " => "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n",
                "GET /" => "HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n",
                _ => "HTTP/1.1 204 No Content\r\n\r\n",
            });
        }
    });
    let gateway = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route("HEAD /", "u", "/")
        .route("GET /", "u", "/")
        .route("DELETE /", "u", "/")
        .build();
    let served = Served::start(&gateway);
    let mut wire = Wire::connect(served.address);
    for round in 0..3 {
        wire.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
        let (status, headers) = wire.head().unwrap();
        assert_eq!(status, 200);
        assert!(headers.contains(&("content-length".to_owned(), "1000".to_owned())), "{headers:?}");
        assert_eq!(wire.get("/").status, 304, "round {round}");
        wire.send("DELETE / HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_eq!(wire.answer().unwrap().status, 204);
    }
    assert_eq!(upstream.connections(), 1, "one connection carries them all");
}

#[test]
fn health_is_the_gateways_own() {
    let upstream = Upstream::text("ok");
    let dead = std::net::TcpListener::bind(loopback()).unwrap().local_addr().unwrap();
    let gateway = GatewayBuilder::new()
        .upstream("alive", upstream.address)
        .upstream("dead", dead)
        .route("GET /a", "alive", "/")
        .route("GET /b", "dead", "/")
        .health("GET /health")
        .build();
    let served = Served::start(&gateway);
    let mut wire = Wire::connect(served.address);
    let own = wire.get("/__health");
    assert_eq!((own.status, own.text().as_str()), (200, r#"{"status":"ok"}"#));
    wire.send("POST /__health HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(wire.answer().unwrap().status, 405);
    let health = wire.get("/health");
    assert_eq!(health.status, 200);
    assert_eq!(
        health.json(),
        json!({ "status": "degraded", "upstreams": { "alive": "reachable", "dead": "unreachable" } })
    );
    let unreachable = wire.get("/b");
    assert_eq!((unreachable.status, unreachable.header("content-type")), (502, Some("text/plain")));
}
