//! What people and tools do to a configuration: values of the wrong kind, keys misspelt, moved and lost, components
//! with options that cannot be.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

/// A valid configuration that uses much of KrakenD.
fn rich() -> Value {
    json!({
        "version": 3, "name": "rich", "timeout": "3s", "cache_ttl": "300s", "host": ["http://api.example:8000"],
        "read_timeout": "10s", "max_idle_connections": 100, "dns_cache_ttl": "30s", "debug_endpoint": false,
        "tls": { "disabled": true, "keys": [{ "public_key": "./a.pem", "private_key": "./b.pem" }],
            "min_version": "TLS12", "cipher_suites": [4865] },
        "client_tls": { "allow_insecure_connections": false },
        "extra_config": {
            "router": { "return_error_msg": true, "health_path": "/healthy", "trusted_proxies": ["10.0.0.0/8"] },
            "telemetry/logging": { "level": "ERROR", "prefix": "[GW]", "stdout": true },
            "security/cors": { "allow_origins": ["https://app.example"], "max_age": "12h" },
            "security/http": { "allowed_hosts": ["a.example"], "sts_seconds": 300, "frame_deny": true }
        },
        "endpoints": [
            { "endpoint": "/users/{id}", "method": "GET", "timeout": "2s", "concurrent_calls": 2,
              "input_headers": ["Authorization"], "input_query_strings": ["page"],
              "extra_config": {
                "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example/k", "audience": ["api"],
                    "roles_key": "roles", "roles": ["admin"], "cache": true, "cache_duration": 900 },
                "qos/ratelimit/router": { "max_rate": 100, "client_max_rate": 10, "strategy": "ip", "every": "1m" },
                "validation/cel": [{ "check_expr": "req_params.Id.matches('^[0-9]+$')" }]
              },
              "backend": [
                { "url_pattern": "/v1/users/{id}", "host": ["http://a.example:8001"], "encoding": "json",
                  "sd": "static", "allow": ["name"], "mapping": { "mail": "email" }, "group": "user",
                  "extra_config": {
                    "qos/circuit-breaker": { "interval": 60, "timeout": 10, "max_errors": 3 },
                    "auth/client-credentials": { "client_id": "a", "client_secret": "b",
                        "token_url": "https://id.example/token", "scopes": "read" }
                  } },
                { "url_pattern": "/v1/orders", "deny": ["secret"] }
              ] },
            { "endpoint": "/chain/{x}", "extra_config": { "proxy": { "sequential": true } },
              "backend": [{ "url_pattern": "/first/{x}" }, { "url_pattern": "/second/{resp0_id}" }] }
        ]
    })
}

const TEXTS: &[&str] = &[
    "",
    "x",
    " ",
    "0",
    "1",
    "3",
    "0x3",
    "1_000",
    "_1",
    "5.0",
    "1e3",
    "true",
    "yes",
    "TRUE",
    "null",
    "\u{e9}",
    "\0",
    "inf",
    "1e400",
    "9223372036854775808",
    "-1",
    "127.0.0.1",
    "::1",
    "[::1]",
    "fe80::1%lo",
    "no-op",
    "NO-OP",
    "get",
    "HEAD",
    "/a*b",
    "/__health",
    "dns",
    "none",
    "ip",
    "a.b",
    "%{nope}",
    // Durations.
    "3s",
    "3 s",
    "1m30s",
    ".5s",
    "3S",
    "-1s",
    "PT3S",
    "1\u{b5}s",
    "9223372036854775808ns",
    "3,5s",
    ".s",
    "0",
    // Hosts.
    "http://a.example//",
    "http://a#",
    "//a",
    "${HOST}",
    "a:8",
    "a:80",
    "http://a/b",
    "ftp://a",
    "HTTP://a",
    "a b",
    "-",
];

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "-1",
    "2.5",
    "1e30",
    "-1e30",
    "1e308",
    "9223372036854775808",
    "18446744073709551616",
    "65536",
    "5e-324",
];

/// A value that nobody meant.
fn odd() -> impl Strategy<Value = Value> {
    let number = select(NUMBERS).prop_map(|n| serde_json::from_str(n).expect("a number"));
    prop_oneof![
        6 => select(TEXTS).prop_map(|text| json!(text)),
        3 => number,
        2 => any::<bool>().prop_map(Value::Bool),
        1 => Just(Value::Null),
        1 => Just(json!({})),
        1 => Just(json!([])),
        1 => super::value(),
    ]
}

