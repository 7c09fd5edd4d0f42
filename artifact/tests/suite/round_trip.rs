//! Any gateway that can be written is read back whole, and writing that gives the same bytes.

use std::time::Duration;

use gwc_artifact::*;
use proptest::prelude::*;

use crate::support::{Chance, endpoint, large, limit, open, redis, upstream, usage};

/// A gateway by chance: the large one with everything in it moved about.
fn any(seed: u64) -> Gateway {
    let mut chance = Chance(seed);
    let mut gateway = large();
    gateway.name = chance.pick(&["", "a", "caf\u{e9} \u{1f600}", "x\ny"]).to_owned();
    gateway.strict_hosts = chance.one_in(2);
    gateway.store = chance.one_in(2).then(|| {
        let secret =
            if chance.one_in(2) { Secret::Env("A".into()) } else { Secret::File("/a \u{e9}".into()) };
        let password = chance.one_in(2).then_some(secret);
        let on_error = *chance.pick(&[&StoreError::Local, &StoreError::Open, &StoreError::Closed]);
        match chance.one_in(4) {
            true => Store::File("/var/lib/gwr/\u{e9}".into()),
            false => Store::Redis(RedisStore { password, on_error, ..redis() }),
        }
    });
    if gateway.store.is_none() {
        gateway.quotas.clear();
    }
    gateway.balances[0].token = chance.one_in(2).then(|| Secret::File("/t".into()));
    gateway.usage = chance.one_in(2).then(|| {
        let to = match chance.below(3) {
            0 => UsageSink::Stdout,
            1 => UsageSink::File("/u".into()),
            _ => usage().to,
        };
        Usage { to, spool: chance.one_in(2).then(|| "/s".into()), ..usage() }
    });
    gateway.trusted_proxies = gateway.trusted_proxies.iter().take(chance.below(4)).cloned().collect();
    if chance.one_in(2) {
        let entries: Vec<String> = gateway.stripped.entries().chain(["X-Any-*".to_owned()]).collect();
        gateway.stripped = HeaderNames::of(entries.iter().map(String::as_str));
    }
    gateway.listeners = gateway.listeners.iter().take(chance.below(4)).cloned().collect();
    gateway.upstreams.extend(
        (0..chance.below(5)).map(|i| Upstream { external: i % 2 == 0, ..upstream(&format!("u{i}")) }),
    );
    if let AuthKind::Jwt(jwt) = &mut gateway.auth[0].kind {
        jwt.issuer = if chance.one_in(2) {
            Issuer::Any
        } else {
            Issuer::Exact("https://id.example/\u{e9}".to_owned())
        };
        jwt.algorithms =
            Algorithm::ALL.into_iter().filter(|_| chance.one_in(2)).chain([Algorithm::EdDsa]).collect();
        jwt.leeway = Duration::from_nanos(chance.next());
        if chance.one_in(2) {
            jwt.audiences = Audiences::Any;
        } else if chance.one_in(2) {
            jwt.audiences = Audiences::All(vec!["console".into(), "\u{e9}".into()].into());
        }
    }
    let keep = chance.below(134);
    chance.shuffle(&mut gateway.endpoints);
    gateway.endpoints.truncate(keep);
    gateway.endpoints.iter_mut().for_each(|endpoint| vary(endpoint, &mut chance));
    let attached: Set<u64> = gateway.endpoints.iter().take(3).map(|endpoint| endpoint.id).collect();
    let of_gateway = gateway.other_policies.iter().filter(|policy| policy.scope == PolicyScope::Gateway);
    let of_endpoints = (!attached.is_empty())
        .then(|| OtherPolicy { name: "krakend:proxy".into(), scope: PolicyScope::Endpoints(attached) });
    gateway.other_policies = of_gateway.cloned().chain(of_endpoints).collect();
    gateway
}

