//! What components in `krakend:` set that the language does not.

use serde_json::Value;

use crate::grammar::format;
use gwc_krakend::{go, namespaces};

/// The component of limits.
pub(crate) const LIMIT: &str = "qos/ratelimit/router";

/// Whether a component sets something that `auth` or `rate_limit` cannot: then it may be set in `krakend:` too,
/// and is written in their place.
pub(crate) fn sets_more(name: &str, value: &Value) -> bool {
    let is_map = value.is_object();
    is_map
        && ((is_validator(name) && !auth_sets_all_of(value))
            || (name == LIMIT && reads_address_from_header(value)))
}

/// Whether a limit reads the address from a header, which clients may set.
pub(crate) fn reads_address_from_header(value: &Value) -> bool {
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

/// Whether `auth` sets everything that a validator sets. Caching of keys is ignored: the build always enables it.
pub(crate) fn auth_sets_all_of(validator: &Value) -> bool {
    const SET: [&str; 8] = [
        "alg",
        "jwk_url",
        "issuer",
        "audience",
        "leeway",
        "propagate_claims",
        "cache",
        "disable_jwk_security",
    ];
    let Some(map) = validator.as_object() else { return false };
    let text = |name: &str| any_case(validator, name).and_then(Value::as_str).unwrap_or("");
    let url = text("jwk_url");
    let cleartext_is_set = url.starts_with("https://")
        || any_case(validator, "disable_jwk_security").is_some_and(|v| v == &Value::Bool(true));
    // Of several audiences, KrakenD requires all, the language one.
    let audiences = any_case(validator, "audience").map_or(0, |v| v.as_array().map_or(2, Vec::len));
    let issuer = text("issuer");
    map.keys().all(|key| SET.iter().any(|set| go::equal_fold(set, key)))
        && (format::URL.check)(url).is_ok()
        && (format::ALGORITHM.check)(text("alg")).is_ok()
        && (issuer.is_empty() || (format::ISSUER.check)(issuer).is_ok())
        && cleartext_is_set
        && audiences <= 1
        && headers_set_all_of(any_case(validator, "propagate_claims"))
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
