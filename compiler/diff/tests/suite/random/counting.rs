//! Random stores, records of usage and proxies in front.

use std::time::Duration;

use gwc_artifact::{Gateway, Network, RedisStore, Store, StoreError, Usage, UsageSink};

use super::Random;

/// A store. Records of keys need a server.
pub(super) fn any_store(random: &mut Random) -> Store {
    if random.one_in(4) {
        return Store::File(random.of(&["/state/quotas", "/state/other"]).to_owned());
    }
    Store::Redis(RedisStore {
        host: random.of(&["redis.svc", "other.svc"]).to_owned(),
        database: random.of(&[0, 0, 1]),
        timeout: Duration::from_millis(random.of(&[50, 100])),
        on_error: random.of(&[StoreError::Local, StoreError::Closed]),
        ..server()
    })
}

/// A server that is a store.
pub(super) fn server() -> RedisStore {
    RedisStore {
        host: "redis.svc".to_owned(),
        port: 6379,
        database: 0,
        user: None,
        password: None,
        timeout: Duration::from_millis(50),
        on_error: StoreError::Local,
    }
}

/// Changes what no request of a client shows.
pub(super) fn edit(gateway: &mut Gateway, random: &mut Random) {
    if random.one_in(2) {
        let networks = ["10.0.0.0/8", "10.1.0.0/16"].map(|name| Network::parse(name).expect("a network"));
        gateway.trusted_proxies = random.some(&networks).into();
        return;
    }
    gateway.usage = random.one_in(2).then(|| Usage {
        to: random.of(&[UsageSink::Stdout, UsageSink::File("/state/usage".to_owned())]),
        org: "org".to_owned(),
        user: random.of(&["sub", "name"]).to_owned(),
        tokens: None,
        spool: None,
    });
}
