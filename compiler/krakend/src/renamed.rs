//! What KrakenD and its components were called before version 3 of the format, and what people write for it: the
//! namespaces and keys of KrakenD 1.x with their successors (the release notes of KrakenD 2.0), and words by which a
//! name that is wrong in every letter can still be understood.

use std::borrow::Cow;

use super::effects::Level;
use super::namespaces::ALIASES;

/// Keys at a level that had another name in version 2 of the format: the level, the old name, the new one.
const KEYS: &[(Level, &str, &str)] = &[
    (Level::Endpoint, "headers_to_pass", "input_headers"),
    (Level::Endpoint, "querystring_params", "input_query_strings"),
    (Level::Backend, "whitelist", "allow"),
    (Level::Backend, "blacklist", "deny"),
];

/// Options of components that had another name: the component, the old name, the new one.
const OPTIONS: &[(&str, &str, &str)] = &[
    ("auth/revoker", "HashName", "hash_name"),
    ("auth/revoker", "TokenKeys", "token_keys"),
    ("auth/signer", "jwk-url", "jwk_url"),
    ("auth/signer", "keys-to-sign", "keys_to_sign"),
    ("auth/validator", "jwk-url", "jwk_url"),
    ("auth/validator", "jwk_uri", "jwk_url"),
    ("auth/validator", "jwks_uri", "jwk_url"),
    ("auth/validator", "jwks_url", "jwk_url"),
    ("auth/validator", "propagate-claims", "propagate_claims"),
    ("qos/circuit-breaker", "logStatusChange", "log_status_change"),
    ("qos/circuit-breaker", "maxErrors", "max_errors"),
    ("qos/ratelimit/proxy", "maxRate", "max_rate"),
    ("qos/ratelimit/router", "clientMaxRate", "client_max_rate"),
    ("qos/ratelimit/router", "maxRate", "max_rate"),
    ("security/bot-detector", "allowlist", "allow"),
    ("security/bot-detector", "blacklist", "deny"),
    ("security/bot-detector", "cacheSize", "cache_size"),
    ("security/bot-detector", "denylist", "deny"),
    ("security/bot-detector", "emptyUserAgentIsBot", "empty_user_agent_is_bot"),
    ("security/bot-detector", "whitelist", "allow"),
];

/// Namespaces that KrakenD no longer accepts, with their successors. [`ALIASES`] are those that it still accepts.
const NAMESPACES: &[(&str, &str)] = &[
    ("github.com/devopsfaith/bloomfilter", "auth/revoker"),
    ("github.com/devopsfaith/krakend-ratelimit/juju/proxy", "qos/ratelimit/proxy"),
    ("github.com/devopsfaith/krakend-ratelimit/juju/router", "qos/ratelimit/router"),
    ("github.com/devopsfaith/krakend-ratelimit/rate/proxy", "qos/ratelimit/proxy"),
    ("github.com/devopsfaith/krakend-ratelimit/rate/router", "qos/ratelimit/router"),
    ("github.com/luraproject/lura/middleware/cors", "security/cors"),
];

/// Words in a name, and the component that is meant at the top, on an endpoint and on a backend.
const WORDS: &[(&[&str], [&str; 3])] = &[
    (&["cors"], ["security/cors"; 3]),
    (&["gologging", "logging", "logger"], ["telemetry/logging"; 3]),
    (&["lua"], ["modifier/lua-endpoint", "modifier/lua-endpoint", "modifier/lua-backend"]),
    (&["martian"], ["modifier/martian"; 3]),
    (
        &["ratelimit", "ratelimiter", "throttle"],
        ["qos/ratelimit/router", "qos/ratelimit/router", "qos/ratelimit/proxy"],
    ),
    (&["circuitbreaker", "breaker", "gobreaker"], ["qos/circuit-breaker"; 3]),
    (&["httpcache", "cache"], ["qos/http-cache"; 3]),
    (&["cel"], ["validation/cel"; 3]),
    (&["jsonschema"], ["validation/json-schema"; 3]),
    (&["botdetector", "bots"], ["security/bot-detector"; 3]),
    (&["httpsecure"], ["security/http"; 3]),
    (&["jwt", "jwk", "jwks", "jose", "oidc", "keycloak", "auth0"], ["auth/validator"; 3]),
    (&["bloomfilter", "revoker"], ["auth/revoker"; 3]),
    (&["clientcredentials"], ["auth/client-credentials"; 3]),
    (&["graphql"], ["backend/graphql"; 3]),
    (&["lambda"], ["backend/lambda"; 3]),
    (&["opentelemetry", "otel"], ["telemetry/opentelemetry"; 3]),
    (&["opencensus"], ["telemetry/opencensus"; 3]),
    (&["logstash"], ["telemetry/logstash"; 3]),
    (&["metrics"], ["telemetry/metrics"; 3]),
    (&["influx"], ["telemetry/influx"; 3]),
    (&["gelf"], ["telemetry/gelf"; 3]),
];

