//! Whether two gateways decide the same for every endpoint.
//!
//! Parameter names, names of upstreams, limits and auths, the order of lists that are sets, and how rates are
//! spelled do not count.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{coverage, security};
use crate::model::{
    Action, Audiences, Auth, Backend, Credential, Endpoint, Gateway, Headers, Limit, Piece, Query, Scheme,
    Source,
};
use crate::passthrough;
use gwc_krakend::effects;
use gwc_syntax::source::Spanned;

/// What differs, a line for each; nothing when every endpoint decides the same on both sides.
pub fn compare(left: &Gateway, right: &Gateway) -> Vec<String> {
    let mut differences = Vec::new();
    let root = |g: &Gateway| {
        vec![
            ("listen", format!("{:?}", g.listen.value)),
            ("rate_limit", limit(g.limit.map(|l| g.limit(l.value)))),
            ("extra_config", extra(coverage::uncovered_root(g).into_iter())),
            ("keys", keys(coverage::root_keys(g, false).iter().map(|(name, value)| (&**name, *value)))),
            ("cors", cors(g)),
            ("bots", bots(g)),
        ]
    };
    report("the gateway", &root(left), &root(right), &mut differences);
    let (left_ends, right_ends) = (by_shape(left), by_shape(right));
    for (shape, endpoint) in &left_ends {
        match right_ends.get(shape) {
            None => differences.push(format!("{}: missing", endpoint.key())),
            Some(other) => {
                let (a, b) = (decisions(left, endpoint), decisions(right, other));
                report(&endpoint.key(), &a, &b, &mut differences);
            }
        }
    }
    let added = right_ends.iter().filter(|(shape, _)| !left_ends.contains_key(*shape));
    differences.extend(added.map(|(_, endpoint)| format!("{}: added", endpoint.key())));
    differences
}

/// What is not covered is compared as it is written.
fn cors(gateway: &Gateway) -> String {
    let compared = gateway.source == Source::Routes || security::covers_cors(gateway);
    let cors = gateway.cors.as_ref().filter(|_| compared).map(|cors| &cors.value);
    cors.map_or_else(|| "none".to_owned(), |cors| format!("{cors:?}"))
}

fn bots(gateway: &Gateway) -> String {
    let compared = gateway.source == Source::Routes || security::covers_bots(gateway);
    let bots = gateway.bots.as_ref().filter(|_| compared).map(|bots| &bots.value);
    bots.map_or_else(|| "none".to_owned(), |bots| format!("{bots:?}"))
}

type Aspects = Vec<(&'static str, String)>;

fn report(what: &str, left: &Aspects, right: &Aspects, out: &mut Vec<String>) {
    for ((name, left), (_, right)) in left.iter().zip(right) {
        if left != right {
            out.push(format!("{what}: {name} was {left}, is {right}"));
        }
    }
}

fn by_shape(gateway: &Gateway) -> BTreeMap<String, &Endpoint> {
    // Of duplicates the first is compared: no router accepts both.
    let ends = gateway.endpoints.iter().rev();
    ends.map(|e| (format!("{} {}", e.path.shape(), e.method), e)).collect()
}

/// Everything that an endpoint decides. Headers and timeouts have no effect on responses of the gateway itself.
fn decisions(gateway: &Gateway, endpoint: &Endpoint) -> Aspects {
    let mut aspects = vec![
        ("credential", credential(gateway, endpoint)),
        ("limit", limit(coverage::limit(gateway, endpoint))),
        ("extra_config", extra(coverage::uncovered_extra(gateway, endpoint).into_iter())),
    ];
    aspects
        .push(("keys", keys(coverage::uncovered_keys_of(endpoint).iter().map(|key| (key.name, key.value)))));
    if matches!(endpoint.action, Action::Respond(_)) || coverage::is_health(gateway, endpoint) {
        aspects.push(("response", "health".to_owned()));
        return aspects;
    }
    let answer = match coverage::passes_through(gateway, endpoint) {
        true => "forwarded unchanged".to_owned(),
        false => decoded(gateway, endpoint),
    };
    let backends: Vec<String> = endpoint.backends().iter().map(|b| backend(gateway, endpoint, b)).collect();
    aspects.extend([
        ("response", answer),
        ("headers", headers(gateway, endpoint)),
        ("query", query(endpoint)),
        ("timeout", format!("{:?}", endpoint.timeouts.value)),
        ("backend", backends.join("; ")),
    ]);
    aspects
}

/// How a decoded response is encoded, and for how long clients may cache it.
fn decoded(gateway: &Gateway, endpoint: &Endpoint) -> String {
    let own = |name: &str| coverage::key(&endpoint.rest, name).filter(|value| !coverage::is_zero(value));
    let root = |name: &str| coverage::key(&gateway.rest, name).filter(|value| !coverage::is_zero(value));
    let effective = |name: &str| own(name).or_else(|| root(name)).cloned().unwrap_or_default();
    let encodings = endpoint.backends().iter().map(|backend| {
        coverage::key(&backend.rest, "encoding").filter(|value| !coverage::is_zero(value)).cloned()
    });
    let encodings: Vec<String> = encodings.map(|encoding| encoding.unwrap_or_default().to_string()).collect();
    let (output, cache) = (effective("output_encoding"), effective("cache_ttl"));
    format!("decoded from {} and encoded as {output}, cached for {cache}", encodings.join(", "))
}

/// Keys that are compared as text, comments and unset values left out.
fn keys<'a>(keys: impl Iterator<Item = (&'a str, &'a Value)>) -> String {
    extra(keys.filter(|(name, value)| !effects::is_comment(name) && !coverage::is_zero(value)))
}

