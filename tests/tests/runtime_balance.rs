//! Balances and usage records, as clients and services meet them.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gwc_artifact::{
    Balance, Credential, Dialect, EndpointPolicy, Gateway, OnError, Secret, Set, Usage, UsageSink,
};
use gwc_runtime::{Clock, Options};
use gwc_tests::net::{
    Answer, Child, GatewayBuilder, Issuer, Served, SigningKey, Upstream, Wire, exchange, loopback,
};
use serde_json::Value;

/// A balance service: answers each account with what it is told.
fn service(answer: &'static str) -> Upstream {
    Upstream::start(move |connection| {
        while let Some(head) = connection.head() {
            connection.skip_body(&head);
            let length = answer.len();
            connection.send(&format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{answer}"));
        }
    })
}

fn balance(service: SocketAddr, cache: Duration, on_error: OnError) -> Balance {
    Balance {
        name: "credits".to_owned(),
        url: format!("http://{service}/v1/billing/balance"),
        account: ["owner", "sub"].map(str::to_owned).to_vec(),
        currency: "usd".to_owned(),
        token: None,
        cache,
        on_error,
    }
}

/// `GET /b` for accounts with funds.
fn gateway(upstream: SocketAddr, issuer: &Issuer, balance: Balance) -> Gateway {
    GatewayBuilder::new()
        .upstream("u", upstream)
        .route_with("GET /b", "u", "/", |endpoint| {
            endpoint.credential = Credential::AnyOf(vec!["iam".into()]);
            let policies =
                [EndpointPolicy::Dialect(Dialect::Json), EndpointPolicy::Balance("credits".to_owned())];
            endpoint.policies = Set::from(policies.to_vec()).into();
        })
        .with(|gateway| {
            gateway.auth = vec![issuer.check("iam")];
            gateway.balances = vec![balance];
        })
        .build()
}

fn request(token: &str) -> String {
    format!("GET /b HTTP/1.1\r\nHost: x\r\nX-Request-ID: r1\r\nAuthorization: Bearer {token}\r\n\r\n")
}

fn ask(served: &Served, token: &str) -> Answer {
    exchange(served.address, request(token))
}

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn accounts_with_funds_pass_and_others_get_the_answers_of_the_seeds() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let token = key.token("u 1", r#","owner":"acme""#);
    let rich = service(r#"{"available":1,"currency":"usd"}"#);
    let folder = tempfile::tempdir().expect("a folder");
    let secret = folder.path().join("token");
    std::fs::write(&secret, "s3cret\n").expect("a file");
    let asked = Balance {
        token: Some(Secret::File(secret.to_str().expect("text").to_owned())),
        ..balance(rich.address, MINUTE, OnError::Closed)
    };
    let served = Served::start(&gateway(upstream.address, &issuer, asked));
    assert_eq!(ask(&served, &token).status, 200);
    let head = rich.heads().remove(0);
    assert!(
        head.starts_with("GET /v1/billing/balance?user=acme%2Fu%201&currency=usd HTTP/1.1\r\n"),
        "{head}"
    );
    assert!(head.to_ascii_lowercase().contains("authorization: bearer s3cret\r\n"), "{head}");

    for poor in [r#"{"available":0}"#, r#"{"available":-5.5}"#] {
        let poor = service(poor);
        let served =
            Served::start(&gateway(upstream.address, &issuer, balance(poor.address, MINUTE, OnError::Open)));
        let refused = ask(&served, &token);
        assert_eq!(refused.status, 402);
        assert_eq!(
            refused.text(),
            r#"{"error":"insufficient_balance","message":"Your account has insufficient balance. Please add funds at the platform billing page","user":"acme/u 1","request_id":"r1"}"#
        );
    }
    // A token without one of the claims is of no account.
    let served =
        Served::start(&gateway(upstream.address, &issuer, balance(rich.address, MINUTE, OnError::Open)));
    assert_eq!(ask(&served, &key.token("u1", "")).status, 403);
}

#[test]
fn without_the_service_what_was_declared_happens() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let token = key.token("u1", r#","owner":"acme""#);
    let gone = std::net::TcpListener::bind(loopback()).expect("a port").local_addr().expect("an address");
    let broken = ["no json", r#"{"available":"1"}"#, r#"{"balance":5}"#].map(service);
    let failing = Upstream::start(|connection| {
        while connection.head().is_some() {
            connection.send("HTTP/1.1 500 No\r\nContent-Length: 15\r\n\r\n{\"available\":9}");
        }
    });
    let services = broken.iter().chain([&failing]).map(|service| service.address).chain([gone]);
    for service in services {
        let served =
            Served::start(&gateway(upstream.address, &issuer, balance(service, MINUTE, OnError::Closed)));
        let refused = ask(&served, &token);
        assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")));
        assert_eq!(
            refused.text(),
            r#"{"error":"billing_unavailable","message":"Billing is temporarily unavailable. Please retry shortly.","request_id":"r1"}"#
        );
        let served =
            Served::start(&gateway(upstream.address, &issuer, balance(service, MINUTE, OnError::Open)));
        assert_eq!(ask(&served, &token).status, 200);
    }
}

/// A balance service that counts, and answers so late that many requests arrive meanwhile.
fn slow() -> (Upstream, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let service = Upstream::start(move |connection| {
        while connection.head().is_some() {
            count.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(200));
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"available\":9}");
        }
    });
    (service, calls)
}

/// 50 connections at once, each with so many requests of one of the accounts; `meanwhile` runs beside them.
fn crowd(served: &Served, requests: &[String], count: usize, meanwhile: impl FnOnce()) {
    std::thread::scope(|scope| {
        for client in 0..50 {
            let (request, address) = (&requests[client % requests.len()], served.address);
            scope.spawn(move || {
                let mut wire = Wire::connect(address);
                for _ in 0..count {
                    wire.send(request);
                    assert_eq!(wire.answer().expect("an answer").status, 200);
                }
            });
        }
        meanwhile();
    });
}

/// 10,000 requests of two accounts: one call for each account and life of an answer, also where a life ends under load.
#[test]
fn a_crowd_asks_once_for_each_account_and_life() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let (slow, calls) = slow();
    let start = Duration::from_secs(1_800_000_000);
    let clock = Clock::manual(start);
    let workers = std::num::NonZeroUsize::new(2);
    let options = Options { workers, clock: clock.clone(), ..Options::default() };
    let model = gateway(upstream.address, &issuer, balance(slow.address, MINUTE, OnError::Closed));
    let served = Served::start_with(&model, options);
    let requests = ["u1", "u2"].map(|user| request(&key.token(user, r#","owner":"acme""#)));
    let calls = || calls.load(Ordering::SeqCst);
    crowd(&served, &requests, 40, || {});
    assert_eq!(calls(), 2, "the first life");
    clock.set(start + MINUTE - Duration::from_millis(1));
    crowd(&served, &requests, 40, || {});
    assert_eq!(calls(), 2, "it has not ended");
    clock.set(start + MINUTE);
    crowd(&served, &requests, 40, || {});
    assert_eq!(calls(), 4, "the second life");
    // Two more lives begin while the requests are under way.
    crowd(&served, &requests, 80, || {
        for life in 2..4 {
            clock.set(start + MINUTE * life);
            std::thread::sleep(Duration::from_millis(300));
        }
    });
    assert!((6..=8).contains(&calls()), "{} calls in four lives", calls());
    clock.set(start + MINUTE * 5);
    let before = calls();
    crowd(&served, &requests, 1, || {});
    assert_eq!(calls(), before + 2, "after a time without requests");
}

/// A failure is used for a second: then the service is asked again, once.
#[test]
fn a_service_that_fails_is_asked_once_a_second() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let failing = service("no json");
    let start = Duration::from_secs(1_800_000_000);
    let clock = Clock::manual(start);
    let options = Options { clock: clock.clone(), ..Options::default() };
    let model = gateway(upstream.address, &issuer, balance(failing.address, MINUTE, OnError::Open));
    let served = Served::start_with(&model, options);
    let request = [request(&key.token("u1", r#","owner":"acme""#))];
    for second in 0..3 {
        clock.set(start + Duration::from_secs(second));
        crowd(&served, &request, 20, || {});
        assert_eq!(failing.heads().len() as u64, second + 1);
    }
}

fn records(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

fn recorded(upstream: SocketAddr, issuer: &Issuer, service: SocketAddr, usage: Usage) -> Gateway {
    let mut model = gateway(upstream, issuer, balance(service, MINUTE, OnError::Closed));
    model.usage = Some(usage);
    model
}

fn usage(to: UsageSink) -> Usage {
    let (org, user) = ("owner".to_owned(), "sub".to_owned());
    Usage { to, org, user, tokens: Some("X-Usage-Tokens".to_owned()), spool: None }
}

#[test]
fn each_priced_request_is_one_record() {
    let key = SigningKey::new("a");
    let issuer = Issuer::start(&[&key]);
    let upstream = Upstream::start(|connection| {
        while connection.head().is_some() {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Usage-Tokens: 42\r\n\r\nok");
        }
    });
    let rich = service(r#"{"available":1}"#);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("usage.jsonl");
    let to = UsageSink::File(file.to_str().expect("text").to_owned());
    let mut model = recorded(upstream.address, &issuer, rich.address, usage(to));
    let open = gwc_tests::net::endpoint("GET /open", "u", "/");
    model.endpoints.push(open);
    let served = Served::start(&model);
    let token = key.token("u1", r#","owner":"acme""#);
    assert_eq!(ask(&served, &token).status, 200);
    assert_eq!(ask(&served, "nonsense").status, 401);
    assert_eq!(exchange(served.address, "GET /open HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
    // The end of the server writes what is queued.
    drop(served);
    let records = records(&file);
    assert_eq!(records.len(), 2, "{records:?}");
    let first = &records[0];
    let text = |name: &str| first[name].as_str().unwrap_or_default().to_owned();
    assert_eq!(first["v"], 1);
    assert_eq!([text("request_id"), text("endpoint"), text("upstream")], ["r1", "GET /b", "u"]);
    assert_eq!([text("org"), text("user")], ["acme", "u1"]);
    assert_eq!([&first["status"], &first["tokens"], &first["bytes_out"]], [200, 42, 2]);
    assert_eq!(text("endpoint_id").len(), 16);
    assert!(first["duration_ms"].as_f64().is_some_and(|time| time > 0.0) && text("time").ends_with('Z'));
    let second = &records[1];
    assert_eq!((&second["status"], &second["org"]), (&Value::from(401), &Value::Null));
}

#[test]
fn records_are_sent_to_a_service_or_spooled_at_the_end() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let rich = service(r#"{"available":1}"#);
    let bodies = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&bodies);
    let sink = Upstream::start(move |connection| {
        while let Some(head) = connection.head() {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
            });
            let mut left = length.expect("a length");
            let mut buffer = vec![0; left];
            while left > 0 {
                let read = connection.read(&mut buffer[..left]);
                kept.lock().expect("no panic").push_str(&String::from_utf8_lossy(&buffer[..read]));
                left -= read;
            }
            connection.send("HTTP/1.1 204 No Content\r\n\r\n");
        }
    });
    let gone = std::net::TcpListener::bind(loopback()).expect("a port").local_addr().expect("an address");
    let folder = tempfile::tempdir().expect("a folder");
    let spool = folder.path().join("spool").to_str().expect("text").to_owned();
    let at = |address: SocketAddr| Usage {
        spool: Some(spool.clone()),
        ..usage(UsageSink::Http { url: format!("http://{address}/records"), token: None })
    };
    let token = key.token("u1", r#","owner":"acme""#);
    // Nobody listens there: what is queued is spooled when the time is over.
    let model = recorded(upstream.address, &issuer, rich.address, at(gone));
    let options = Options { drain_timeout: Some(Duration::from_millis(10)), ..Options::default() };
    let served = Served::start_with(&model, options);
    assert_eq!(ask(&served, &token).status, 200);
    drop(served);
    assert_eq!(records(Path::new(&spool)).len(), 1);
    // The next process sends it, and its own.
    let model = recorded(upstream.address, &issuer, rich.address, at(sink.address));
    let served = Served::start(&model);
    assert_eq!(ask(&served, &token).status, 200);
    drop(served);
    let bodies = bodies.lock().expect("no panic");
    assert_eq!(bodies.lines().count(), 2, "{bodies}");
    assert!(!Path::new(&spool).exists());
}

#[test]
fn a_process_that_is_stopped_has_written_its_records() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let rich = service(r#"{"available":1}"#);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("usage.jsonl");
    let to = UsageSink::File(file.to_str().expect("text").to_owned());
    let model = recorded(upstream.address, &issuer, rich.address, usage(to));
    let mut child = Child::start(Path::new(env!("CARGO_BIN_EXE_gwr-under-test")), &model, &[]);
    let token = key.token("u1", r#","owner":"acme""#);
    for _ in 0..20 {
        assert_eq!(exchange(child.address, request(&token)).status, 200);
    }
    child.signal("TERM");
    assert!(child.wait(Duration::from_secs(20)).is_some_and(|status| status.success()));
    assert_eq!(records(&file).len(), 20);
}
