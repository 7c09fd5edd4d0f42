//! Method, path, query and trailers of a request, and the host that it goes to.

use gwc_artifact::{Endpoint, ForwardQuery, Gateway, Method, Scheme, UpstreamHost};
use gwc_runtime::echo::Echo;
use gwc_tests::net::{GatewayBuilder, Served, Upstream, Wire, exchange, loopback};
use serde_json::{Value, json};

use super::seen;

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
