//! Which parts of a KrakenD configuration route YAML covers.

use serde_json::Value;

use super::security;
use crate::grammar::format;
use crate::model::{Auth, Backend, ClientKey, Endpoint, Gateway, Headers, Limit, Scheme, Source};
use crate::passthrough::{LIMIT, auth_sets_all_of, is_validator, limit_sets_more};
use gwc_krakend::{go, namespaces};
use gwc_syntax::value::Rate;

/// A key of `rest`, as KrakenD reads it.
pub(crate) fn key<'a>(rest: &'a [(String, Value)], name: &str) -> Option<&'a Value> {
    let exact = rest.iter().find(|(key, _)| key == name);
    exact.or_else(|| rest.iter().find(|(key, _)| go::equal_fold(key, name))).map(|(_, value)| value)
}

/// The namespaces of an endpoint that `auth` and `rate_limit` do not cover: they stay under `krakend`.
pub(crate) fn uncovered_extra<'a>(gateway: &'a Gateway, endpoint: &'a Endpoint) -> Vec<(&'a str, &'a Value)> {
    let entries = endpoint.extra.entries.iter().map(|(name, value)| (&*name.value, value));
    if gateway.source == Source::Routes {
        return entries.collect();
    }
    entries.filter(|(name, value)| !is_covered(gateway, endpoint, name, value)).collect()
}

fn is_covered(gateway: &Gateway, endpoint: &Endpoint, name: &str, value: &Value) -> bool {
    match name {
        "auth/public" => true,
        // A limit without a rate has no effect.
        LIMIT => !limit_sets_more(value) && (endpoint.limit.is_none() || limit(gateway, endpoint).is_some()),
        _ if is_validator(name) => auth_sets_all_of(value),
        _ => false,
    }
}

/// The namespaces of the root that the language does not cover.
pub(crate) fn uncovered_root(gateway: &Gateway) -> Vec<(&str, &Value)> {
    let entries = gateway.extra.entries.iter().map(|(name, value)| (&*name.value, value));
    let covered = |name: &str| match namespaces::short(name).unwrap_or(name) {
        LIMIT => gateway.limit.is_some_and(|l| covers_limit(gateway.limit(l.value))),
        "security/cors" => security::covers_cors(gateway),
        "security/bot-detector" => security::covers_bots(gateway),
        _ => false,
    };
    entries.filter(|(name, _)| gateway.source == Source::Routes || !covered(name)).collect()
}

/// The limit of an endpoint, where the language covers all of it.
pub(crate) fn limit<'a>(gateway: &'a Gateway, endpoint: &Endpoint) -> Option<&'a Limit> {
    let limit = gateway.limit(endpoint.limit?.value);
    let value = endpoint.extra.get(LIMIT);
    let odd = value.is_some_and(limit_sets_more);
    (!odd && covers_limit(limit)).then_some(limit)
}

fn covers_limit(limit: &Limit) -> bool {
    let buckets = limit.total.iter().chain(limit.client.as_ref().map(|c| &c.bucket));
    let key = match limit.client.as_ref().map(|c| &c.key) {
        Some(ClientKey::Header(name)) => (format::HEADER.check)(name).is_ok(),
        Some(ClientKey::Param(name)) => (format::PARAM.check)(name).is_ok(),
        _ => true,
    };
    key && buckets.into_iter().all(|b| rate(b.rate).is_some() && (1..=1_000_000_000).contains(&b.burst))
}

/// A rate in the words of the language: the shortest period in which it is a whole number.
pub(crate) fn rate(rate: Rate) -> Option<Rate> {
    const PERIODS: [u64; 4] = [1_000_000_000, 60_000_000_000, 3_600_000_000_000, 86_400_000_000_000];
    if PERIODS.contains(&rate.period_ns) && rate.count <= 1_000_000_000 {
        return Some(rate);
    }
    PERIODS.iter().find_map(|period| {
        let events = u128::from(rate.count) * u128::from(*period);
        let whole = events.is_multiple_of(u128::from(rate.period_ns));
        let count = u64::try_from(events / u128::from(rate.period_ns)).ok()?;
        (whole && (1..=1_000_000_000).contains(&count)).then_some(Rate { count, period_ns: *period })
    })
}

