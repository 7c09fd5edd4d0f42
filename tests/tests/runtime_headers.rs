//! Headers that the gateway sets and removes, responses of its own, and denied user agents.

use gwc_artifact::{
    Backend, Bots, EndpointPolicy, FixedResponse, Gateway, HeaderEdit, HeaderLine, PathPattern, Redirect,
    Respond, Set, Template,
};
use gwc_tests::net::{Answer, GatewayBuilder, Served, Upstream, exchange};

fn set(name: &str, value: &str) -> HeaderEdit {
    HeaderEdit::Set { name: name.to_owned(), value: value.to_owned() }
}

fn remove(name: &str) -> HeaderEdit {
    HeaderEdit::Remove(name.to_owned())
}

fn policies(policies: Vec<EndpointPolicy>) -> Set<EndpointPolicy> {
    policies.into()
}

/// `/edited` has edits of both, `/plain` those of the gateway alone.
fn edited(upstream: &Upstream) -> Gateway {
    let own = policies(vec![
        EndpointPolicy::RequestHeaders(
            vec![set("x-gateway", "gwr"), set("accept", "a/b"), remove("x-debug")].into(),
        ),
        EndpointPolicy::ResponseHeaders(vec![set("x-frame-options", "DENY"), remove("x-powered-by")].into()),
    ]);
    GatewayBuilder::new()
        .upstream("up", upstream.address)
        .route_with("GET /edited", "up", "/", |endpoint| endpoint.policies = own.into())
        .route("GET /plain", "up", "/")
        .with(|gateway| {
            gateway.response_headers = vec![
                set("strict-transport-security", "max-age=60"),
                set("x-frame-options", "SAMEORIGIN"),
                remove("server"),
            ]
            .into();
        })
        .build()
}

fn upstream() -> Upstream {
    Upstream::start(|connection| {
        while connection.head().is_some() {
            connection.send(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nServer: nginx\r\nServer: two\r\nX-Powered-By: PHP\r\n\r\nok",
            );
        }
    })
}

fn ask(served: &Served, path: &str, lines: &str) -> Answer {
    exchange(served.address, format!("GET {path} HTTP/1.1\r\nHost: api.test\r\n{lines}\r\n"))
}

#[test]
fn response_headers_add_up_and_the_endpoint_has_the_last_word() {
    let upstream = upstream();
    let served = Served::start(&edited(&upstream));
    let answer = ask(&served, "/edited", "");
    assert_eq!(answer.header("strict-transport-security"), Some("max-age=60"));
    assert_eq!(answer.header("x-frame-options"), Some("DENY"));
    assert_eq!((answer.header("server"), answer.header("x-powered-by")), (None, None));
    let answer = ask(&served, "/plain", "");
    assert_eq!(answer.header("x-frame-options"), Some("SAMEORIGIN"));
    assert_eq!((answer.header("server"), answer.header("x-powered-by")), (None, Some("PHP")));
    // Errors of the gateway itself have them too, on an endpoint and on none.
    assert_eq!(ask(&served, "/missing", "").header("strict-transport-security"), Some("max-age=60"));
}

#[test]
fn request_headers_replace_those_of_the_client() {
    let upstream = upstream();
    let served = Served::start(&edited(&upstream));
    ask(
        &served,
        "/edited",
        "X-Gateway: mine\r\nX-Gateway: again\r\nX-Debug: 1\r\nAccept: c/d\r\nX-Other: 2\r\n",
    );
    let head = upstream.heads()[0].to_ascii_lowercase();
    let lines: Vec<&str> =
        head.lines().filter(|line| line.starts_with("x-") || line.starts_with("accept")).collect();
    for line in ["x-gateway: gwr", "accept: a/b", "x-other: 2"] {
        assert_eq!(lines.iter().filter(|found| **found == line).count(), 1, "{line}: {lines:?}");
    }
    assert!(!head.contains("mine") && !head.contains("again") && !head.contains("x-debug"), "{head}");
}

#[test]
fn an_identity_is_never_set_by_an_edit() {
    let upstream = upstream();
    let edits = policies(vec![EndpointPolicy::RequestHeaders(
        vec![set("x-user-id", "root"), set("x_org_id", "root"), set("x-forwarded-for", "192.0.2.1")].into(),
    )]);
    let gateway = GatewayBuilder::new()
        .upstream("up", upstream.address)
        .route_with("GET /a", "up", "/", |endpoint| endpoint.policies = edits.into())
        .build();
    let served = Served::start(&gateway);
    ask(&served, "/a", "X-User-Id: admin\r\n");
    let head = upstream.heads()[0].to_ascii_lowercase();
    assert!(!head.contains("root") && !head.contains("admin") && !head.contains("192.0.2.1"), "{head}");
}

