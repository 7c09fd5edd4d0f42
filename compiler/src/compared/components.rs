//! Components of KrakenD and other values that are compared as text: what each is for, and its text.

use serde_json::{Map, Value};

use crate::import::coverage;
use gwc_diff::Role;
use gwc_krakend::namespaces;

/// Whether a component sets the router of KrakenD.
pub(super) fn is_router(name: &str) -> bool {
    namespaces::short(name).unwrap_or(name) == "router"
}

/// What a component is for.
pub(super) fn role(name: &str, value: &Value) -> Role {
    let name = namespaces::short(name).unwrap_or(name);
    match name {
        "security/cors" if is_open_cors(value) => Role::Opens,
        "security/cors" => Role::Changes,
        "qos/circuit-breaker" | "qos/circuit-breaker/http" | "qos/http-cache" => Role::Shields,
        "plugin/http-server" => Role::Protects,
        _ if ["auth/", "security/", "validation/", "qos/ratelimit/"]
            .iter()
            .any(|kind| name.starts_with(kind)) =>
        {
            Role::Protects
        }
        _ => Role::Changes,
    }
}

/// Whether a page of any origin may read responses: no list is every origin.
fn is_open_cors(value: &Value) -> bool {
    match value.get("allow_origins").and_then(Value::as_array) {
        None => true,
        Some(origins) => origins.is_empty() || origins.iter().any(|origin| origin == "*"),
    }
}

/// Whether a component only writes logs, metrics and documents.
pub(super) fn is_about_operation(name: &str) -> bool {
    let name = namespaces::short(name).unwrap_or(name);
    name.starts_with("telemetry/") || name.starts_with("documentation/")
}

/// What a key of a KrakenD configuration beside `extra_config` is for.
pub(super) fn role_of_key(name: &str) -> Role {
    match &*name.to_ascii_lowercase() {
        "tls" | "plugin" | "deny" | "blacklist" | "allow" | "whitelist" => Role::Protects,
        "debug_endpoint" | "echo_endpoint" | "allow_insecure_connections" | "client_tls" | "use_h2c" => {
            Role::Opens
        }
        _ => Role::Changes,
    }
}

/// The text of a value with its keys in order, and whether there is a secret in it.
pub(super) fn text(value: &Value) -> (String, bool) {
    (sorted(value).to_string(), coverage::has_secret(value))
}

/// The same value with the keys of its maps in order.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().map(|(key, value)| (key.clone(), sorted(value))).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(entries.into_iter().collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}
