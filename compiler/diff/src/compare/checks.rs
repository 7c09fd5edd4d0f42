//! How a credential is checked.

use gwc_artifact::{
    ApiKey, Auth, AuthKind, CheckFailure, ExternalCheck, KeyCheck, KeyRecords, KeySource, Store,
};

use super::sides::Places;
use super::{limits, sources, token};
use crate::checks::{effects, share_tokens};
use crate::difference::{Difference, Differences, apart, list};
use crate::kind::{Exposure, Kind};
use crate::view::Checked;

/// Whether both check the same, whatever they are called. What they require and mint is compared by itself.
pub(super) fn are_alike(one: &Checked<'_>, other: &Checked<'_>) -> bool {
    let mut out = Differences::default();
    have_one_kind(one, other) && {
        compare((one, other), &mut out);
        out.0.is_empty()
    }
}

/// Whether both check tokens, or keys, or the same thing in front.
pub(super) fn have_one_kind(one: &Checked<'_>, other: &Checked<'_>) -> bool {
    match (one.kind, other.kind) {
        (Some(AuthKind::Jwt(_)), Some(AuthKind::Jwt(_))) => true,
        (Some(AuthKind::ApiKey(_)), Some(AuthKind::ApiKey(_))) => true,
        (Some(AuthKind::External(_)), Some(AuthKind::External(_))) => true,
        (None, None) => one.name == other.name,
        _ => false,
    }
}

/// Whether some token is accepted by two checks, and each makes something else of it: then the first of them decides.
pub(super) fn order_decides(one: &Checked<'_>, other: &Checked<'_>) -> bool {
    let (Some(AuthKind::Jwt(jwt)), Some(AuthKind::Jwt(other_jwt))) = (one.kind, other.kind) else {
        return false;
    };
    share_tokens(jwt, other_jwt) && one.auth.map(effects) != other.auth.map(effects)
}

pub(super) fn compare((before, after): (&Checked<'_>, &Checked<'_>), out: &mut Differences) {
    let places = (before.place, after.place);
    options((before, after), places, out);
    match (before.kind, after.kind) {
        (Some(AuthKind::Jwt(before)), Some(AuthKind::Jwt(after))) => {
            token::compare((before, after), places, out)
        }
        (Some(AuthKind::ApiKey(key)), Some(AuthKind::ApiKey(other))) => {
            let verifiers = (verifier(&key.verify, before.store), verifier(&other.verify, after.store));
            if verifiers.0 != verifiers.1 {
                out.push(Kind::KeyVerifierChanged, verifiers, places);
            }
            keys((key, other), places, out);
        }
        (Some(AuthKind::External(before)), Some(AuthKind::External(after))) => {
            external((before, after), places, out);
        }
        _ => {}
    }
}

/// From which pages a credential is accepted, and how often.
fn options((before, after): (&Checked<'_>, &Checked<'_>), places: Places, out: &mut Differences) {
    let (Some(one), Some(other)) = (before.auth, after.auth) else { return };
    let (origins, origins_after) = (outermost(&one.origins), outermost(&other.origins));
    let shown = |origins: &[String]| match origins {
        [] => "web pages of every origin".to_owned(),
        origins => origins.join(", "),
    };
    if origins != origins_after {
        let is_within = |of: &[String], all: &[String]| {
            all.is_empty()
                || (!of.is_empty() && of.iter().all(|one| all.iter().any(|other| is_below(one, other))))
        };
        let kind = match (origins_after.is_empty(), is_within(&origins_after, &origins)) {
            (true, _) => Kind::ProtectionRemoved,
            (false, true) => Kind::ProtectionAdded,
            (false, false) => Kind::ProtectionChanged,
        };
        out.push(kind, (shown(&origins), shown(&origins_after)), places);
    }
    limits::of_credentials((one, other), places, out);
    let is_limited = |auth: &Auth| !auth.rate_limit.is_none();
    if is_limited(one) && is_limited(other) && one.limit_message != other.limit_message {
        let shown =
            |auth: &Auth| auth.limit_message.clone().unwrap_or_else(|| "Rate limit exceeded".to_owned());
        out.push(Kind::DialectChanged, (shown(one), shown(other)), places);
    }
}

