//! `check`: a service decides who may pass.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gwc_artifact::{
    Auth, AuthKind, CheckFailure, Credential, ExternalCheck, Gateway, Limit, Minted, MintedHeader, Rate,
    RateLimit, Window,
};
use gwc_runtime::Options;
use gwc_tests::net::{Answer, GatewayBuilder, Served, Upstream, exchange};

/// A service that answers with a status and headers, after a pause.
struct Service {
    upstream: Upstream,
    answer: Arc<Mutex<String>>,
}

impl Service {
    fn start(answer: &str) -> Service {
        let answer = Arc::new(Mutex::new(answer.to_owned()));
        let served = Arc::clone(&answer);
        let upstream = Upstream::start(move |connection| {
            while connection.head().is_some() {
                let text = served.lock().unwrap().clone();
                match text.strip_prefix("slow ") {
                    Some(text) => {
                        std::thread::sleep(Duration::from_millis(500));
                        connection.send(&format!("HTTP/1.1 {text}\r\nContent-Length: 0\r\n\r\n"));
                    }
                    None if text.is_empty() => return,
                    None => connection.send(&format!("HTTP/1.1 {text}\r\nContent-Length: 0\r\n\r\n")),
                }
            }
        });
        Service { upstream, answer }
    }

    fn answers(&self, text: &str) {
        text.clone_into(&mut self.answer.lock().unwrap());
    }
}

fn gateway(upstream: &Upstream, service: &Service, change: impl FnOnce(&mut ExternalCheck)) -> Gateway {
    let mut check = ExternalCheck {
        url: format!("http://{}/verify?a=1", service.upstream.address),
        send: vec!["Cookie".to_owned(), "X-Session".to_owned()],
        timeout: Duration::from_secs(5),
        cache: Duration::ZERO,
        on_error: CheckFailure::Closed,
        headers: vec![MintedHeader {
            header: "X-User-Id".to_owned(),
            value: Minted::Header("X-Auth-User".to_owned()),
        }]
        .into(),
    };
    change(&mut check);
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /gated", "u", "/", |endpoint| {
            endpoint.credential = Credential::AnyOf(vec!["ext".into()]);
            endpoint.forward.minted = vec!["X-User-Id".to_owned()].into();
            endpoint.forward.credentials = false;
        })
        .route("GET /open", "u", "/")
        .with(|gateway| gateway.auth = vec![Auth::new("ext", AuthKind::External(check))])
        .build()
}

fn get(served: &Served, path: &str, headers: &str) -> Answer {
    exchange(served.address, format!("GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n"))
}

#[test]
fn the_service_gets_what_is_declared_and_its_answer_mints() {
    let (upstream, service) = (Upstream::text("ok"), Service::start("204 No Content\r\nX-Auth-User: ann"));
    let served = Served::start(&gateway(&upstream, &service, |_| {}));
    let sent = "Cookie: session=1\r\nX-Session: s\r\nX-Other: secret\r\nX-User-Id: root\r\n";
    assert_eq!(get(&served, "/gated", sent).status, 200);
    let asked = service.upstream.heads().remove(0);
    assert!(asked.starts_with("GET /verify?a=1 HTTP/1.1"), "{asked}");
    let asked = asked.to_lowercase();
    assert!(asked.contains("cookie: session=1") && asked.contains("x-session: s"), "{asked}");
    assert!(!asked.contains("secret") && !asked.contains("root"), "{asked}");
    let head = upstream.heads().remove(0).to_lowercase();
    assert!(head.contains("x-user-id: ann") && !head.contains("root") && !head.contains("session"), "{head}");
    // Without any of the headers nobody is asked.
    assert_eq!(get(&served, "/gated", "X-Other: 1\r\n").status, 401);
    assert_eq!(get(&served, "/open", "").status, 200);
    assert_eq!(service.upstream.heads().len(), 1);
}