/// The claims that a header is the text of; only route files have others.
fn claims(mint: &crate::model::Mint) -> &[String] {
    match &mint.value {
        gwc_artifact::Minted::First(claims) => claims,
        _ => &[],
    }
}

/// Whether a header of the request is forwarded.
pub(crate) fn forwards(forwarded: &Headers, name: &str) -> bool {
    match forwarded {
        Headers::All => true,
        Headers::List(list) => list.iter().any(|listed| listed.value.eq_ignore_ascii_case(name)),
    }
}

/// Whether the language can declare an auth.
pub(crate) fn covers_auth(auth: &Auth) -> bool {
    let Scheme::Jwt(jwt) = &auth.scheme else { return true };
    let texts = |mint: &crate::model::Mint| {
        claims(mint).iter().all(|claim| (format::CLAIM.check)(claim).is_ok())
            && (format::HEADER.check)(&mint.header.value).is_ok()
    };
    // A header that two claims are written to is a duplicate key.
    let headers: std::collections::BTreeSet<String> =
        auth.mints.iter().map(|mint| mint.header.value.to_ascii_lowercase()).collect();
    (format::URL.check)(&jwt.jwks.value).is_ok()
        && jwt.algorithms.iter().all(|a| (format::ALGORITHM.check)(&a.value).is_ok())
        && jwt.issuer.as_ref().is_none_or(|i| (format::ISSUER.check)(&i.value).is_ok())
        && auth.mints.iter().all(texts)
        && headers.len() == auth.mints.len()
}

/// Whether an endpoint reports the health of the gateway, as `respond: health` does.
pub(crate) fn is_health(gateway: &Gateway, endpoint: &Endpoint) -> bool {
    let [backend] = endpoint.backends() else { return endpoint.backends().is_empty() };
    let upstream = gateway.upstream(backend.upstream.value);
    let itself = upstream.urls.iter().all(|url| {
        matches!(&*url.value.host, "localhost" | "127.0.0.1" | "::1")
            && url.value.port == gateway.listen.value.port
    });
    let path = backend.path.value.to_string();
    itself
        && matches!(&*path, "/healthz" | "/__health")
        && endpoint.method.is_read()
        && !passes_through(gateway, endpoint)
}

/// Whether answers go through as they are.
pub(crate) fn passes_through(gateway: &Gateway, endpoint: &Endpoint) -> bool {
    if gateway.source == Source::Routes {
        return true;
    }
    let own = key(&endpoint.rest, "output_encoding").and_then(Value::as_str).filter(|text| !text.is_empty());
    own.or_else(|| key(&gateway.rest, "output_encoding").and_then(Value::as_str)) == Some("no-op")
}

/// The `extra_config` of a backend, the upstream's own included.
pub(crate) fn backend_extra(gateway: &Gateway, backend: &Backend) -> Vec<(String, Value)> {
    let extra = gateway.upstream(backend.upstream.value).extra.overlaid(&backend.extra);
    extra.entries.into_iter().map(|(name, value)| (name.value, value)).collect()
}

/// Keys that the language covers, or that have no effect with any value.
pub(crate) const ENDPOINT_KEYS: [&str; 9] = [
    "endpoint",
    "method",
    "backend",
    "extra_config",
    "input_headers",
    "input_query_strings",
    "output_encoding",
    "timeout",
    "cache_ttl",
];
pub(crate) const BACKEND_KEYS: [&str; 5] =
    ["url_pattern", "host", "extra_config", "encoding", "disable_host_sanitize"];
pub(crate) const ROOT_KEYS: [&str; 11] = [
    "$schema",
    "version",
    "name",
    "port",
    "listen_ip",
    "timeout",
    "cache_ttl",
    "output_encoding",
    "endpoints",
    "extra_config",
    "host",
];

/// Keys of the root that endpoints inherit, where those that are decoded are carried in KrakenD's own words.
const INHERITED: [&str; 4] = ["timeout", "cache_ttl", "output_encoding", "host"];