/// The origins of a credential without those that are below another.
fn outermost(origins: &[String]) -> Vec<String> {
    let is_covered = |one: &String| origins.iter().any(|other| one != other && is_below(one, other));
    origins.iter().filter(|one| !is_covered(one)).cloned().collect()
}

/// Whether a host is another one or a subdomain of it.
fn is_below(host: &str, of: &str) -> bool {
    host.strip_suffix(of).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// What verifies keys. What a record must hold, and which headers are made of it, is compared by itself.
fn verifier(check: &KeyCheck, store: Option<&Store>) -> String {
    match check {
        KeyCheck::Upstream => "the upstream verifies keys".to_owned(),
        KeyCheck::Gateway(KeyRecords { source, limits: named_limits, require: _, headers: _ }) => {
            let place = match source {
                KeySource::File(path) => format!("`{path}`"),
                KeySource::Store => format!("the store{}", store.map(held_in).unwrap_or_default()),
            };
            let limits: Vec<String> =
                named_limits.iter().map(|named| limits::of_key(&named.name, &named.limit)).collect();
            match limits.is_empty() {
                true => format!("the gateway verifies keys by {place}"),
                false => {
                    format!("the gateway verifies keys by {place}, with the limits {}", limits.join(", "))
                }
            }
        }
    }
}

/// Which records a store has: another user or another timeout reads the same.
pub(crate) fn held_in(store: &Store) -> String {
    match store {
        Store::Redis(redis) => format!(" at {}:{}/{}", redis.host, redis.port, redis.database),
        Store::File(_) => String::new(),
    }
}

fn external((before, after): (&ExternalCheck, &ExternalCheck), places: Places, out: &mut Differences) {
    let asks = |check: &ExternalCheck| {
        let ExternalCheck { url, send: _, timeout, cache, on_error, headers: _ } = check;
        let failing = match on_error {
            CheckFailure::Closed => "requests get 503",
            CheckFailure::Open => "requests are accepted",
        };
        format!("checked by {url}, timeout {timeout:?}, answers kept for {cache:?}, {failing} if it fails")
    };
    let values = (asks(before), asks(after));
    // An answer that is kept is one that was withdrawn since.
    let accepts_more = before.url != after.url
        || after.cache > before.cache
        || (after.on_error == CheckFailure::Open && before.on_error != CheckFailure::Open);
    let exposure = if accepts_more { Exposure::Widens } else { Exposure::Same };
    if values.0 != values.1 {
        out.add(Difference { exposure, ..Difference::of(Kind::ProtectionChanged, values, places) });
    }
    let lower = |names: &[String]| names.iter().map(|name| name.to_ascii_lowercase()).collect::<Vec<_>>();
    sources::compare((&lower(&before.send), &lower(&after.send)), places, out);
}

fn keys((before, after): (&ApiKey, &ApiKey), places: Places, out: &mut Differences) {
    let ApiKey { prefixes, headers, verify: _ } = before;
    let ApiKey { prefixes: prefixes_after, headers: headers_after, verify: _ } = after;
    let (lost, gained) = apart(prefixes, prefixes_after);
    let values =
        || (list(prefixes.iter().map(String::as_str)), list(prefixes_after.iter().map(String::as_str)));
    if !gained.is_empty() {
        out.push(Kind::KeyPrefixAccepted, values(), places);
    }
    if !lost.is_empty() {
        out.push(Kind::KeyPrefixRefused, values(), places);
    }
    let lower = |names: &[String]| names.iter().map(|name| name.to_ascii_lowercase()).collect::<Vec<_>>();
    sources::compare((&lower(headers), &lower(headers_after)), places, out);
}