#[test]
fn every_other_answer_refuses() {
    let (upstream, service) = (Upstream::text("ok"), Service::start(""));
    let served = Served::start(&gateway(&upstream, &service, |_| {}));
    for (answer, status) in [
        ("401 Unauthorized\r\nX-Auth-User: ann", 401),
        ("403 Forbidden", 403),
        ("302 Found\r\nLocation: /login", 503),
        ("404 Not Found", 503),
        ("500 Internal Server Error", 503),
        ("200 OK\r\nX-Auth-User: ann\r\nX-Auth-User: root", 503),
        ("", 503),
        ("200 OK", 200),
    ] {
        service.answers(answer);
        assert_eq!(get(&served, "/gated", "Cookie: a=1\r\n").status, status, "{answer}");
    }
    assert_eq!(upstream.connections(), 1);
}

#[test]
fn a_failing_service_opens_only_where_that_is_declared_and_never_for_a_refusal() {
    let (upstream, service) = (Upstream::text("ok"), Service::start(""));
    let served = Served::start(&gateway(&upstream, &service, |check| check.on_error = CheckFailure::Open));
    assert_eq!(get(&served, "/gated", "Cookie: a=1\r\nX-User-Id: root\r\n").status, 200);
    assert!(!upstream.heads()[0].to_lowercase().contains("x-user-id"));
    service.answers("401 Unauthorized");
    assert_eq!(get(&served, "/gated", "Cookie: a=1\r\n").status, 401);
    assert_eq!(get(&served, "/gated", "").status, 401);
}

#[test]
fn a_slow_service_is_given_up() {
    let (upstream, service) = (Upstream::text("ok"), Service::start("slow 200 OK"));
    let quick = |check: &mut ExternalCheck| check.timeout = Duration::from_millis(50);
    let served = Served::start(&gateway(&upstream, &service, quick));
    assert_eq!(get(&served, "/gated", "Cookie: a=1\r\n").status, 503);
}

#[test]
fn those_who_ask_at_once_are_one_question_and_an_answer_is_kept_by_what_was_sent() {
    let (upstream, service) = (Upstream::text("ok"), Service::start("slow 200 OK"));
    let kept = |check: &mut ExternalCheck| check.cache = Duration::from_secs(600);
    let options = Options { workers: std::num::NonZeroUsize::new(2), ..Options::default() };
    let served = Served::start_with(&gateway(&upstream, &service, kept), options);
    let passed = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..30 {
            scope.spawn(|| {
                let status = get(&served, "/gated", "Cookie: a=1\r\n").status;
                passed.fetch_add(usize::from(status == 200), Ordering::Relaxed);
            });
        }
    });
    assert_eq!((passed.into_inner(), service.upstream.heads().len()), (30, 1));
    service.answers("401 Unauthorized");
    assert_eq!(get(&served, "/gated", "Cookie: a=1\r\n").status, 200, "the answer is kept");
    for other in ["Cookie: a=2\r\n", "X-Session: a=1\r\n", "Cookie: a=1\r\nX-Session: 1\r\n"] {
        assert_eq!(get(&served, "/gated", other).status, 401, "{other}");
    }
}

#[test]
fn a_credential_has_origins_and_limits_of_its_own() {
    let (upstream, service) = (Upstream::text("ok"), Service::start("200 OK"));
    let mut gateway = gateway(&upstream, &service, |_| {});
    gateway.auth[0].origins = vec!["example.com".to_owned()].into();
    let limit = Limit {
        rate: Rate { count: 2, period: Duration::from_secs(3600) },
        burst: 2,
        window: Window::Bucket,
    };
    gateway.auth[0].rate_limit = RateLimit { total: Some(limit), per_client: None };
    let served = Served::start(&gateway);
    let from = |origin: &str| get(&served, "/gated", &format!("Cookie: a=1\r\n{origin}")).status;
    assert_eq!(from("Origin: https://evil.example\r\n"), 403);
    assert_eq!(from(""), 403);
    assert_eq!(from("Origin: https://app.example.com\r\n"), 200);
    assert_eq!(from("Referer: https://example.com/page\r\n"), 200);
    assert_eq!(from("Origin: https://example.com\r\n"), 429);
    // Another endpoint, without the credential, has neither.
    assert_eq!(get(&served, "/open", "").status, 200);
}
