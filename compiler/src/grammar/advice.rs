//! What to write where a value or a key does not match the grammar.

use super::examples::example;
use super::shape::{Format, Shape};
use gwc_syntax::tree::{Kind, Scalar};

/// The words of a message about a value that is not of one of several types.
pub(super) fn mismatch(expected: &str, what: &str, found: &str) -> String {
    // "expected a size, or `none` for `max_body`" reads as if `none` alone had to do with `max_body`.
    match expected.contains(", or ") {
        true => format!("{what} must be {expected}; found {found}"),
        false => format!("expected {expected} for {what}, found {found}"),
    }
}

/// Several types as one phrase. One that another already names is not repeated.
pub(super) fn alternatives(types: &[String]) -> String {
    let is_new = |(at, ty): &(usize, &String)| !types[..*at].iter().any(|t| t.ends_with(&format!("or {ty}")));
    let types: Vec<&str> = types.iter().enumerate().filter(is_new).map(|(_, ty)| ty.as_str()).collect();
    match types.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{}, or {last}", first.join(", ")),
        _ => types.concat(),
    }
}

/// What to write for a key whose value has another type. `what` is the key in backticks.
pub(super) fn of_value(what: &str, found: &Kind) -> Option<String> {
    let key = what.trim_matches('`');
    match (key, found) {
        ("methods", Kind::Map(_)) => Some(
            "write `methods: GET`; settings of one method go under `paths`, such as `paths: { /*: { GET: { auth: public } } }`"
                .to_owned(),
        ),
        ("auth", Kind::Map(_)) => Some(
            "write the name alone, such as `auth: public`; define credentials under `auth` at the top level of `gateway.yaml`"
                .to_owned(),
        ),
        ("ip", Kind::Scalar(scalar)) if &*scalar.text == "none" => {
            Some("remove `ip`, or write `ip: { allow: [10.0.0.0/8] }`".to_owned())
        }
        (path, Kind::Scalar(scalar)) if scalar.is_null() && path.starts_with('/') => {
            Some(format!("add its methods: `{path}: GET`"))
        }
        _ => None,
    }
}

/// What to write for the settings of one method.
pub(super) fn of_method(method: &str) -> String {
    format!("write `{method}:` alone, or with settings, such as `{method}: {{ auth: public }}`")
}

/// What to write for a number that is out of range.
pub(super) fn of_number(what: &str) -> Option<&'static str> {
    (what == "`attempts`").then_some("`attempts` includes the first one: for one retry, set `attempts: 2`")
}

/// What to write for a number in place of the name of a limit: a quoted number would be the name of none.
pub(super) fn of_number_as_name(what: &str, number: &str) -> Option<String> {
    (what == "`rate_limit`").then(|| {
        format!(
            "define a limit in `gateway.yaml`, such as `rate_limits: {{ standard: {{ per_ip: {number}/s }} }}`, and write its name here: `rate_limit: standard`"
        )
    })
}

/// Why a text is not valid, where that depends on the key.
pub(super) fn why(format: &Format, what: &str) -> Option<&'static str> {
    match (format.name, what) {
        ("host", "an item of `hosts`") => {
            Some("expected a host name such as `api.hanzo.ai` or `*.hanzo.ai`, without scheme, port and path")
        }
        ("quantity", "`cpu`") => Some("expected a number of CPUs such as `2`, `0.5` or `100m`"),
        ("quantity", "`memory`") => Some("expected an amount of memory such as `128Mi` or `1Gi`"),
        _ => None,
    }
}