fn vary(endpoint: &mut Endpoint, chance: &mut Chance) {
    endpoint.id = chance.next();
    let time = |chance: &mut Chance| chance.one_in(2).then(|| Duration::from_nanos(chance.next().max(1)));
    endpoint.timeouts =
        Timeouts { connect: time(chance), first_byte: time(chance), idle: time(chance), total: time(chance) }
            .into();
    let policies = chance.one_in(2).then(|| EndpointPolicy::MaxBody(chance.next()));
    endpoint.policies = policies.into_iter().collect::<Set<_>>().into();
    let bucket = |chance: &mut Chance| {
        limit(chance.next().max(1), Duration::from_nanos(chance.next().max(1)), chance.next().max(1))
    };
    let key = match chance.below(3) {
        0 => ClientKey::Ip,
        1 => ClientKey::Claim("org.id".into()),
        _ => ClientKey::Header("X-Key".into()),
    };
    endpoint.rate_limit = RateLimit {
        total: chance.one_in(2).then(|| bucket(chance)),
        per_client: chance.one_in(2).then(|| PerClient { key, limit: bucket(chance) }),
    }
    .into();
    endpoint.stream = [Stream::None, Stream::Sse, Stream::WebSocket][chance.below(3)];
    endpoint.forward.query = match chance.below(3) {
        0 => ForwardQuery::All,
        1 => ForwardQuery::None,
        _ => ForwardQuery::List(vec!["a b".into(), "\u{e9}".into()].into()),
    };
}

/// The gateway with its lists in an order that has nothing to do with the format's.
fn by_name(gateway: &Gateway) -> Gateway {
    let mut gateway = gateway.clone();
    gateway.upstreams.sort_by(|one, other| one.name.cmp(&other.name));
    gateway.auth.sort_by(|one, other| one.name.cmp(&other.name));
    gateway.endpoints.sort_by_key(|endpoint| endpoint.id);
    gateway
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read(seed: u64) {
        let gateway = any(seed);
        let artifact = open(&gateway);
        let read = artifact.gateway();
        prop_assert_eq!(&encode(read).unwrap()[..], artifact.bytes());
        prop_assert_eq!(by_name(read), by_name(&gateway));
    }

    /// Policies of endpoints that are gone are an error, not another gateway.
    #[test]
    fn a_policy_of_no_endpoint_is_refused(seed: u64, id: u64) {
        let mut gateway = any(seed);
        let scope = PolicyScope::Endpoints(vec![id].into());
        gateway.other_policies = vec![OtherPolicy { name: "gone".into(), scope }].into();
        let is_unknown = matches!(encode(&gateway), Err(EncodeError::Unknown { .. }));
        prop_assert!(is_unknown);
    }

    /// A request path made from a pattern meets the endpoint of that pattern, or a more literal one.
    #[test]
    fn every_endpoint_is_found(seed: u64) {
        let artifact = open(&any(seed));
        for (i, written) in artifact.gateway().endpoints.iter().enumerate() {
            let path = written.path.to_string().replace(['{', '}'], "~").replace('*', "~/~");
            let found = artifact.find(written.method, &path).unwrap();
            prop_assert_eq!(found.endpoint, i, "{}", path);
        }
    }
}

#[test]
fn many_endpoints_are_found() {
    let endpoints =
        (0..20_000).map(|i| endpoint(Method::Get, &format!("/v1/service-number-{i}/items/{{id}}")));
    let gateway = crate::support::gateway(endpoints.collect());
    let artifact = open(&gateway);
    for i in [0, 1, 9_999, 19_999] {
        let path = format!("/v1/service-number-{i}/items/7");
        let found = artifact.find(Method::Get, &path).unwrap();
        assert_eq!(artifact.endpoint(found.endpoint).unwrap().path, gateway.endpoints[i].path);
    }
    assert_eq!(artifact.find(Method::Get, "/v1/service-number-20000/items/7"), Err(Miss::NotFound));
}
