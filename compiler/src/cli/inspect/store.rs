//! The store of an artifact, as `gwc inspect` prints it.

use gwc_artifact::{Balance, Quota, QuotaKey, RedisStore, Secret, Store, StoreError, Usage, UsageSink};
use serde_json::{Value, json};

/// One line.
pub(super) fn text(store: Option<&Store>) -> String {
    match store {
        None => "-".to_owned(),
        Some(Store::File(path)) => format!("file {path}"),
        Some(Store::Redis(redis)) => {
            let RedisStore { host, port, database, timeout, .. } = redis;
            let on_error = word(redis.on_error);
            format!("redis {host} port {port} database {database}, within {timeout:?}, on error {on_error}")
        }
    }
}

/// As JSON. A password is where it is, never what it is.
pub(super) fn value(store: &Store) -> Value {
    let redis = match store {
        Store::Redis(redis) => redis,
        Store::File(path) => return json!({ "file": path }),
    };
    json!({ "redis": {
        "host": redis.host,
        "port": redis.port,
        "database": redis.database,
        "user": redis.user,
        "password": redis.password.as_ref().map(secret),
        "timeout_ns": u64::try_from(redis.timeout.as_nanos()).unwrap_or(u64::MAX),
        "on_error": word(redis.on_error),
    } })
}

/// Where a secret is; its value is nowhere.
pub(super) fn secret(secret: &Secret) -> Value {
    match secret {
        Secret::Env(name) => json!({ "env": name }),
        Secret::File(path) => json!({ "file": path }),
    }
}

fn word(on_error: StoreError) -> &'static str {
    match on_error {
        StoreError::Local => "local",
        StoreError::Open => "open",
        StoreError::Closed => "closed",
    }
}

/// A quota, as JSON.
pub(super) fn quota(quota: &Quota) -> Value {
    json!({
        "name": quota.name,
        "per": match &quota.key {
            QuotaKey::Claim(claim) => json!({ "claim": claim }),
            QuotaKey::Key => json!("key"),
        },
        "count": quota.count,
        "period": quota.period.as_str(),
        "soft": quota.soft,
        "on_error": quota.on_error.as_str(),
    })
}

/// A balance, as JSON.
pub(super) fn balance(balance: &Balance) -> Value {
    json!({
        "name": balance.name,
        "url": balance.url,
        "account": balance.account,
        "currency": balance.currency,
        "token": balance.token.as_ref().map(secret),
        "cache_ns": u64::try_from(balance.cache.as_nanos()).unwrap_or(u64::MAX),
        "on_error": balance.on_error.as_str(),
    })
}

/// Where usage records go, as JSON.
pub(super) fn usage(usage: &Usage) -> Value {
    let to = match &usage.to {
        UsageSink::Stdout => json!("stdout"),
        UsageSink::File(path) => json!({ "file": path }),
        UsageSink::Http { url, token } => json!({ "http": url, "token": token.as_ref().map(secret) }),
    };
    json!({
        "to": to,
        "org": usage.org,
        "user": usage.user,
        "tokens": usage.tokens,
        "spool": usage.spool,
    })
}
