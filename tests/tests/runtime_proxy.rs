//! What of a request reaches the upstream, and what of the answer the client.

use gwc_artifact::{
    ApiKey, Auth, AuthKind, Credential, Endpoint, ForwardHeaders, ForwardQuery, Gateway, Method, Scheme,
    UpstreamHost,
};
use gwc_runtime::Options;
use gwc_runtime::echo::Echo;
use gwc_tests::net::{GatewayBuilder, Served, Upstream, Wire, exchange, loopback};
use serde_json::{Value, json};

fn list(names: &[&str]) -> ForwardHeaders {
    ForwardHeaders::List(names.iter().map(|name| (*name).to_owned()).collect())
}

/// Serves an endpoint `GET /svc/{id}/*` in front of an echo and sends a request with these headers; answers what the
/// echo saw.
fn seen(change: impl FnOnce(&mut Endpoint), auth: Vec<Auth>, target: &str, headers: &str) -> Value {
    let echo = Echo::start(loopback()).unwrap();
    let gateway = GatewayBuilder::new()
        .upstream("echo", echo.address())
        .route_with("GET /svc/{id}/*", "echo", "/v1/{id}/x/*", change)
        .with(|gateway| gateway.auth = auth)
        .build();
    let served = Served::start_with(&gateway, Options { skip_credentials: true, ..Options::default() });
    let answer =
        exchange(served.address, format!("GET {target} HTTP/1.1\r\nHost: api.test\r\n{headers}\r\n"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn key_auth() -> Vec<Auth> {
    let headers = vec!["Authorization".to_owned(), "X-API-Key".to_owned()];
    let kind = AuthKind::ApiKey(ApiKey {
        prefixes: vec!["sk-".to_owned()].into(),
        headers,
        verify: gwc_artifact::KeyCheck::Upstream,
    });
    vec![Auth::new("key", kind)]
}

#[test]
fn method_path_and_query_are_as_the_endpoint_says() {
    let seen = seen(|_| {}, vec![], "/svc/a%20b/c/%C3%A9?b=2&a=%zz&b=1", "");
    assert_eq!(seen["method"], "GET");
    assert_eq!(seen["path"], "/v1/a%20b/x/c/%C3%A9");
    assert_eq!(seen["query"], "b=2&a=%zz&b=1");
}

#[test]
fn another_method_can_be_sent() {
    let change = |endpoint: &mut Endpoint| {
        let gwc_artifact::Backend::Upstream { method, .. } = &mut endpoint.backend else { unreachable!() };
        *method = Some(Method::Put);
    };
    assert_eq!(seen(change, vec![], "/svc/1/2", "")["method"], "PUT");
}

#[test]
fn only_listed_query_parameters_pass_in_their_order_and_spelling() {
    let names = |names: &[&str]| ForwardQuery::List(names.iter().map(|name| (*name).to_owned()).collect());
    let query = |forward: ForwardQuery| {
        seen(|endpoint| endpoint.forward.query = forward, vec![], "/svc/1/2?page=2&x=1&p%61ge=%33&Page=4", "")
            ["query"]
            .clone()
    };
    assert_eq!(query(names(&["page"])), "page=2&p%61ge=%33");
    assert_eq!(query(names(&["none"])), Value::Null);
    assert_eq!(query(ForwardQuery::None), Value::Null);
}

#[test]
fn exactly_the_listed_headers_pass() {
    let headers = "Accept: a/b\r\nACCEPT: c/d\r\nX-Other: 1\r\nCookie: c=1\r\nUser-Agent: u\r\nAuthorization: Bearer t\r\n";
    let seen = seen(
        |endpoint| endpoint.forward.headers = list(&["accept", "X-Missing"]),
        vec![],
        "/svc/1/2",
        headers,
    );
    let mut expected = json!({
        "accept": ["a/b", "c/d"],
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-host": "api.test",
        "x-forwarded-proto": "http",
    });
    for own in ["host", "x-request-id"] {
        expected[own] = seen["headers"][own].clone();
    }
    assert_eq!(seen["headers"], expected);
    assert_ne!(expected["host"], "api.test", "the upstream sees its own name");
}

#[test]
fn all_headers_are_all_but_those_of_the_connection_and_credentials_nobody_reads() {
    let headers = "Connection: keep-alive, X-Private\r\nX-Private: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\n\
                   Proxy-Authorization: p\r\nUpgrade: h2c\r\nHTTP2-Settings: s\r\nTrailer: t\r\n\
                   Authorization: Bearer t\r\nX-API-Key: k\r\nX_API_Key: k\r\nX-Real-IP: 6.6.6.6\r\n\
                   X-Forwarded-For: 6.6.6.6\r\nX_Forwarded_For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\n\
                   X-Forwarded-Host: evil\r\nX-Forwarded-Prefix: /evil\r\nX-Other: 1\r\nCookie: c=1\r\n";
    let seen = seen(|_| {}, vec![], "/svc/1/2", headers);
    let names: Vec<&String> = seen["headers"].as_object().unwrap().keys().collect();
    let mut expected = vec![
        "host",
        "x-other",
        "cookie",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-request-id",
    ];
    expected.sort_unstable();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, expected);
    assert_eq!(seen["headers"]["x-forwarded-for"], "127.0.0.1");
    assert_eq!(seen["headers"]["x-forwarded-host"], "api.test");
}

#[test]
fn a_credential_passes_where_the_endpoint_reads_it_and_says_so() {
    let check = |forward: ForwardHeaders, credentials: bool, headers: &str| {
        let change = |endpoint: &mut Endpoint| {
            endpoint.credential = Credential::AnyOf(vec!["key".into()]);
            endpoint.forward.headers = forward;
            endpoint.forward.credentials = credentials;
        };
        let seen = seen(change, key_auth(), "/svc/1/2", headers);
        (seen["headers"]["authorization"].clone(), seen["headers"]["x-api-key"].clone())
    };
    let both = "X-API-Key: sk-1\r\nAuthorization: Bearer sk-2\r\n";
    for forward in [list(&["accept"]), ForwardHeaders::All] {
        let (authorization, key) = check(forward.clone(), true, both);
        assert_eq!(
            (authorization, key),
            (json!("Bearer sk-2"), Value::Null),
            "the first that is there is the one read"
        );
        let (authorization, key) = check(forward.clone(), true, "x-api-KEY: sk-1\r\n");
        assert_eq!((authorization, key), (Value::Null, json!("sk-1")));
        let (authorization, key) = check(forward, false, both);
        assert_eq!((authorization, key), (Value::Null, Value::Null));
    }
}

#[test]
fn no_spelling_of_an_identity_header_arrives() {
    let names = [
        "X-User-Id",
        "x-user-id",
        "X_USER_ID",
        "X-Org-Id",
        "x_org-id",
        "X-Roles",
        "X_Roles",
        "X-User-Owner",
        "X-User-Permissions",
        "X-User-Email",
        "X-Phone-Number",
        "X-User-IsAdmin",
        "X-User-IsGlobalAdmin",
        "X-Project-Id",
        "X-Billing-Account-Id",
        "X-User-Role",
        "X-User-Roles",
        "X-User-Name",
        "X-Tenant-Id",
        "X-Tenant-ID",
        "X-Org",
        "X-IAM-Anything",
        "x_iam_x",
        "X-HANZO-Test",
        "x-hanzo_key",
        "X-Minted",
        "x_minted",
        "X-MINTED",
    ];
    let minting = || {
        let headers = vec![gwc_artifact::MintedHeader {
            header: "X-Minted".to_owned(),
            value: gwc_artifact::Minted::First(vec!["sub".to_owned()]),
        }];
        let kind = AuthKind::Jwt(gwc_artifact::Jwt {
            issuer: gwc_artifact::Issuer::Exact("https://iam.test".to_owned()),
            jwks_url: "https://iam.test/jwks".to_owned(),
            discover: false,
            algorithms: vec![gwc_artifact::Algorithm::Rs256].into(),
            audiences: gwc_artifact::Audiences::Any,
            sources: vec![gwc_artifact::TokenSource::Header("Authorization".to_owned())],
            leeway: std::time::Duration::ZERO,
            require: gwc_artifact::Set::default(),
            headers: headers.into(),
        });
        vec![Auth::new("iam", kind)]
    };
    let lines: String = names.iter().map(|name| format!("{name}: forged\r\n{name}: twice\r\n")).collect();
    let connection = "Connection: x-forwarded-for, X-Forwarded-Host, host\r\n";
    for forward in [ForwardHeaders::All, list(&names)] {
        let change = |endpoint: &mut Endpoint| endpoint.forward.headers = forward;
        let seen = seen(change, minting(), "/svc/1/2", &format!("{lines}{connection}"));
        let arrived: Vec<&String> = seen["headers"].as_object().unwrap().keys().collect();
        assert_eq!(
            arrived,
            ["host", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-request-id"]
        );
    }
}

#[test]
fn trailers_are_dropped_both_ways() {
    let upstream = Upstream::start(|connection| {
        let head = connection.head().unwrap();
        connection.skip_body(&head);
        connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-User-Id\r\n\r\n2\r\nok\r\n0\r\nX-User-Id: 1\r\n\r\n");
    });
    let gateway = GatewayBuilder::new().upstream("u", upstream.address).route("POST /", "u", "/").build();
    let served = Served::start(&gateway);
    let mut wire = Wire::connect(served.address);
    wire.send(
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTrailer: X-User-Id\r\n\r\n\
         3\r\nabc\r\n0\r\nX-User-Id: forged\r\nContent-Length: 5\r\n\r\n",
    );
    let answer = wire.answer().unwrap();
    assert_eq!((answer.status, answer.text()), (200, "ok".to_owned()));
    assert_eq!(answer.header("trailer"), None);
    let heads = upstream.heads();
    assert!(heads[0].contains("transfer-encoding: chunked\r\n"), "{}", heads[0]);
    assert!(!heads[0].to_lowercase().contains("x-user-id"), "{}", heads[0]);
    assert_eq!(wire.get("/").status, 405, "the connection goes on at the next request");
}

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
fn a_parameter_changes_nothing_but_its_own_segment() {
    let upstream = Upstream::text("ok");
    let gateway = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route("GET /u/{id}", "u", "/users/{id}/profile")
        .build();
    let served = Served::start(&gateway);
    let values = [
        "a%2fb",
        "..",
        "%2e%2e",
        "a%252fb",
        "a?b=c",
        "a%3fb",
        "a#b",
        "a%23b",
        "@evil",
        "a@evil:80",
        "evil:80",
        "%0d%0aX:1",
        "%00",
        "a;b",
        "a%5cb",
        "a\\b",
        "http:%2f%2fevil",
        "&",
        "=",
        "'",
        "*",
        "~",
        "%7e",
        "é",
        "%C3%A9",
        "%C0%AF",
        "a+b",
        "a%20b",
    ];
    for value in values {
        let seen_before = upstream.heads().len();
        let answer = exchange(served.address, format!("GET /u/{value} HTTP/1.1\r\nHost: x\r\n\r\n"));
        let heads = upstream.heads();
        if answer.status == 200 {
            let line = heads.last().unwrap().lines().next().unwrap().to_owned();
            let (path, query) = value
                .split_once('?')
                .map_or((value, String::new()), |(path, query)| (path, format!("?{query}")));
            assert_eq!(line, format!("GET /users/{path}/profile{query} HTTP/1.1"), "{value}");
            assert!(!path.contains('/') && path != "..", "{value}");
        } else {
            assert_eq!((answer.status, heads.len()), (400, seen_before), "{value}");
        }
    }
    assert!(
        upstream.heads().iter().all(|head| head.contains(&format!("\r\nhost: {}\r\n", upstream.address)))
    );
}

#[test]
fn requests_are_spread_over_the_hosts_and_pass_by_a_dead_one() {
    let (one, two) = (Upstream::text("one"), Upstream::text("two"));
    let dead = std::net::TcpListener::bind(loopback()).unwrap().local_addr().unwrap();
    let spread = |gateway: &mut Gateway| {
        let host = |port| UpstreamHost { scheme: Scheme::Http, host: "127.0.0.1".to_owned(), port };
        gateway.upstreams[0].hosts = [one.address.port(), dead.port(), two.address.port()].map(host).to_vec();
    };
    let gateway =
        GatewayBuilder::new().upstream("u", one.address).route("GET /", "u", "/").with(spread).build();
    let served = Served::start(&gateway);
    let mut wire = Wire::connect(served.address);
    let answers: Vec<String> = (0..9).map(|_| wire.get("/").text()).collect();
    assert!(
        answers.iter().any(|answer| answer == "one") && answers.iter().any(|answer| answer == "two"),
        "{answers:?}"
    );
}

#[test]
fn http_2_is_served_on_the_same_port() {
    let echo = Echo::start(loopback()).unwrap();
    let gateway = GatewayBuilder::new().upstream("u", echo.address()).route("POST /a/*", "u", "/b/*").build();
    let served = Served::start(&gateway);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let seen = runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(served.address).await.unwrap();
        let executor = hyper_util::rt::TokioExecutor::new();
        let io = hyper_util::rt::TokioIo::new(stream);
        let (mut sender, connection) = hyper::client::conn::http2::handshake(executor, io).await.unwrap();
        tokio::spawn(connection);
        let request = hyper::Request::post(format!("http://h2.test{}", "/a/x?q=1"))
            .header("cookie", "a=1")
            .header("cookie", "b=2")
            .header("x_user_id", "forged")
            .body(http_body_util::Full::new(bytes::Bytes::from_static(b"hello")))
            .unwrap();
        let response = sender.send_request(request).await.unwrap();
        assert_eq!(response.status(), 200);
        let body = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
        serde_json::from_slice::<Value>(&body).unwrap()
    });
    assert_eq!(seen["method"], "POST");
    assert_eq!(
        (&seen["path"], &seen["query"], &seen["body_bytes"]),
        (&json!("/b/x"), &json!("q=1"), &json!(5))
    );
    assert_eq!(seen["headers"]["cookie"], "a=1; b=2");
    assert_eq!(seen["headers"]["x-forwarded-host"], "h2.test");
    assert_eq!(seen["headers"].get("x_user_id"), None);
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