/// The keys of the root that only `krakend_root` covers; with `inherited`, also those that endpoints inherit.
pub(crate) fn root_keys(gateway: &Gateway, inherited: bool) -> Vec<(String, &Value)> {
    let rest = gateway.rest.iter();
    let kept = rest.filter_map(|(name, value)| {
        let is = |known: &&&str| go::equal_fold(known, name);
        match INHERITED.iter().find(is) {
            Some(known) => inherited.then(|| ((*known).to_owned(), value)),
            None => ROOT_KEYS.iter().find(is).is_none().then(|| (name.clone(), value)),
        }
    });
    kept.collect()
}

/// The components of the root that stay under `krakend`. A limit of the root has no effect in either engine, and `rate_limit`
/// would have one.
pub(crate) fn kept_root(gateway: &Gateway) -> Vec<(&str, &Value)> {
    let uncovered = uncovered_root(gateway);
    let is_kept = |name: &str| {
        namespaces::short(name).unwrap_or(name) == LIMIT || uncovered.iter().any(|(kept, _)| *kept == name)
    };
    let entries = gateway.extra.entries.iter().map(|(name, value)| (&*name.value, value));
    entries.filter(|(name, _)| is_kept(name)).collect()
}

/// A key that the language does not have.
#[derive(Debug)]
pub(crate) struct Uncovered<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: &'a Value,
}

/// The keys of an endpoint and its backends that the language does not have, with values that have an effect.
pub(crate) fn uncovered_keys_of(endpoint: &Endpoint) -> Vec<Uncovered<'_>> {
    let backends = endpoint.backends().iter();
    let of_backends = backends.flat_map(|backend| uncovered_values(&backend.rest, &BACKEND_KEYS));
    let same = |(name, value): &(&str, &Value)| {
        go::equal_fold(name, "method")
            && value.as_str().is_some_and(|text| text.eq_ignore_ascii_case(endpoint.method.as_str()))
    };
    let all =
        uncovered_values(&endpoint.rest, &ENDPOINT_KEYS).chain(of_backends.filter(|entry| !same(entry)));
    // `static` is the service discovery of KrakenD where none is set.
    let is_default = |name: &str, value: &Value| is_zero(value) || (name == "sd" && value == "static");
    all.filter(|(name, value)| !is_default(name, value))
        .map(|(name, value)| Uncovered { name, value })
        .collect()
}

/// Whether a value is what KrakenD has where the key is not set.
pub(crate) fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(true) => false,
    }
}

/// The other keys, with their values.
pub(crate) fn uncovered_values<'a>(
    rest: &'a [(String, Value)],
    covered: &[&str],
) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let is_covered = |name: &str| covered.iter().any(|covered| go::equal_fold(covered, name));
    rest.iter().filter(move |(name, _)| !is_covered(name)).map(|(name, value)| (name.as_str(), value))
}

/// The paths of values that look like secrets, without the values.
pub(crate) fn secrets(gateway: &Gateway) -> Vec<String> {
    let mut found = Vec::new();
    let mut look = |place: &str, name: &str, value: &Value| {
        let mut paths = Vec::new();
        walk(name, value, &mut paths);
        found.extend(paths.into_iter().map(|path| format!("`{path}` of {place}")));
    };
    for (name, value) in &gateway.extra.entries {
        look("the root", &name.value, value);
    }
    for (name, value) in root_keys(gateway, false) {
        look("the root", &name, value);
    }
    for endpoint in &gateway.endpoints {
        let extras = std::iter::once(&endpoint.extra).chain(endpoint.backends().iter().map(|b| &b.extra));
        for (name, value) in extras.flat_map(|extra| &extra.entries) {
            look(&format!("`{}`", endpoint.key()), &name.value, value);
        }
    }
    found
}

/// Whether a value looks as if there were a secret in it.
pub(crate) fn has_secret(value: &Value) -> bool {
    let mut found = Vec::new();
    walk("", value, &mut found);
    !found.is_empty()
}

fn walk(path: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let path = format!("{path}.{key}");
                if is_secret(key) && value.as_str().is_some_and(|text| !text.is_empty()) {
                    found.push(path);
                } else {
                    walk(&path, value, found);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(path, item, found)),
        _ => {}
    }
}

fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase().replace('-', "_");
    let words = [
        "secret",
        "password",
        "passwd",
        "token",
        "api_key",
        "apikey",
        "access_key",
        "cypher_key",
        "private_key",
    ];
    words.iter().any(|word| key == *word || key.ends_with(&format!("_{word}")))
}
