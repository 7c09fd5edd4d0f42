//! `HEAD` and `OPTIONS`, which no endpoint needs to declare.

use std::time::Duration;

use gwc_artifact::{Backend, Limit, Method, Rate, RateLimit, Semantics, Template};
use gwc_tests::net::{GatewayBuilder, Served, Upstream, Wire, exchange};

#[test]
fn head_follows_get_and_options_lists_the_methods() {
    let upstream = Upstream::text("hello");
    let gateway = |semantics| {
        GatewayBuilder::new()
            .upstream("u", upstream.address)
            .route("GET /a", "u", "/to")
            .route_with("GET /posted", "u", "/posted", |endpoint| {
                let path = Template::unchanged(&endpoint.path);
                endpoint.backend =
                    Backend::Upstream { upstream: "u".into(), method: Some(Method::Post), path };
            })
            .route("POST /b", "u", "/b")
            .with(|gateway| gateway.semantics = semantics)
            .build()
    };
    let served = Served::start(&gateway(Semantics::Gwr));
    let mut wire = Wire::connect(served.address);
    let mut ask = |request: &str| {
        wire.send(format!("{request} HTTP/1.1\r\nHost: x\r\n\r\n"));
        let (status, headers) = wire.head().expect("an answer");
        let value = |name| headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        (status, value("content-length"), value("allow"))
    };
    let length = |length: usize| Some(length.to_string());
    let allow = |methods: &str| Some(methods.to_owned());
    // A body behind one of these heads would be read as the next head.
    assert_eq!(ask("HEAD /posted"), (200, length(5), None));
    assert_eq!(ask("HEAD /__health"), (200, length(15), None));
    assert_eq!(ask("HEAD /none"), (404, length(18), None));
    assert_eq!(ask("HEAD /b"), (405, length(22), allow("OPTIONS, POST")));
    assert_eq!(ask("OPTIONS /a"), (204, None, allow("GET, HEAD, OPTIONS")));
    assert_eq!(ask("OPTIONS /b"), (204, None, allow("OPTIONS, POST")));
    for (path, status) in [("/none", 404), ("/a/../b", 400), ("/__health", 405)] {
        let answer = exchange(served.address, format!("OPTIONS {path} HTTP/1.1\r\nHost: x\r\n\r\n"));
        assert_eq!(answer.status, status, "{path}");
    }
    let sent =
        || upstream.heads().iter().map(|head| head.lines().next().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(sent(), ["POST /posted HTTP/1.1"]);

    let served = Served::start(&gateway(Semantics::Krakend));
    for (method, path, methods) in
        [("HEAD", "/a", "GET"), ("OPTIONS", "/a", "GET"), ("OPTIONS", "/b", "POST")]
    {
        let mut wire = Wire::connect(served.address);
        wire.send(format!("{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n"));
        let (status, headers) = wire.head().unwrap();
        assert_eq!(status, 405, "{method} {path}");
        assert!(headers.contains(&("allow".to_owned(), methods.to_owned())), "{headers:?}");
    }
}

#[test]
fn a_head_takes_the_tokens_of_its_get() {
    let upstream = Upstream::start(|connection| {
        while connection.head().is_some() {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        }
    });
    let one = Limit {
        rate: Rate { count: 1, period: Duration::from_secs(3600) },
        burst: 2,
        window: gwc_artifact::Window::Bucket,
    };
    let gateway = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /a", "u", "/a", |endpoint| {
            endpoint.rate_limit = RateLimit { total: Some(one), per_client: None }.into()
        })
        .build();
    let served = Served::start(&gateway);
    let mut wire = Wire::connect(served.address);
    for expected in [200, 200, 429] {
        wire.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_eq!(wire.head().unwrap().0, expected);
    }
    assert!(upstream.heads().iter().all(|head| head.starts_with("HEAD /a ")), "{:?}", upstream.heads());
    assert_eq!((upstream.heads().len(), wire.get("/a").status), (2, 429));
}
