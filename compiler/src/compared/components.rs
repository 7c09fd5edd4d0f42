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
        // The gateway shows its own credential to the upstream: each caller uses it.
        "auth/client-credentials" | "auth/gcp" | "auth/ntlm" | "auth/aws-sigv4" => Role::Opens,
        "modifier/martian" if sets_credential(value) => Role::Opens,
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

/// Whether a modifier, or one inside of it, gives requests a credential.
fn sets_credential(value: &Value) -> bool {
    const CREDENTIALS: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "x-api-key"];
    match value {
        Value::Object(map) => {
            let of = |key: &str| map.get(key).and_then(Value::as_str).map(str::to_ascii_lowercase);
            let is_of_request = map.get("scope").is_none_or(|scope| scope.to_string().contains("request"));
            let is_set =
                of("name").is_some_and(|name| CREDENTIALS.contains(&&*name)) && map.contains_key("value");
            (is_set && is_of_request) || map.values().any(sets_credential)
        }
        Value::Array(items) => items.iter().any(sets_credential),
        _ => false,
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
        // `target` leaves out all that is beside it.
        "tls" | "plugin" | "deny" | "blacklist" | "allow" | "whitelist" | "target" => Role::Protects,
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

/// A map without some of its keys.
pub(super) fn without(value: &Value, is_left_out: impl Fn(&str) -> bool) -> Value {
    let Some(map) = value.as_object() else { return value.clone() };
    let kept = map.iter().filter(|(name, _)| !is_left_out(name));
    Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}
