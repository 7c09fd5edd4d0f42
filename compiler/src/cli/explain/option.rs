//! Options of KrakenD's components, and the keys of route files that are written in their place.

use std::fmt::Write as _;

use crate::grammar::{Shape, Type, example, language};
use gwc_krakend::effects::{self, Component, Key};

use super::key::{below, keys_of, of_key};

/// A component, an option of it, and the map and the key of route files that replace the option.
type Replaced = (&'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
static REPLACED: &[Replaced] = &[
    ("qos/ratelimit/router", "max_rate", "rate limit", "total"),
    ("qos/ratelimit/router", "every", "rate limit", "total"),
    ("qos/ratelimit/router", "capacity", "rate limit", "total_burst"),
    ("qos/ratelimit/router", "client_max_rate", "rate limit", "per_ip"),
    ("qos/ratelimit/router", "client_capacity", "rate limit", "burst"),
    ("qos/ratelimit/router", "strategy", "rate limit", "per"),
    ("auth/validator", "alg", "jwt", "algorithms"),
    ("auth/validator", "jwk_url", "jwt", "jwks"),
    ("auth/validator", "audience", "jwt", "audiences"),
    ("auth/validator", "auth_header_name", "jwt", "from"),
    ("auth/validator", "cookie_key", "token source", "cookie"),
    ("auth/validator", "roles_key", "required values", "claim"),
    ("auth/validator", "roles_key_is_nested", "required values", "claim"),
    ("auth/validator", "scopes_key", "required values", "claim"),
    ("auth/validator", "scopes_matcher", "required values", "all"),
    ("auth/validator", "propagate_claims", "auth", "headers"),
    ("security/cors", "allow_origins", "cors", "origins"),
    ("security/cors", "allow_methods", "cors", "methods"),
    ("security/cors", "allow_headers", "cors", "headers"),
    ("security/cors", "expose_headers", "cors", "expose"),
    ("security/cors", "allow_credentials", "cors", "credentials"),
    ("security/cors", "allow_private_network", "cors", "private_network"),
    ("security/bot-detector", "empty_user_agent_is_bot", "bots", "empty_user_agent"),
    ("qos/circuit-breaker", "interval", "breaker", "within"),
    ("qos/circuit-breaker", "max_errors", "breaker", "errors"),
    ("security/http", "sts_seconds", "gateway", "response_headers"),
    ("security/http", "frame_deny", "gateway", "response_headers"),
    ("security/http", "custom_frame_options_value", "gateway", "response_headers"),
    ("security/http", "content_security_policy", "gateway", "response_headers"),
    ("security/http", "content_type_nosniff", "gateway", "response_headers"),
    ("security/http", "referrer_policy", "gateway", "response_headers"),
    ("security/http", "allowed_hosts", "gateway", "hosts"),
];

/// The description of an option, for each component that has it.
pub(super) fn explain(name: &str) -> Option<String> {
    let mut text = String::new();
    for component in effects::components() {
        for key in options(component).into_iter().filter(|key| key.name == name) {
            let levels = if component.levels.is_empty() { component.hanzo } else { component.levels };
            let places: Vec<&str> = levels.iter().map(|level| level.place()).collect();
            let place = places.join(" and ");
            let _ = writeln!(text, "`{name}` of `{}` in `extra_config` {place}", component.name);
            of_key(key, "  ", &mut text);
            in_route_files(component.name, name, &mut text);
        }
    }
    (!text.is_empty()).then_some(text)
}

fn in_route_files(component: &str, name: &str, text: &mut String) {
    let replaced = REPLACED.iter().find(|(of, option, ..)| *of == component && *option == name);
    let Some((shape, key)) = replaced.and_then(|(_, _, shape, key)| find(shape, key)) else {
        let _ = writeln!(
            text,
            "  in route files: under `krakend`, as in KrakenD: `krakend: {{ {component}: ... }}`"
        );
        return;
    };
    let _ = writeln!(text, "  in route files: `{}` of {}: {}", key.name, shape.named(), key.doc);
    if let Some(example) = example(shape.name, key.name) {
        let _ = writeln!(text, "    example: {example}");
    }
}

/// The options of a component at any depth, each name once.
fn options(component: &Component) -> Vec<&'static Key> {
    let mut found: Vec<&'static Key> = Vec::new();
    let mut open: Vec<&'static Key> = keys_of(component.body).into_iter().flatten().collect();
    while let Some(key) = open.pop() {
        open.extend(keys_of(key.kind).into_iter().flatten());
        if found.iter().all(|known| known.name != key.name) {
            found.push(key);
        }
    }
    found
}

/// The names of all options.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    effects::components().flat_map(options).map(|key| key.name)
}

/// A key of the language, by the name of its map.
fn find(shape: &str, key: &str) -> Option<(&'static Shape, &'static crate::grammar::Key)> {
    let mut found = None;
    let mut seen = Vec::new();
    search(&language::GATEWAY, &mut seen, &mut |one| {
        if one.name == shape {
            found = found.or(one.key(key).map(|key| (one, key)));
        }
    });
    found
}

/// Visits a shape and those below it, each once.
fn search(shape: &'static Shape, seen: &mut Vec<&'static str>, visit: &mut dyn FnMut(&'static Shape)) {
    if seen.contains(&shape.name) {
        return;
    }
    seen.push(shape.name);
    visit(shape);
    let types: Vec<&'static Type> = shape.keys.iter().map(|key| &key.ty).collect();
    for ty in types {
        below(ty, &mut |inner| search(inner, seen, visit));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_replaces_an_option_exists() {
        for (component, option, shape, key) in REPLACED {
            let has_option = |found: &Component| options(found).iter().any(|key| key.name == *option);
            let named = effects::components().filter(|found| found.name == *component);
            assert!(named.into_iter().any(has_option), "{component} {option}");
            assert!(find(shape, key).is_some(), "{shape} {key}");
        }
    }
}
