//! What many setups have alike.

use serde_json::{Map, Value, json};

/// The services behind a gateway.
const SERVICES: [&str; 5] = ["catalog", "orders", "stock", "users", "prices"];

/// The service that an endpoint of a setup calls.
pub(super) fn service(number: usize, at: usize) -> &'static str {
    SERVICES[(number + at) % SERVICES.len()]
}

/// How many endpoints a setup has: 5 to 17.
pub(super) fn count(number: usize) -> usize {
    5 + number % 13
}

/// A validator of tokens of a Keycloak realm.
pub fn validator() -> Value {
    json!({
        "alg": "RS256", "cache": true, "jwk_url": "https://kc.example.com/realms/shop/protocol/openid-connect/certs",
        "issuer": "https://kc.example.com/realms/shop", "audience": ["shop"], "roles": ["buyer"],
        "roles_key": "realm_access.roles", "roles_key_is_nested": true
    })
}

/// A limit with a share for each caller.
pub(super) fn limit() -> Value {
    json!({ "max_rate": 50, "capacity": 50, "client_max_rate": 5, "client_capacity": 5, "strategy": "ip" })
}

/// A circuit breaker.
pub(super) fn breaker() -> Value {
    json!({ "interval": 60, "timeout": 10, "max_errors": 5 })
}

/// A configuration with these endpoints.
pub(super) fn gateway(number: usize, endpoints: Vec<Value>) -> Value {
    json!({
        "version": 3,
        "name": format!("shop {number}"),
        "port": 8000 + number % 7,
        "timeout": "5s",
        "extra_config": {
            "telemetry/logging": { "level": "INFO", "stdout": true, "prefix": "[SHOP]" },
            "security/cors": {
                "allow_origins": ["https://shop.example.com"], "allow_methods": ["GET", "POST"], "max_age": "12h"
            }
        },
        "endpoints": endpoints
    })
}

/// An endpoint that reads something of a service, with a limit and a breaker, and its own components.
pub(super) fn reads(number: usize, at: usize, components: Value) -> Value {
    let service = service(number, at);
    json!({
        "endpoint": format!("/{service}-{at}/{{id}}"),
        "input_headers": ["Accept", "Authorization"],
        "input_query_strings": ["page", "sort"],
        "extra_config": with(json!({ "qos/ratelimit/router": limit() }), components),
        "backend": [backend(service, &format!("/{service}/{at}/{{id}}"))]
    })
}

/// An endpoint that writes something to a service.
pub(super) fn writes(number: usize, at: usize, components: Value) -> Value {
    let service = service(number, at);
    json!({
        "endpoint": format!("/{service}-{at}"),
        "method": "POST",
        "input_headers": ["Content-Type", "Authorization"],
        "extra_config": with(json!({ "qos/ratelimit/router": limit() }), components),
        "backend": [backend(service, &format!("/{service}/{at}"))]
    })
}

/// A backend with a breaker.
pub(super) fn backend(service: &str, pattern: &str) -> Value {
    json!({
        "host": [format!("http://{service}.retail.svc:8080")], "url_pattern": pattern,
        "extra_config": { "qos/circuit-breaker": breaker() }
    })
}

/// A map with the entries of another one added.
pub(super) fn with(mut map: Value, more: Value) -> Value {
    let more: Map<String, Value> = more.as_object().cloned().unwrap_or_default();
    map.as_object_mut().expect("a map").extend(more);
    map
}

/// Renames components of an endpoint and of its backends.
pub(super) fn rename_all(endpoint: &mut Value, names: &[(&str, &str)]) {
    let rename = |extra: &mut Value| {
        let Some(map) = extra.as_object_mut() else { return };
        for (old, new) in names {
            if let Some(value) = map.shift_remove(*old) {
                map.insert((*new).to_owned(), value);
            }
        }
    };
    rename(&mut endpoint["extra_config"]);
    endpoint["backend"]
        .as_array_mut()
        .into_iter()
        .flatten()
        .for_each(|backend| rename(&mut backend["extra_config"]));
}
