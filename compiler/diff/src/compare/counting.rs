//! Where limits and quotas count, and where usage records go.

use gwc_artifact::{RedisStore, Store, StoreError, Usage, UsageSink};

use crate::difference::{Difference, Differences};
use crate::kind::Kind;
use crate::side::{Aspect, Places, Side};

pub(super) fn compare(before: &Side, after: &Side, out: &mut Differences) {
    let places = |aspect: Aspect| Places::pair(&before.places, &after.places, aspect);
    let (old, new) = (&before.gateway, &after.gateway);
    if old.store != new.store {
        let shown = |store: &Option<Store>| store.as_ref().map(store_shown);
        let values = (shown(&old.store), shown(&new.store));
        let difference = Difference::of(Kind::StoreChanged, values, places(Aspect::Store));
        out.add(difference.widening(counts_less(old.store.as_ref(), new.store.as_ref())));
    }
    if old.usage != new.usage {
        let shown = |usage: &Option<Usage>| usage.as_ref().map(usage_shown);
        out.push(Kind::UsageChanged, (shown(&old.usage), shown(&new.usage)), places(Aspect::Usage));
    }
}

/// Whether requests that a store would reject are accepted: each replica counts by itself, or nothing is limited.
fn counts_less(before: Option<&Store>, after: Option<&Store>) -> bool {
    let strictness = |store: Option<&Store>| match store {
        Some(Store::Redis(redis)) => match redis.on_error {
            StoreError::Closed => 4,
            StoreError::Local => 3,
            StoreError::Open => 2,
        },
        Some(Store::File(_)) | None => 1,
    };
    strictness(after) < strictness(before)
}

fn store_shown(store: &Store) -> String {
    match store {
        Store::Redis(RedisStore { host, port, database, user, password, timeout, on_error }) => {
            let user = user.as_deref().map(|user| format!("{user}@")).unwrap_or_default();
            let password = if password.is_some() { ", with a password" } else { "" };
            format!(
                "redis {user}{host}:{port}/{database}{password}, timeout {timeout:?}, {} if it fails",
                failing(*on_error)
            )
        }
        Store::File(path) => format!("file {path}"),
    }
}

fn failing(on_error: StoreError) -> &'static str {
    match on_error {
        StoreError::Local => "each replica counts by itself",
        StoreError::Open => "requests are not limited",
        StoreError::Closed => "requests with a limit get 503",
    }
}

fn usage_shown(usage: &Usage) -> String {
    let Usage { to, org, user, tokens, spool } = usage;
    let to = match to {
        UsageSink::Stdout => "standard output".to_owned(),
        UsageSink::File(path) => path.clone(),
        UsageSink::Http { url, token: _ } => url.clone(),
    };
    let tokens = tokens.as_deref().map(|header| format!(", tokens in {header}")).unwrap_or_default();
    let spool = spool.as_deref().map(|path| format!(", spool {path}")).unwrap_or_default();
    format!("{to}, org {org}, user {user}{tokens}{spool}")
}