fn credential(gateway: &Gateway, endpoint: &Endpoint) -> String {
    // A validator that is compared verbatim holds its audiences itself.
    let verbatim =
        coverage::uncovered_extra(gateway, endpoint).iter().any(|(name, _)| passthrough::is_validator(name));
    match &endpoint.credential.value {
        Credential::Public | Credential::Unstated => "public".to_owned(),
        Credential::AnyOf(ids) => ids
            .iter()
            .map(|id| auth(gateway.auth(*id), verbatim, &endpoint.forward.headers.value))
            .collect::<Vec<_>>()
            .join(" or "),
    }
}

/// What an auth accepts and sets. A header that is set and not forwarded has no effect.
fn auth(auth: &Auth, verbatim: bool, forwarded: &Headers) -> String {
    let mints = auth.mints.iter().filter(|mint| coverage::forwards(forwarded, &mint.header.value));
    let mut mints: Vec<_> = mints.map(|m| (m.header.value.to_ascii_lowercase(), &m.value)).collect();
    mints.sort();
    let scheme = match &auth.scheme {
        Scheme::Edge => "an identity verified before the endpoints".to_owned(),
        Scheme::ApiKey(key) => {
            let prefixes: Vec<_> = key.prefixes.iter().map(|p| &p.value).collect();
            format!("an API key {prefixes:?}, verified by {:?}", key.file.as_ref().map(|file| &file.value))
        }
        Scheme::External(check) => format!("what {check:?} accepts"),
        Scheme::Jwt(jwt) => {
            let audiences = match &jwt.audiences {
                _ if verbatim => String::new(),
                Audiences::Any => "any".to_owned(),
                Audiences::List(list) => format!("one of {:?}", texts(list)),
                Audiences::All(list) => format!("all of {:?}", texts(list)),
            };
            let from: Vec<_> = jwt.from.iter().map(|source| &source.value).collect();
            let require = auth.require.requirements();
            let algorithms: Vec<_> = jwt.algorithms.iter().map(|a| &*a.value).collect();
            let issuer = jwt.issuer.as_ref().map_or("any issuer", |i| &*i.value);
            format!(
                "a token of {issuer} by {} {algorithms:?} for {audiences} from {from:?}, requires {require:?}, leeway {:?}",
                jwt.jwks.value, jwt.leeway
            )
        }
    };
    format!("{scheme}, sets {mints:?}")
}

fn texts(list: &[Spanned<String>]) -> Vec<&str> {
    list.iter().map(|text| text.value.as_str()).collect()
}

fn limit(limit: Option<&Limit>) -> String {
    let Some(limit) = limit else { return "none".to_owned() };
    let total = limit.total.as_ref().map(coverage::bucket);
    let client = limit.client.as_ref().map(|c| (format!("{:?}", c.key), coverage::bucket(&c.bucket)));
    format!("(count, nanoseconds, burst) {total:?} in total, {client:?} for each client")
}

fn headers(gateway: &Gateway, endpoint: &Endpoint) -> String {
    let mut names: Vec<String> = match &*endpoint.forward.headers.value {
        Headers::All => return "all".to_owned(),
        Headers::List(list) => list.iter().map(|h| h.value.to_ascii_lowercase()).collect(),
    };
    if let (true, Credential::AnyOf(ids)) = (endpoint.forward.credentials.value, &endpoint.credential.value) {
        for auth in ids.iter().map(|id| gateway.auth(*id)) {
            names.extend(auth.credential_headers().into_iter().map(str::to_ascii_lowercase));
            names.extend(auth.mints.iter().map(|m| m.header.value.to_ascii_lowercase()));
        }
    }
    names.sort();
    names.dedup();
    names.join(" ")
}

fn query(endpoint: &Endpoint) -> String {
    match &*endpoint.forward.query.value {
        Query::All => "all".to_owned(),
        Query::None => "none".to_owned(),
        Query::List(list) => {
            let mut names: Vec<&str> = list.iter().map(|q| &*q.value).collect();
            names.sort_unstable();
            names.dedup();
            names.join(" ")
        }
    }
}

fn backend(gateway: &Gateway, endpoint: &Endpoint, backend: &Backend) -> String {
    let mut hosts: Vec<String> = gateway
        .upstream(backend.upstream.value)
        .urls
        .iter()
        .map(|u| {
            format!("{}://{}:{}", if u.value.https { "https" } else { "http" }, u.value.host, u.value.port)
        })
        .collect();
    hosts.sort();
    let method = backend.method.unwrap_or(endpoint.method);
    let passed = coverage::backend_extra(gateway, backend);
    let passed = extra(passed.iter().map(|(name, value)| (&**name, value)));
    format!("{method} {}{} {passed}", hosts.join(","), path(endpoint, backend))
}

/// The upstream's path, parameters by their position in the endpoint's.
fn path(endpoint: &Endpoint, backend: &Backend) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.to_string(),
        Piece::Tail => "*".to_owned(),
        Piece::Placeholder(name) => format!("{{{name}}}"),
        Piece::Param(name) => match endpoint.path.params().position(|param| param == name) {
            Some(position) => format!("{{#{position}}}"),
            None => format!("{{{name}}}"),
        },
    };
    backend.path.value.pieces.iter().map(piece).collect()
}

fn extra<'a>(entries: impl Iterator<Item = (&'a str, &'a Value)>) -> String {
    let entries = entries.filter(|(_, value)| !value.is_null());
    let mut lines: Vec<String> = entries.map(|(name, value)| format!("{name}: {}", sorted(value))).collect();
    lines.sort();
    format!("{{{}}}", lines.join(", "))
}

/// JSON with sorted keys.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let map: BTreeMap<&String, Value> = map.iter().map(|(key, value)| (key, sorted(value))).collect();
            Value::Object(map.into_iter().map(|(key, value)| (key.clone(), value)).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}