/// Options that decide whether a component starts; each stands in the map of its component.
fn options() -> impl Strategy<Value = (usize, &'static str, Value)> {
    let at = |level: usize, namespace, value| Just((level, namespace, value));
    let validator = |key: &str, value: Value| {
        let mut config = json!({ "alg": "RS256", "jwk_url": "https://a.example/k" });
        config[key] = value;
        config
    };
    prop_oneof![
        at(0, "telemetry/logging", json!({ "stdout": "true" })),
        at(0, "telemetry/logging", json!({ "stdout": true, "format": "custom", "custom_format": "%{nope}" })),
        at(0, "telemetry/influx", json!({ "address": "http://127.0.0.1:1", "ttl": "0s" })),
        at(0, "security/cors", json!({ "max_age": 12 })),
        at(0, "security/http", json!({ "allowed_hosts": ["("], "allowed_hosts_are_regex": true })),
        at(0, "auth/revoker", json!({ "n": 1000, "p": 0.1, "hash_name": "x", "ttl": 10 })),
        at(0, "router", json!({ "health_path": "/users/:id" })),
        at(1, "auth/validator", validator("alg", json!("none"))),
        at(1, "auth/validator", validator("jwk_url", json!("http://a.example/k"))),
        at(1, "auth/validator", validator("jwk_fingerprints", json!(["?"]))),
        at(1, "auth/validator", validator("jwk_local_ca", json!("./missing.pem"))),
        at(1, "auth/validator", validator("audience", json!("api"))),
        at(1, "qos/ratelimit/router", json!({ "client_max_rate": 1, "strategy": "ip", "num_shards": -1 })),
        at(1, "proxy", json!({ "combiner": 5 })),
        at(1, "proxy", json!({ "sequential_propagated_params": ["a", 5] })),
        at(2, "auth/client-credentials", json!({ "scopes": ["a"] })),
        at(2, "auth/client-credentials", json!({ "endpoint_params": { "a": "b" } })),
        at(2, "proxy", json!({ "shadow": true })),
    ]
}

/// Every place of a value, as pointers; the root is left out.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut inner = |key: String, child: &Value| {
        let at = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        found.push(at.clone());
        places(child, &at, found);
    };
    match value {
        Value::Object(entries) => entries.iter().for_each(|(key, child)| inner(key.clone(), child)),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, child)| inner(i.to_string(), child)),
        _ => (),
    }
}

fn place(config: &Value, at: Index) -> String {
    let mut found = Vec::new();
    places(config, "", &mut found);
    at.get(&found).clone()
}

/// Takes a value out and answers the key it had, when it was in a map.
fn take(config: &mut Value, at: &str) -> Option<(String, Value)> {
    let (parent, last) = at.rsplit_once('/').expect("a pointer starts with a slash");
    let last = last.replace("~1", "/").replace("~0", "~");
    match config.pointer_mut(parent).expect("the parent is there") {
        Value::Array(items) => {
            items.remove(last.parse().expect("an index"));
            None
        }
        Value::Object(entries) => entries.shift_remove(&last).map(|value| (last, value)),
        _ => None,
    }
}

/// Adds a key unless the map has it in another case: of such twins KrakenD takes one by chance.
fn put(map: &mut Map<String, Value>, key: String, value: Value) {
    if !map.keys().any(|known| known.eq_ignore_ascii_case(&key)) {
        map.insert(key, value);
    }
}

fn misspelt(key: &str, how: u8) -> String {
    match how % 6 {
        0 => key.to_uppercase(),
        1 => key.replace('_', "-"),
        2 => format!("{key} "),
        3 => format!("_{key}"),
        4 => key.replace('s', "\u{17f}"),
        _ => key.chars().skip(1).collect(),
    }
}

fn component(config: &mut Value, level: usize, namespace: &str, value: Value) {
    let owner = ["", "/endpoints/0", "/endpoints/0/backend/0"][level];
    if let Some(Value::Object(owner)) = config.pointer_mut(owner) {
        let extra = owner.entry("extra_config").or_insert_with(|| json!({}));
        if let Value::Object(extra) = extra {
            extra.insert(namespace.to_owned(), value);
        }
    }
}

/// A configuration that was damaged once.
pub fn config() -> impl Strategy<Value = Value> {
    let base = prop_oneof![2 => Just(rich()), 1 => super::config()];
    let (place_of, other, how) = (any::<Index>(), any::<Index>(), 0u8..12);
    (base, place_of, other, odd(), options(), how).prop_map(|(mut config, at, other, odd, options, how)| {
        let from = place(&config, at);
        match how {
            0 => drop(take(&mut config, &from)),
            1 | 2 => {
                let parent = from.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned();
                if let Some((key, value)) = take(&mut config, &from)
                    && let Some(Value::Object(map)) = config.pointer_mut(&parent)
                {
                    put(map, misspelt(&key, how.wrapping_add(key.len() as u8)), value);
                }
            }
            3 => {
                if let Some((key, value)) = take(&mut config, &from) {
                    let to = place(&config, other);
                    if let Some(Value::Object(map)) = config.pointer_mut(&to) {
                        put(map, key, value);
                    }
                }
            }
            4..=6 => component(&mut config, options.0, options.1, options.2),
            7 => {
                let value = config.pointer_mut(&from).expect("the place is there");
                *value = json!([value.take()]);
            }
            _ => *config.pointer_mut(&from).expect("the place is there") = odd,
        }
        config
    })
}

/// Bytes of a configuration with one run of them lost, changed or added.
pub fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let more: Vec<&[u8]> = vec![
        b",",
        b"\"",
        b"{",
        b"}",
        b"]",
        b"\\",
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\\ud800",
        b"\\x",
        b"0",
        b"-",
        b".",
        b"e",
        b"// c\n",
        b"NaN",
        b"nul",
        b"\t",
        b"1e999",
    ];
    (any::<Index>(), 0usize..4, select(more), any::<bool>()).prop_map(|(at, lost, more, end)| {
        let mut bytes = serde_json::to_vec_pretty(&rich()).expect("JSON can be written");
        let start = if end { bytes.len() } else { at.index(bytes.len()) };
        let lost = lost.min(bytes.len() - start);
        bytes.splice(start..start + lost, more.iter().copied());
        bytes
    })
}
