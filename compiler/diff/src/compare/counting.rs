//! What counts and what is priced: the store, quotas and balances of the gateway, and where usage records go.

use gwc_artifact::{Balance, Gateway, Period, Quota, RedisStore, Store, Usage, UsageSink};

use super::sides::Places;
use crate::difference::Differences;
use crate::kind::Kind;
use crate::side::{Aspect, Side};

/// The differences of definitions; which endpoints use them is compared with their policies.
pub(super) fn compare(before: &Side, after: &Side, out: &mut Differences) {
    let places = |aspect: Aspect| (before.places.get(aspect), after.places.get(aspect));
    let (old, new) = (&before.gateway, &after.gateway);
    if old.store != new.store {
        let shown = |store: &Option<Store>| store.as_ref().map(store_shown);
        out.push(Kind::StoreChanged, (shown(&old.store), shown(&new.store)), places(Aspect::Limits));
    }
    quotas((old, new), places(Aspect::Policies), out);
    balances((old, new), places(Aspect::Policies), out);
    if old.usage != new.usage {
        let shown = |usage: &Option<Usage>| usage.as_ref().map(usage_shown);
        out.push(Kind::UsageChanged, (shown(&old.usage), shown(&new.usage)), places(Aspect::Operations));
    }
}

fn quotas((old, new): (&Gateway, &Gateway), places: Places, out: &mut Differences) {
    for before in &old.quotas {
        let after = new.quotas.iter().find(|quota| quota.name == before.name);
        let values = (Some(quota_shown(before)), after.map(quota_shown));
        let kind = match after {
            Some(after) if after == before => continue,
            Some(after) if is_count_alone(before, after) && after.count < before.count => Kind::QuotaLowered,
            Some(after) if is_count_alone(before, after) && after.count > before.count => Kind::QuotaRaised,
            Some(_) => Kind::QuotaChanged,
            None => Kind::QuotaRemoved,
        };
        out.push(kind, values, places);
    }
    for after in new.quotas.iter().filter(|quota| old.quotas.iter().all(|known| known.name != quota.name)) {
        out.push(Kind::QuotaAdded, (None, Some(quota_shown(after))), places);
    }
}

fn is_count_alone(one: &Quota, other: &Quota) -> bool {
    let Quota { name: _, claim, count: _, period, soft: _, on_error } = one;
    *claim == other.claim && *period == other.period && *on_error == other.on_error
}

fn balances((old, new): (&Gateway, &Gateway), places: Places, out: &mut Differences) {
    for before in &old.balances {
        let after = new.balances.iter().find(|balance| balance.name == before.name);
        if after == Some(before) {
            continue;
        }
        let kind = if after.is_some() { Kind::BalanceChanged } else { Kind::BalanceRemoved };
        out.push(kind, (Some(balance_shown(before)), after.map(balance_shown)), places);
    }
    let is_new = |balance: &&Balance| old.balances.iter().all(|known| known.name != balance.name);
    for after in new.balances.iter().filter(is_new) {
        out.push(Kind::BalanceAdded, (None, Some(balance_shown(after))), places);
    }
}

fn store_shown(store: &Store) -> String {
    match store {
        Store::Redis(RedisStore { host, port, database, user, password, timeout, on_error }) => {
            let user = user.as_deref().map(|user| format!("{user}@")).unwrap_or_default();
            let password = if password.is_some() { ", with a password" } else { "" };
            format!(
                "redis {user}{host}:{port}/{database} within {timeout:?}, on error {on_error:?}{password}"
            )
        }
        Store::File(path) => format!("file {path}"),
    }
}

fn quota_shown(quota: &Quota) -> String {
    let Quota { name, claim, count, period, soft, on_error } = quota;
    let soft = soft.map(|soft| format!(", warning from {soft}")).unwrap_or_default();
    let (period, on_error) = (Period::as_str(*period), on_error.as_str());
    format!("{name}: {count} per {period} for each {claim}{soft}, on error {on_error}")
}

fn balance_shown(balance: &Balance) -> String {
    let Balance { name, url, account, currency, token, cache, on_error } = balance;
    let token = if token.is_some() { ", with a token" } else { "" };
    let (account, on_error) = (account.join("/"), on_error.as_str());
    format!("{name}: {url} for {account} in {currency}, used for {cache:?}, on error {on_error}{token}")
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