/// The old names of keys at a level, each with the new one.
pub fn keys(level: Level) -> impl Iterator<Item = (&'static str, &'static str)> {
    KEYS.iter().filter(move |(at, ..)| *at == level).map(|(_, old, new)| (*old, *new))
}

/// The old names of a component's options, each with the new one.
pub fn options(component: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    OPTIONS.iter().filter(move |(of, ..)| *of == component).map(|(_, old, new)| (*old, *new))
}

/// The component that had this name. The name is compared without regard to `.` and `_` in its first part, which
/// KrakenD wrote in both ways, and to the organization, which changed.
pub fn namespace(name: &str) -> Option<&'static str> {
    let same = |long: &&str| plain(long) == plain(name);
    let removed = NAMESPACES.iter().find(|(long, _)| same(long)).map(|(_, component)| *component);
    removed.or_else(|| ALIASES.iter().find(|(_, long)| same(long)).map(|(component, _)| *component))
}

/// The old name as the table has it, for a message.
pub fn old_namespace(name: &str) -> Option<&'static str> {
    let same = |long: &&str| plain(long) == plain(name);
    let longs = NAMESPACES.iter().map(|(long, _)| *long).chain(ALIASES.iter().map(|(_, long)| *long));
    longs.into_iter().find(same)
}

fn plain(name: &str) -> Cow<'_, str> {
    if !name.starts_with("github") {
        return name.into();
    }
    name.replacen("github_com/", "github.com/", 1)
        .replacen("github.com/krakendio/", "github.com/devopsfaith/", 1)
        .replacen("github.com/krakend/", "github.com/devopsfaith/", 1)
        .into()
}

/// The component that a word in the name suggests.
pub fn by_words(name: &str, level: Level) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(['/', '-', '_', '.', ' ']).collect();
    // Two words that are one: `rate-limit`, `circuit_breaker`.
    let pairs: Vec<String> = words.windows(2).map(<[&str]>::concat).collect();
    let has = |word: &&str| words.contains(word) || pairs.iter().any(|pair| pair == word);
    let (_, components) = WORDS.iter().find(|(any, _)| any.iter().any(&has))?;
    Some(match level {
        Level::Service | Level::Agent => components[0],
        Level::Endpoint => components[1],
        Level::Backend => components[2],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::{Kind, components, find};

    #[test]
    fn successors_are_read() {
        for (level, old, new) in KEYS {
            assert!(level.keys().iter().any(|key| key.name == *new), "{new}");
            assert!(level.keys().iter().all(|key| key.name != *old), "{old}");
        }
        for (component, old, new) in OPTIONS {
            let known = |name: &str| {
                components().filter(|c| c.name == *component).any(|c| match c.body {
                    Kind::Object(keys) => keys.iter().any(|key| key.name == name),
                    _ => false,
                })
            };
            assert!(known(new) && !known(old), "{component} {old}");
        }
        let words = WORDS.iter().flat_map(|(_, components)| components);
        for component in NAMESPACES.iter().map(|(_, component)| component).chain(words) {
            assert!(find(component, Level::Endpoint).is_some(), "{component}");
        }
    }

    #[test]
    fn namespaces_are_found_in_each_spelling() {
        for (name, component) in [
            ("github.com/devopsfaith/krakend-gologging", "telemetry/logging"),
            ("github_com/devopsfaith/krakend-ratelimit/juju/router", "qos/ratelimit/router"),
            ("github_com/krakendio/krakend-cors", "security/cors"),
        ] {
            assert_eq!(namespace(name), Some(component));
        }
        assert_eq!(namespace("security/cors"), None);
    }

    #[test]
    fn words_lead_to_the_component_of_the_level() {
        assert_eq!(
            by_words("github.com/devopsfaith/krakend-lua", Level::Backend),
            Some("modifier/lua-backend")
        );
        assert_eq!(by_words("qos/rate-limit", Level::Endpoint), Some("qos/ratelimit/router"));
        assert_eq!(by_words("security/jwt", Level::Service), Some("auth/validator"));
        assert_eq!(by_words("my/plugin", Level::Service), None);
    }
}
