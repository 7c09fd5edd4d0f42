//! What components in `krakend:` set that the language does not.

use serde_json::Value;

use crate::grammar::format;
use crate::model::Extra;
use gwc_krakend::{go, namespaces};

/// The component of limits.
pub(crate) const LIMIT: &str = "qos/ratelimit/router";

/// Whether a component sets something that `auth` or `rate_limit` cannot: then it may be set in `krakend:` too,
/// and is written in their place.
pub(crate) fn sets_more(name: &str, value: &Value) -> bool {
    let is_map = value.is_object();
    is_map && ((is_validator(name) && !auth_sets_all_of(value)) || (name == LIMIT && limit_sets_more(value)))
}

/// Whether a component for limits is passed through, in either spelling.
pub(crate) fn sets_limit(extra: &Extra) -> bool {
    extra.entries.iter().any(|(name, _)| namespaces::short(&name.value).unwrap_or(&name.value) == LIMIT)
}

/// Whether a limit has something that `rate_limit` cannot set.
pub(crate) fn limit_sets_more(value: &Value) -> bool {
    reads_address_from_header(value) || has_idle_share(value)
}

/// Whether a limit has a share for each caller without a strategy to count callers by: KrakenD ignores the share.
fn has_idle_share(value: &Value) -> bool {
    let strategy = value.get("strategy").and_then(Value::as_str).unwrap_or("").to_lowercase();
    let has_share = value.get("client_max_rate").and_then(Value::as_f64).is_some_and(|rate| rate > 0.0);
    has_share && !["ip", "header", "param"].contains(&&*strategy)
}

/// Whether a limit reads the address from a header, which clients may set.
fn reads_address_from_header(value: &Value) -> bool {
    let strategy = value.get("strategy").and_then(Value::as_str).unwrap_or("").to_lowercase();
    strategy == "ip" && value.get("key").is_some_and(|key| key != "")
}

/// Whether a namespace is `auth/validator`, in either spelling.
pub(crate) fn is_validator(name: &str) -> bool {
    name == "auth/validator" || namespaces::short(name) == Some("auth/validator")
}

/// A value of a map in any case of its key, as `encoding/json` finds it.
fn any_case<'a>(map: &'a Value, name: &str) -> Option<&'a Value> {
    map.as_object()?.iter().find(|(key, _)| go::equal_fold(key, name)).map(|(_, value)| value)
}

/// The keys of `auth/validator` that an `auth` of the language can set.
pub(crate) const VALIDATOR_KEYS: [&str; 16] = [
    "alg",
    "jwk_url",
    "issuer",
    "audience",
    "roles",
    "roles_key",
    "roles_key_is_nested",
    "scopes",
    "scopes_key",
    "scopes_matcher",
    "auth_header_name",
    "cookie_key",
    "leeway",
    "propagate_claims",
    "cache",
    "disable_jwk_security",
];

/// Whether `auth` sets everything that a validator sets. Caching of keys is ignored: the build always enables it.
pub(crate) fn auth_sets_all_of(validator: &Value) -> bool {
    let Some(map) = validator.as_object() else { return false };
    let text = |name: &str| any_case(validator, name).and_then(Value::as_str).unwrap_or("");
    let url = text("jwk_url");
    let cleartext_is_set = url.starts_with("https://")
        || any_case(validator, "disable_jwk_security").is_some_and(|v| v == &Value::Bool(true));
    let issuer = text("issuer");
    map.keys().all(|key| VALIDATOR_KEYS.iter().any(|known| go::equal_fold(known, key)))
        && (format::URL.check)(url).is_ok()
        && (format::ALGORITHM.check)(text("alg")).is_ok()
        && (issuer.is_empty() || (format::ISSUER.check)(issuer).is_ok())
        && cleartext_is_set
        && conditions_are_covered(validator)
        && headers_set_all_of(any_case(validator, "propagate_claims"))
}

/// Whether `audiences`, `require` and `from` set all that a validator has of audiences, roles, scopes, headers and cookies.
pub(crate) fn conditions_are_covered(validator: &Value) -> bool {
    let get = |name: &str| any_case(validator, name).filter(|value| !value.is_null());
    let text = |name: &str| match get(name) {
        None => Some(""),
        Some(value) => value.as_str(),
    };
    let named =
        |name: &str, check: fn(&str) -> bool| text(name).is_some_and(|text| text.is_empty() || check(text));
    let nested = match get("roles_key_is_nested") {
        None => false,
        Some(Value::Bool(nested)) => *nested,
        Some(_) => return false,
    };
    let lists = ["audience", "roles", "scopes"].map(|name| get(name).is_none_or(is_texts));
    let role_claim = text("roles_key").map(|text| if text.is_empty() { "roles" } else { text });
    lists == [true; 3]
        && role_claim.is_some_and(|claim| claims::is_role_claim(claim, nested))
        && named("scopes_key", claims::is_scope_claim)
        && text("scopes_matcher").is_some()
        && named("auth_header_name", |name| (format::HEADER.check)(name).is_ok())
        && named("cookie_key", |name| (format::COOKIE.check)(name).is_ok())
}

/// A list of texts, none of them empty.
fn is_texts(value: &Value) -> bool {
    let is_text = |item: &Value| item.as_str().is_some_and(|text| !text.is_empty());
    value.as_array().is_some_and(|items| items.iter().all(is_text))
}

/// Names of claims that a validator reads as the language does: a name with dots is a path there.
pub(crate) mod claims {
    use super::format;

    /// Whether `roles_key` is such a name. Without `roles_key_is_nested`, a dot is a letter like others.
    pub(crate) fn is_role_claim(name: &str, nested: bool) -> bool {
        let fits = !name.contains('.') || name.starts_with("http") || (nested && name.len() >= 4);
        (format::CLAIM.check)(name).is_ok() && fits
    }

    /// Whether `scopes_key` is such a name. Every dot descends, also that of a host name, so that such a key refuses all.
    pub(crate) fn is_scope_claim(name: &str) -> bool {
        (format::CLAIM.check)(name).is_ok() && !(name.contains('.') && name.starts_with("http"))
    }
}

fn headers_set_all_of(claims: Option<&Value>) -> bool {
    let pair = |pair: &Value| match pair.as_array().map(Vec::as_slice) {
        Some([Value::String(claim), Value::String(header)]) => {
            (format::CLAIM.check)(claim).is_ok() && (format::HEADER.check)(header).is_ok()
        }
        _ => false,
    };
    claims.is_none_or(|claims| claims.as_array().is_some_and(|list| list.iter().all(pair)))
}
