//! The store of an artifact.

use std::time::Duration;

use gwc_artifact as artifact;

use crate::model::{RedisStore, Store, StoreKind};

/// How long a request waits for the store, when it is not set.
const DEFAULT_TIMEOUT: Duration = Duration::from_millis(20);

/// The store as the runtime uses it.
pub(super) fn lower(store: &Store) -> artifact::Store {
    match &store.kind {
        StoreKind::Redis(redis) => artifact::Store::Redis(server(redis)),
        StoreKind::File(file) => artifact::Store::File(file.value.clone()),
    }
}

fn server(redis: &RedisStore) -> artifact::RedisStore {
    let url = &redis.url.value;
    artifact::RedisStore {
        host: url.host.clone(),
        port: url.port,
        database: url.database,
        user: url.user.clone(),
        password: redis.password.as_ref().map(|password| password.place()),
        timeout: redis.timeout.map_or(DEFAULT_TIMEOUT, |timeout| Duration::from_nanos(timeout.nanos)),
        on_error: redis.on_error,
    }
}