/// `/fixed`, `/old/*` and `/here/{id}` answer without an upstream.
fn responding() -> Gateway {
    let fixed = FixedResponse {
        status: 418,
        headers: vec![HeaderLine { name: "content-type".into(), value: "text/plain".into() }].into(),
        body: "a teapot".to_owned(),
    };
    let redirect = |status, origin: &str, to: &str, from: &str| {
        let path = Template::parse(to, &PathPattern::parse(from).expect("a path")).expect("a template");
        Backend::Respond(Respond::Redirect(Redirect { status, origin: origin.to_owned(), path }))
    };
    GatewayBuilder::new()
        .route_with("GET /fixed", "", "/", |e| e.backend = Backend::Respond(Respond::Fixed(fixed.into())))
        .route_with("GET /old/*", "", "/", |e| {
            e.backend = redirect(308, "https://new.example", "/a/*", "/old/*")
        })
        .route_with("GET /here/{id}", "", "/", |e| e.backend = redirect(302, "", "/there/{id}", "/here/{id}"))
        .route_with("GET /slashes/*", "", "/", |e| e.backend = redirect(302, "", "/*", "/slashes/*"))
        .build()
}

#[test]
fn the_gateway_answers_and_redirects() {
    let served = Served::start(&responding());
    let fixed = ask(&served, "/fixed", "");
    assert_eq!((fixed.status, fixed.text().as_str()), (418, "a teapot"));
    assert_eq!(
        (fixed.header("content-type"), fixed.header("content-length")),
        (Some("text/plain"), Some("8"))
    );
    let head = exchange(served.address, "HEAD /fixed HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert_eq!((head.status, head.header("content-length")), (418, Some("8")));
    for (path, status, place) in [
        ("/old/x/y?z=1&q", 308, "https://new.example/a/x/y?z=1&q"),
        ("/here/a%20b", 302, "/there/a%20b"),
        ("/slashes/a", 302, "/a"),
    ] {
        let answer = ask(&served, path, "");
        assert_eq!((answer.status, answer.header("location")), (status, Some(place)), "{path}");
    }
    // Never to another host by the path of the request.
    for path in ["/slashes//evil.example", "/slashes/%2Fevil.example", "/slashes/%5Cevil.example"] {
        let place = ask(&served, path, "").header("location").map(str::to_owned);
        assert!(
            place.as_deref().is_none_or(|place| !place.starts_with("//") && !place.starts_with("/\\")),
            "{place:?}"
        );
    }
}

#[test]
fn denied_user_agents_reach_nothing() {
    let upstream = upstream();
    let bots = Bots {
        refuses_empty: true,
        allow: vec!["GoodBot/1.0".to_owned()].into(),
        deny: vec!["MJ12bot".to_owned()].into(),
        patterns: vec!["(?i)bot".to_owned()].into(),
    };
    let own = policies(vec![EndpointPolicy::Bots(Bots {
        patterns: vec!["curl".to_owned()].into(),
        ..Bots::default()
    })]);
    let gateway = GatewayBuilder::new()
        .upstream("up", upstream.address)
        .route_with("GET /own", "up", "/", |endpoint| endpoint.policies = own.into())
        .route("GET /a", "up", "/")
        .with(|gateway| gateway.bots = bots)
        .build();
    let served = Served::start(&gateway);
    let status = |path: &str, agent: &str| ask(&served, path, agent).status;
    for (agent, expected) in [
        ("User-Agent: MJ12bot\r\n", 403),
        ("User-Agent: some BOT of mine\r\n", 403),
        ("User-Agent: \r\n", 403),
        ("", 403),
        ("User-Agent: GoodBot/1.0\r\n", 200),
        ("User-Agent: GoodBot/1.0 and more\r\n", 403),
        ("User-Agent: curl/8\r\n", 200),
    ] {
        assert_eq!(status("/a", agent), expected, "{agent}");
    }
    assert_eq!(status("/own", "User-Agent: curl/8\r\n"), 403);
    assert_eq!(status("/own", "User-Agent: MJ12bot\r\n"), 403);
    let before = upstream.heads().len();
    assert_eq!(status("/own", "User-Agent: curl/8\r\n"), 403);
    assert_eq!(upstream.heads().len(), before);
}