/// What to write where a text is not valid for its format.
pub(super) fn of_text(format: &Format, scalar: &Scalar) -> Option<String> {
    let text = &*scalar.text;
    match format.name {
        "failure" if text.len() == 3 && text.ends_with("xx") => {
            Some(format!("`{text}` is no failure of an upstream: remove it, or write `5xx`"))
        }
        "size" if scalar.is_number() => Some("add a unit, such as `1KiB`, `10MiB` or `100B`".to_owned()),
        "edited-header" if text.to_ascii_lowercase().starts_with("access-control-") => {
            Some("remove it, and set `cors: { origins: [https://app.example.com] }` one level up, beside `response_headers`".to_owned())
        }
        "edited-header" | "stripped-header" => {
            Some("remove it".to_owned()).filter(|_| is_of_connection(text))
        }
        "origin" if text.contains('*') && text.matches('/').count() == 2 => {
            Some("list each origin, such as `https://a1.example.com`, or all subdomains: `https://*.example.com`".to_owned())
        }
        "method" if text.contains(' ') => {
            Some("write each method as an item of its own, such as `[GET, POST]`".to_owned())
        }
        "duration" if matches!(text, "none" | "off" | "never" | "unlimited") => {
            Some("remove the key to get its default, or set a duration".to_owned())
        }
        "methods" if text.is_empty() || text.contains('*') => {
            Some("write one method, or several separated by spaces: `GET POST`".to_owned())
        }
        "upstream-url" => without_path(text),
        "redis-url" => without_password(text),
        _ => None,
    }
}

/// What the words of a format mean, where none of them is near to the text.
pub(super) fn of_words(format: &Format) -> Option<&'static str> {
    match format.name {
        "on-error" => {
            Some("`open` accepts the request while the service is not available, and `closed` returns `503`")
        }
        "keys-on-error" => {
            Some("while no key could be fetched, `closed` returns `503`, and `unauthorized` returns `401`")
        }
        "store-error" => Some(
            "while the server is not available, `local` counts in each replica, `open` limits nothing, and `closed` returns `503`",
        ),
        "listen" => Some(
            "a port alone accepts connections at all addresses, and `127.0.0.1:8080` at this address only",
        ),
        "window" => Some(
            "`bucket` admits bursts and refills continuously, and `sliding` counts the requests of the last period",
        ),
        _ => None,
    }
}

fn is_of_connection(header: &str) -> bool {
    let named = gwc_artifact::HeaderNames::of([header]);
    gwc_artifact::HEADERS_OF_THE_CONNECTION.iter().any(|of_connection| named.has(of_connection))
}

/// The URL of an upstream as it may be written, and where its path goes.
fn without_path(url: &str) -> Option<String> {
    let authority = url.find("://")? + 3;
    let end = authority + url[authority..].find(['/', '?', '#'])?;
    let (origin, rest) = url.split_at(end);
    let path = rest.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    gwc_syntax::value::parse_upstream_url(origin).ok()?;
    gwc_syntax::value::parse_prefix(if path.is_empty() { "/" } else { path }).ok()?;
    Some(match path {
        "" => format!("write `{origin}`"),
        _ => format!("write `{origin}`, and set `rewrite_prefix: {path}` in each service of this upstream"),
    })
}

fn without_password(url: &str) -> Option<String> {
    let (user, rest) = url.strip_prefix("redis://")?.rsplit_once('@')?;
    let (user, _) = user.split_once(':')?;
    let user = if user.is_empty() { String::new() } else { format!("{user}@") };
    Some(format!("write `redis://{user}{rest}`, and add `password: {{ env: REDIS_PASSWORD }}` beside `url`"))
}

/// The keys of a map of which a message lists all.
const MOST_LISTED: usize = 8;

/// The keys that a map may have, or the command that prints them.
pub(super) fn of_keys(shape: &Shape, names: &[String]) -> String {
    match (names, explained(shape)) {
        ([only], _) => match example(shape.name, only.trim_matches('`')) {
            Some(line) => format!("the only key here is {only}, such as `{line}`"),
            None => format!("the only key here is {only}"),
        },
        (names, Some(key)) if names.len() > MOST_LISTED => {
            format!("remove it; run `gwc explain {key}` for the keys of {}", shape.named())
        }
        (several, _) => format!("the keys here are {}", listed(several)),
    }
}

/// The key whose explanation lists the keys of a map.
fn explained(shape: &Shape) -> Option<&'static str> {
    const KEYS: [(&str, &str); 7] = [
        ("gateway", "gateway"),
        ("upstream", "upstreams"),
        ("profile", "profiles"),
        ("defaults", "defaults"),
        ("service", "services"),
        ("endpoint", "paths"),
        ("deploy", "deploy"),
    ];
    KEYS.iter().find(|(name, _)| *name == shape.name).map(|(_, key)| *key)
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{} and {end}", first.join(", ")),
    }
}
