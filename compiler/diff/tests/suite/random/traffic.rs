//! Random policies of endpoints, and of the gateway as a whole.

use std::net::Ipv4Addr;
use std::time::Duration;

use gwc_artifact::{
    Balance, Bots, Breaker, CertificateFiles, Cors, CorsHeaders, CorsMethods, Dialect, EndpointPolicy,
    Failure, Gateway, HeaderEdit, Listener, ListenerTls, Method, OnError, OriginPattern, Origins, Period,
    Protocol, Quota, QuotaKey, Secret, Set, SplitBy, SplitTarget, Store,
};

use super::Random;

/// A few policies of an endpoint.
pub(super) fn any_policies(random: &mut Random) -> Set<EndpointPolicy> {
    let policies = [
        EndpointPolicy::MaxBody(random.of(&[10, 20])),
        EndpointPolicy::Dialect(random.of(&Dialect::ALL)),
        EndpointPolicy::Cors(any_cors(random)),
        EndpointPolicy::RequestHeaders(any_edits(random)),
        EndpointPolicy::ResponseHeaders(any_edits(random)),
        EndpointPolicy::Bots(any_bots(random)),
        EndpointPolicy::Breaker(any_breaker(random)),
        EndpointPolicy::InFlight(random.of(&[5, 9])),
        EndpointPolicy::Quota(random.of(&["month", "week"]).to_owned()),
        EndpointPolicy::Balance(random.of(&["money", "points"]).to_owned()),
        EndpointPolicy::Heartbeat(Duration::from_secs(random.of(&[15, 30]))),
        EndpointPolicy::Split(any_split(random)),
    ];
    policies.into_iter().filter(|_| random.one_in(4)).collect()
}

/// Other upstreams for some of the requests.
fn any_split(random: &mut Random) -> Vec<SplitTarget> {
    let header = SplitBy::Header { name: "x-canary".to_owned(), value: random.of(&["0", "1"]).to_owned() };
    let by = random.of(&[vec![SplitBy::Weight(5)], vec![SplitBy::Weight(9), header.clone()], vec![header]]);
    let target = |by| SplitTarget { upstream: random.of(&["a", "b"]).to_owned(), by };
    by.into_iter().map(target).collect()
}

/// Where connections are accepted, and from whom.
pub(super) fn any_listener(random: &mut Random) -> Listener {
    let files = CertificateFiles { certificate: "/tls/a.pem".to_owned(), key: "/tls/a.key".to_owned() };
    let client_ca = random.of(&[None, Some("/tls/clients.pem".to_owned())]);
    let tls = ListenerTls { certificates: vec![files], client_ca };
    Listener {
        address: random.of(&[None, Some(Ipv4Addr::LOCALHOST.into())]),
        port: 8080,
        protocol: Protocol::Http,
        proxy_protocol: false,
        tls: random.one_in(2).then_some(tls),
    }
}

/// What pages may do.
pub(super) fn any_cors(random: &mut Random) -> Cors {
    let patterns = ["https://a.example", "https://*.a.example", "https://x.a.example", "https://b.example"];
    let listed: Set<OriginPattern> = random.some(&patterns).into_iter().map(OriginPattern::parse).collect();
    let origins = if listed.is_empty() { Origins::Any } else { Origins::List(listed) };
    let methods: Set<Method> = random.some(&[Method::Get, Method::Post]).into();
    let names = random.some(&["x-a", "x-b"].map(str::to_owned));
    Cors {
        credentials: origins != Origins::Any && random.one_in(2),
        origins,
        methods: if methods.is_empty() { CorsMethods::OfPath } else { CorsMethods::List(methods) },
        headers: if random.one_in(2) { CorsHeaders::Any } else { CorsHeaders::List(names.into()) },
        expose: random.some(&["x-total", "x-page"].map(str::to_owned)).into(),
        private_network: random.one_in(4),
        max_age: random.of(&[None, Some(Duration::from_secs(600))]),
        status: random.of(&[200, 204]),
    }
}

/// Headers that are set or removed: also such as the gateway states itself, where an edit has no effect.
pub(super) fn any_edits(random: &mut Random) -> Set<HeaderEdit> {
    let names = ["x-a", "x-custom", "x-user-id", "x-forwarded-for", "authorization"];
    let mut edits = Vec::new();
    for name in random.some(&names) {
        let name = name.to_owned();
        edits.push(match random.below(3) {
            0 => HeaderEdit::Remove(name),
            _ => HeaderEdit::Set { name, value: random.of(&["1", "2"]).to_owned() },
        });
    }
    edits.into()
}

/// User agents that are refused.
pub(super) fn any_bots(random: &mut Random) -> Bots {
    let texts = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect::<Set<_>>();
    Bots {
        refuses_empty: random.one_in(3),
        allow: texts(random.some(&["bot", "good-bot"])),
        deny: texts(random.some(&["bot", "good-bot"])),
        patterns: texts(random.some(&["^craw", "bot"])),
    }
}

/// A circuit breaker.
pub(super) fn any_breaker(random: &mut Random) -> Breaker {
    Breaker {
        errors: random.of(&[1, 3]),
        within: random.of(&[None, Some(Duration::from_secs(10))]),
        open: Duration::from_secs(random.of(&[5, 10])),
        count: random.of(&[vec![Failure::Status5xx], Failure::ALL.to_vec()]).into(),
    }
}

/// The quotas and balances that policies name, and where they count.
pub(super) fn set(gateway: &mut Gateway) {
    gateway.store = Some(Store::File("/state/quotas".to_owned()));
    gateway.quotas = ["month", "week"].map(quota).to_vec();
    gateway.balances = ["money", "points"].map(balance).to_vec();
}

fn quota(name: &str) -> Quota {
    Quota {
        name: name.to_owned(),
        key: QuotaKey::Claim("sub".to_owned()),
        count: 1000,
        period: Period::Month,
        soft: None,
        on_error: OnError::Open,
    }
}

fn balance(name: &str) -> Balance {
    Balance {
        name: name.to_owned(),
        url: "http://money.svc/balance".to_owned(),
        account: vec!["sub".to_owned()],
        currency: "usd".to_owned(),
        token: None,
        cache: Duration::from_secs(5),
        on_error: OnError::Closed,
    }
}

/// Changes a quota.
pub(super) fn edit_quota(quota: &mut Quota, random: &mut Random) {
    match random.below(6) {
        0 | 5 => quota.count = random.of(&[500, 1000, 2000]),
        1 => {
            let claim = |name: &str| QuotaKey::Claim(name.to_owned());
            quota.key = random.of(&[claim("sub"), claim("org"), QuotaKey::Key]);
        }
        2 => quota.period = random.of(&[Period::Month, Period::Day]),
        3 => quota.soft = random.of(&[None, Some(400)]),
        _ => quota.on_error = random.of(&[OnError::Open, OnError::Closed]),
    }
}

/// Changes a balance.
pub(super) fn edit_balance(balance: &mut Balance, random: &mut Random) {
    match random.below(6) {
        0 => balance.url = random.of(&["http://money.svc/balance", "http://money.svc/other"]).to_owned(),
        1 => balance.account = vec![random.of(&["sub", "org"]).to_owned()],
        2 => balance.currency = random.of(&["usd", "eur"]).to_owned(),
        3 => balance.token = random.of(&[None, Some(Secret::Env("BALANCE_TOKEN".to_owned()))]),
        4 => balance.cache = Duration::from_secs(random.of(&[1, 5])),
        _ => balance.on_error = random.of(&[OnError::Open, OnError::Closed]),
    }
}
