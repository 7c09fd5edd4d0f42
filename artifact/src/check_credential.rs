//! What each credential check must fulfil to be one.

use crate::check_policy::{duration, hosts, jwt, limit, mints_from, rate_limit, requirements, same_header};
use crate::conditions::{Check, ensure, header_names, is_token, is_visible, nanoseconds};
use crate::credential::{ApiKey, ExternalCheck, KeyCheck, KeyRecords, KeySource};
use crate::limit::ClientKey;
use crate::policy::{Auth, AuthKind};
use crate::store::Store;

pub(crate) fn auth(auth: &Auth) -> Check {
    hosts(&auth.origins)?;
    rate_limit(&auth.rate_limit)?;
    // A credential has no path.
    let by_param =
        auth.rate_limit.per_client.as_ref().is_some_and(|per| matches!(per.key, ClientKey::Param(_)));
    ensure(!by_param, "its limit is for each value of a parameter")?;
    if let Some(message) = &auth.limit_message {
        let is_text = !message.is_empty() && !message.chars().any(char::is_control);
        ensure(is_text, "the message of its limit is empty or has control characters in it")?;
        ensure(!auth.rate_limit.is_none(), "it has a message of a limit, and no limit")?;
    }
    match &auth.kind {
        AuthKind::Jwt(jwt) => self::jwt(jwt),
        AuthKind::ApiKey(key) => api_key(key),
        AuthKind::External(check) => external(check),
    }
}

fn api_key(key: &ApiKey) -> Check {
    ensure(!key.prefixes.is_empty(), "it has no key prefix")?;
    // With an empty prefix any text would be a key.
    ensure(
        key.prefixes.iter().all(|prefix| is_visible(prefix)),
        "a key prefix is empty or has spaces in it",
    )?;
    ensure(!key.headers.is_empty(), "it reads keys from no header")?;
    header_names(&key.headers)?;
    match &key.verify {
        KeyCheck::Upstream => Ok(()),
        KeyCheck::Gateway(records) => key_records(records),
    }
}

fn key_records(records: &KeyRecords) -> Check {
    if let KeySource::File(path) = &records.source {
        let proper = path.starts_with('/') && !path.chars().any(char::is_control);
        ensure(proper, "the path of its keys is not absolute")?;
    }
    records.limits.iter().try_for_each(|named| {
        ensure(!named.name.is_empty(), "a limit of its keys has no name")?;
        limit(&named.limit)
    })?;
    // Sorted by name.
    let twice = records.limits.windows(2).any(|pair| pair[0].name == pair[1].name);
    ensure(!twice, "two limits of its keys have one name")?;
    requirements(&records.require)?;
    mints_from(&records.headers, false)
}

/// Keys in the store need one that is a server.
pub(crate) fn keys_in_store(auth: &Auth, store: Option<&Store>) -> Check {
    let AuthKind::ApiKey(ApiKey { verify: KeyCheck::Gateway(records), .. }) = &auth.kind else {
        return Ok(());
    };
    let is_found = records.source != KeySource::Store || matches!(store, Some(Store::Redis(_)));
    ensure(is_found, "its keys are in a store that the gateway does not have")
}

fn external(check: &ExternalCheck) -> Check {
    ensure(is_visible(&check.url), "its URL is empty or has spaces in it")?;
    ensure(!check.send.is_empty(), "it sends no header")?;
    ensure(check.send.iter().all(|name| is_token(name)), "a header that it sends has no proper name")?;
    let twice = |at: usize| check.send[..at].iter().any(|other| same_header(other, &check.send[at]));
    ensure(!(0..check.send.len()).any(twice), "it sends a header twice")?;
    duration(check.timeout)?;
    ensure(nanoseconds(check.cache).is_some(), "it keeps answers for longer than 584 years")?;
    mints_from(&check.headers, true)
}
