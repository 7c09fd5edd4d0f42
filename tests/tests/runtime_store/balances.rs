//! Balances of a gateway whose limits and quotas count in the server: the server knows nothing of balances.

use std::path::Path;
use std::time::Duration;

use gwc_artifact::{
    Balance, Credential, EndpointPolicy, Gateway, OnError, Period, Quota, QuotaKey, Set, StoreError,
};
use gwc_runtime::{Clock, Options};
use gwc_tests::net::{GatewayBuilder, Issuer, Redis, Served, SigningKey, Upstream, Wire, exchange};

use super::{limit, total};

const MINUTE: Duration = Duration::from_secs(60);

/// `GET /b` with a balance, a quota and a limit, and `GET /c` with the balance alone.
fn priced(upstream: &Upstream, (issuer, service): (&Issuer, &Upstream), redis: &Redis) -> Gateway {
    let balance = Balance {
        name: "credits".to_owned(),
        url: format!("http://{}/balance", service.address),
        account: vec!["owner".to_owned(), "sub".to_owned()],
        currency: "usd".to_owned(),
        token: None,
        cache: MINUTE,
        on_error: OnError::Closed,
    };
    let (name, key) = ("free".to_owned(), QuotaKey::Claim("owner".to_owned()));
    let (period, on_error) = (Period::Year, OnError::Closed);
    let quota = Quota { name, key, count: 1_000_000, period, soft: None, on_error };
    let credential = || Credential::AnyOf(vec!["iam".into()]);
    let needs = || EndpointPolicy::Balance("credits".to_owned());
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /b", "u", "/", |endpoint| {
            endpoint.credential = credential();
            endpoint.policies = Set::from(vec![EndpointPolicy::Quota("free".to_owned()), needs()]).into();
            endpoint.rate_limit = total(limit(1_000_000, 1, 1_000_000)).into();
        })
        .route_with("GET /c", "u", "/", |endpoint| {
            endpoint.credential = credential();
            endpoint.policies = Set::from(vec![needs()]).into();
        })
        .with(|gateway| {
            gateway.auth = vec![issuer.check("iam")];
            (gateway.quotas, gateway.balances) = (vec![quota], vec![balance]);
            gateway.store = Some(redis.store(StoreError::Closed));
        })
        .build()
}

fn rich() -> Upstream {
    Upstream::start(|connection| {
        while connection.head().is_some() {
            std::thread::sleep(Duration::from_millis(100));
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"available\":9}");
        }
    })
}

fn request(path: &str, token: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n")
}

/// 10,000 requests of two accounts, in two lives of what is known of them: four calls.
pub(super) fn a_crowd_asks_once_for_each_account_and_life(program: &Path) {
    let redis = Redis::start(program, &[]);
    let (upstream, key, rich) = (Upstream::text("ok"), SigningKey::new("a"), rich());
    let issuer = Issuer::start(&[&key]);
    let start = Duration::from_secs(1_800_000_000);
    let clock = Clock::manual(start);
    let workers = std::num::NonZeroUsize::new(2);
    let options = Options { workers, clock: clock.clone(), ..Options::default() };
    let served = Served::start_with(&priced(&upstream, (&issuer, &rich), &redis), options);
    let requests = ["u1", "u2"].map(|user| request("/b", &key.token(user, r#","owner":"acme""#)));
    for life in 0..2 {
        clock.set(start + MINUTE * life);
        std::thread::scope(|scope| {
            for client in 0..50 {
                let (request, address) = (&requests[client % 2], served.address);
                scope.spawn(move || {
                    let mut wire = Wire::connect(address);
                    for _ in 0..100 {
                        wire.send(request);
                        assert_eq!(wire.answer().expect("an answer").status, 200);
                    }
                });
            }
        });
        assert_eq!(rich.heads().len(), 2 * (life as usize + 1), "life {life}");
    }
}

/// A request that the server cannot count is refused before the service is asked; one that it need not count passes.
pub(super) fn a_killed_store_costs_no_question(program: &Path) {
    let mut redis = Redis::start(program, &[]);
    let (upstream, key, rich) = (Upstream::text("ok"), SigningKey::new("a"), rich());
    let issuer = Issuer::start(&[&key]);
    let served = Served::start(&priced(&upstream, (&issuer, &rich), &redis));
    let status = |path: &str, user: &str| {
        exchange(served.address, request(path, &key.token(user, r#","owner":"acme""#))).status
    };
    assert_eq!((status("/b", "u1"), rich.heads().len()), (200, 1));
    redis.kill();
    assert_eq!((status("/b", "u2"), rich.heads().len()), (503, 1));
    assert_eq!((status("/c", "u2"), rich.heads().len()), (200, 2));
}
