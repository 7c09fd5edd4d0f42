//! Limits, quotas and balances.

use std::time::{Duration, Instant};

use gwc_artifact::{
    Balance, ClientKey, Credential, Endpoint, EndpointPolicy, Gateway, Limit, OnError, PerClient, Period,
    Quota, QuotaKey, Rate, RateLimit, RedisStore, Set, Store, StoreError, Window,
};
use gwc_tests::net::{GatewayBuilder, Issuer, SigningKey, Upstream};

use crate::watched::{NOWHERE, PATIENCE, Watched, open};
use crate::{Case, case};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case("rate_limited_total", 429, || {
            limited(RateLimit { total: Some(once()), per_client: None }, None)
        }),
        case("rate_limited_client", 429, || {
            let per_client = Some(PerClient { key: ClientKey::Ip, limit: once() });
            limited(RateLimit { total: None, per_client }, None)
        }),
        case("store_unavailable", 503, || {
            let store = Store::Redis(redis_away(StoreError::Closed));
            limited(RateLimit { total: Some(once()), per_client: None }, Some(store))
        }),
        case("in_flight_exceeded", 503, two_at_once),
        case("quota_exceeded", 429, || {
            let folder = tempfile::tempdir().expect("a folder");
            let file = folder.path().join("quotas");
            let priced = Priced::start(|gateway| with_quota(gateway, file.to_str().expect("text")));
            priced.asked().0.keeping(folder)
        }),
        case("insufficient_balance", 402, || with_balance(r#"{"available":0}"#)),
        case("billing_unavailable", 503, || with_balance("not JSON")),
    ]
}

/// One request an hour.
pub(crate) fn once() -> Limit {
    let rate = Rate { count: 1, period: Duration::from_secs(3600) };
    Limit { rate, burst: 1, window: Window::Bucket }
}

/// A server that is not there.
pub(crate) fn redis_away(on_error: StoreError) -> RedisStore {
    RedisStore {
        host: NOWHERE.ip().to_string(),
        port: NOWHERE.port(),
        database: 0,
        user: None,
        password: None,
        timeout: Duration::from_secs(2),
        on_error,
    }
}

/// Two requests to an endpoint with this limit.
pub(crate) fn limited(limit: RateLimit, store: Option<Store>) -> Watched {
    let upstream = Upstream::text("ok");
    let gateway = open(upstream.address, |endpoint| endpoint.rate_limit = limit.into())
        .with(|gateway| gateway.store = store)
        .build();
    Watched::start(&gateway).keeping(upstream).asked("").asked("")
}

fn two_at_once() -> Watched {
    let upstream = Upstream::start(|connection| {
        connection.head();
        connection.closes_within(PATIENCE);
    });
    let one =
        |endpoint: &mut Endpoint| endpoint.policies = Set::from(vec![EndpointPolicy::InFlight(1)]).into();
    let watched = Watched::start(&open(upstream.address, one).build());
    let mut first = watched.connect();
    first.send("GET / HTTP/1.1\r\nHost: gateway.test\r\n\r\n");
    let end = Instant::now() + PATIENCE;
    while upstream.heads().is_empty() {
        assert!(Instant::now() < end, "the first request is not at the upstream");
        std::thread::sleep(Duration::from_millis(10));
    }
    watched.get("");
    watched.keeping((upstream, first))
}

/// A gateway with a priced endpoint, and a token for it.
pub(crate) struct Priced(pub(crate) Watched, String);

impl Priced {
    pub(crate) fn start(change: impl FnOnce(&mut Gateway)) -> Priced {
        let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
        let issuer = Issuer::start(&[&key]);
        let token = key.token("u1", r#","owner":"acme""#);
        let gateway = priced(&upstream, &issuer, change);
        Priced(Watched::start(&gateway).keeping((upstream, issuer)), token)
    }

    /// Sends two requests.
    pub(crate) fn asked(self) -> Priced {
        let authorization = format!("Authorization: Bearer {}\r\n", self.1);
        Priced(self.0.asked(&authorization).asked(&authorization), self.1)
    }
}

/// `GET /` for tokens of the issuer.
pub(crate) fn priced(upstream: &Upstream, issuer: &Issuer, change: impl FnOnce(&mut Gateway)) -> Gateway {
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /", "u", "/", |endpoint| {
            endpoint.credential = Credential::AnyOf(vec!["iam".into()]);
        })
        .with(|gateway| {
            gateway.auth = vec![issuer.check("iam")];
            change(gateway);
        })
        .build()
}

/// One request a year, counted in a file.
pub(crate) fn with_quota(gateway: &mut Gateway, file: &str) {
    let quota = Quota {
        name: "free".to_owned(),
        key: QuotaKey::Claim("owner".to_owned()),
        count: 1,
        period: Period::Year,
        soft: None,
        on_error: OnError::Closed,
    };
    gateway.quotas = vec![quota];
    gateway.store = Some(Store::File(file.to_owned()));
    gateway.endpoints[0].policies = Set::from(vec![EndpointPolicy::Quota("free".to_owned())]).into();
}

/// Two requests of an account of which the service tells this.
pub(crate) fn with_balance(answer: &'static str) -> Watched {
    let service = Upstream::text(answer);
    let balance = Balance {
        name: "credits".to_owned(),
        url: format!("http://{}/balance", service.address),
        account: vec!["owner".to_owned()],
        currency: "usd".to_owned(),
        token: None,
        cache: Duration::from_secs(1),
        on_error: OnError::Closed,
    };
    let priced = Priced::start(|gateway| {
        gateway.balances = vec![balance];
        gateway.endpoints[0].policies = Set::from(vec![EndpointPolicy::Balance("credits".to_owned())]).into();
    });
    priced.asked().0.keeping(service)
}
