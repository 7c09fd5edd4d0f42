//! `cors`: preflights that the gateway answers, and what pages may read of each response.

use gwc_artifact::{
    Cors, CorsHeaders, CorsMethods, EndpointPolicy, Gateway, Method, OriginPattern, Origins, Semantics, Set,
};
use gwc_tests::net::{Answer, GatewayBuilder, Served, Upstream, exchange};

fn cors(origins: &[&str], credentials: bool) -> Cors {
    Cors {
        origins: match origins {
            ["*"] => Origins::Any,
            listed => Origins::List(listed.iter().map(|text| OriginPattern::parse(text)).collect()),
        },
        methods: CorsMethods::OfPath,
        headers: CorsHeaders::Any,
        expose: vec!["x-total".to_owned()].into(),
        credentials,
        private_network: false,
        max_age: Some(std::time::Duration::from_secs(86_400)),
        status: 204,
    }
}

/// `/app` for listed origins with credentials, `/any` for all, `/none` without a policy, `/list` with listed methods and
/// headers. The policy of the gateway is that of `/app`.
fn gateway(upstream: &Upstream) -> Gateway {
    let app = cors(&["https://app.example.com", "https://*.example.org"], true);
    let listed = Cors {
        methods: CorsMethods::List(vec![Method::Post].into()),
        headers: CorsHeaders::List(vec!["content-type".to_owned(), "x-a".to_owned()].into()),
        private_network: true,
        ..cors(&["https://app.example.com"], false)
    };
    let policies = [
        ("app", Some(app.clone())),
        ("any", Some(cors(&["*"], false))),
        ("list", Some(listed)),
        ("none", None),
    ];
    let mut builder = GatewayBuilder::new().upstream("up", upstream.address);
    for (name, policy) in policies {
        let policies: Set<EndpointPolicy> = policy.into_iter().map(EndpointPolicy::Cors).collect();
        for method in ["GET", "POST"] {
            let policies = policies.clone();
            builder = builder.route_with(&format!("{method} /{name}"), "up", "/", |endpoint| {
                endpoint.policies = policies.into();
            });
        }
    }
    builder.with(|gateway| gateway.cors = Some(app)).build()
}

/// An upstream that answers with CORS headers of its own.
fn upstream() -> Upstream {
    Upstream::start(|connection| {
        while connection.head().is_some() {
            connection.send(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nAccess-Control-Allow-Origin: https://evil.example\r\n\
                 access-control-allow-credentials: true\r\nAccess-Control-Expose-Headers: X-Secret\r\nVary: Accept\r\n\r\nok",
            );
        }
    })
}

fn ask(served: &Served, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let lines: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    exchange(served.address, format!("{method} {path} HTTP/1.1\r\nHost: api.test\r\n{lines}\r\n"))
}

fn preflight(served: &Served, path: &str, origin: &str, method: &str, headers: Option<&str>) -> Answer {
    let mut lines = vec![("Origin", origin), ("Access-Control-Request-Method", method)];
    lines.extend(headers.map(|headers| ("Access-Control-Request-Headers", headers)));
    ask(served, "OPTIONS", path, &lines)
}

const ORIGIN: &str = "access-control-allow-origin";

