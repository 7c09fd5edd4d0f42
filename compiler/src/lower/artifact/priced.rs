//! Quotas, balances and usage records of an artifact.

use std::time::Duration;

use gwc_artifact as artifact;

use crate::model::{Balance, Quota, Usage, UsageSink};

/// How long a balance is used again, when it is not set.
const DEFAULT_CACHE: Duration = Duration::from_secs(10);

/// A quota as the runtime counts it.
pub(super) fn quota(quota: &Quota) -> artifact::Quota {
    artifact::Quota {
        name: quota.name.value.clone(),
        key: quota.key.value.clone(),
        count: quota.count,
        period: quota.period,
        soft: quota.soft_count(),
        on_error: quota.on_error,
    }
}

/// A balance as the runtime requests it.
pub(super) fn balance(balance: &Balance) -> artifact::Balance {
    artifact::Balance {
        name: balance.name.value.clone(),
        url: balance.url.value.clone(),
        account: balance.account.clone(),
        currency: balance.currency.clone(),
        token: balance.token.as_ref().map(|token| token.place()),
        cache: balance.cache.map_or(DEFAULT_CACHE, |cache| Duration::from_nanos(cache.nanos)),
        on_error: balance.on_error,
    }
}

/// Where the runtime writes usage records.
pub(super) fn usage(usage: &Usage) -> artifact::Usage {
    let claim = |set: &Option<String>, default: &str| set.clone().unwrap_or_else(|| default.to_owned());
    artifact::Usage {
        to: match &usage.to {
            UsageSink::Stdout => artifact::UsageSink::Stdout,
            UsageSink::File(path) => artifact::UsageSink::File(path.clone()),
            UsageSink::Http { url, token } => artifact::UsageSink::Http {
                url: url.clone(),
                token: token.as_ref().map(|token| token.place()),
            },
        },
        org: claim(&usage.org, "owner"),
        user: claim(&usage.user, "sub"),
        tokens: usage.tokens.clone(),
        spool: usage.spool.clone(),
    }
}