#[test]
fn a_preflight_is_answered_without_the_upstream() {
    let upstream = upstream();
    let served = Served::start(&gateway(&upstream));
    let answer = preflight(&served, "/app", "https://app.example.com", "POST", Some("authorization, x-b"));
    assert_eq!((answer.status, answer.text().as_str()), (204, ""));
    for (name, value) in [
        (ORIGIN, "https://app.example.com"),
        ("access-control-allow-methods", "POST"),
        ("access-control-allow-headers", "authorization, x-b"),
        ("access-control-allow-credentials", "true"),
        ("access-control-max-age", "86400"),
        ("vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
    assert_eq!(upstream.connections(), 0);
}

#[test]
fn an_origin_that_is_not_listed_is_told_nothing() {
    let upstream = upstream();
    let served = Served::start(&gateway(&upstream));
    for origin in [
        "https://evil.example",
        "https://app.example.com.evil.example",
        "https://example.org",
        "https://evil.example/.example.org",
        "http://app.example.com",
        "null",
    ] {
        let answer = preflight(&served, "/app", origin, "GET", None);
        assert_eq!((answer.status, answer.header(ORIGIN)), (204, None), "{origin}");
        let answer = ask(&served, "GET", "/app", &[("Origin", origin)]);
        assert_eq!((answer.status, answer.header(ORIGIN)), (200, None), "{origin}: and none of the upstream");
        assert_eq!(answer.header("access-control-allow-credentials"), None, "{origin}");
    }
    for origin in ["https://a.example.org", "https://a.b.EXAMPLE.org"] {
        assert_eq!(preflight(&served, "/app", origin, "GET", None).header(ORIGIN), Some(origin));
    }
}

#[test]
fn the_headers_of_the_upstream_are_replaced() {
    let upstream = upstream();
    let served = Served::start(&gateway(&upstream));
    let answer = ask(&served, "GET", "/app", &[("Origin", "https://app.example.com")]);
    assert_eq!(answer.header(ORIGIN), Some("https://app.example.com"));
    assert_eq!(answer.header("access-control-expose-headers"), Some("x-total"));
    let lines = answer.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("vary"));
    let vary: Vec<&str> = lines.map(|(_, value)| value.as_str()).collect();
    assert_eq!(vary, ["Accept", "Origin"]);
    let any = ask(&served, "GET", "/any", &[("Origin", "https://where.ever")]);
    assert_eq!((any.header(ORIGIN), any.header("access-control-allow-credentials")), (Some("*"), None));
    let none = ask(&served, "GET", "/none", &[("Origin", "https://app.example.com")]);
    assert_eq!(none.header(ORIGIN), Some("https://evil.example"), "without a policy, the upstream decides");
}

#[test]
fn methods_and_headers_are_those_listed() {
    let upstream = upstream();
    let served = Served::start(&gateway(&upstream));
    let ask = |method, headers| preflight(&served, "/list", "https://app.example.com", method, headers);
    assert!(ask("POST", Some("X-A,content-type")).header(ORIGIN).is_some());
    assert!(ask("POST", None).header(ORIGIN).is_some());
    assert_eq!(ask("GET", None).header(ORIGIN), None);
    assert_eq!(ask("POST", Some("x-b")).header(ORIGIN), None);
    let private = [
        ("Origin", "https://app.example.com"),
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Private-Network", "true"),
    ];
    let answer = self::ask(&served, "OPTIONS", "/list", &private);
    assert_eq!(answer.header("access-control-allow-private-network"), Some("true"));
    // As long as a head may be, and still one answer.
    let many = "x-a,".repeat(12_000);
    assert_eq!(ask("POST", Some(&many)).status, 204);
}

#[test]
fn errors_can_be_read_by_pages_that_may_call() {
    let upstream = upstream();
    let served = Served::start(&gateway(&upstream));
    let page = [("Origin", "https://app.example.com")];
    // No endpoint: the policy of the gateway.
    for (method, path, status) in [("GET", "/missing", 404), ("DELETE", "/app", 405)] {
        let answer = ask(&served, method, path, &page);
        assert_eq!((answer.status, answer.header(ORIGIN)), (status, Some(page[0].1)), "{method} {path}");
    }
    assert_eq!(preflight(&served, "/missing", page[0].1, "GET", None).header(ORIGIN), Some(page[0].1));
    // Without a policy of the endpoint, and without the headers of a preflight, `OPTIONS` lists methods.
    assert_eq!(
        preflight(&served, "/none", page[0].1, "GET", None).header("allow"),
        Some("GET, HEAD, OPTIONS, POST")
    );
    assert_eq!(ask(&served, "OPTIONS", "/app", &page).header("allow"), Some("GET, HEAD, OPTIONS, POST"));
}

#[test]
fn with_the_semantics_of_krakend_any_path_has_a_preflight() {
    let upstream = upstream();
    let mut gateway = gateway(&upstream);
    gateway.semantics = Semantics::Krakend;
    let served = Served::start(&gateway);
    let answer = preflight(&served, "/missing", "https://app.example.com", "PUT", None);
    assert_eq!((answer.status, answer.header(ORIGIN)), (204, Some("https://app.example.com")));
}
