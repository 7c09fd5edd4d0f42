//! KrakenD configurations as data: everything that a file sets, with KrakenD's own defaults filled in, so that two files that
//! configure the same are equal. It is written against KrakenD's documentation, not against `gwc`.

use serde_json::{Map, Value, json};

/// The configuration with defaults. Comments and names for people are left out.
pub fn canonical(config: &Value) -> Value {
    let mut root = set(config);
    ["$schema", "name"].iter().for_each(|key| drop(root.shift_remove(*key)));
    let inherited = Inherited {
        timeout: root.shift_remove("timeout").unwrap_or_else(|| "2s".into()),
        cache: root.shift_remove("cache_ttl").unwrap_or_else(|| "0s".into()),
        encoding: root.shift_remove("output_encoding").unwrap_or_else(|| "json".into()),
        hosts: root.shift_remove("host").unwrap_or_else(|| json!([])),
    };
    if let Some(extra) = root.get_mut("extra_config").and_then(Value::as_object_mut) {
        // Where no header is listed, any is allowed.
        if let Some(cors) = extra.get_mut("security/cors").and_then(Value::as_object_mut) {
            cors.entry("allow_headers").or_insert_with(|| json!(["*"]));
        }
        for name in ["security/cors", "security/bot-detector"] {
            extra.get_mut(name).into_iter().for_each(|component| *component = sets(component));
        }
    }
    root.entry("port").or_insert_with(|| 8080.into());
    let endpoints = root.shift_remove("endpoints").unwrap_or_default();
    let endpoints = endpoints.as_array().into_iter().flatten();
    let mut endpoints: Vec<Value> = endpoints.map(|endpoint| self::endpoint(endpoint, &inherited)).collect();
    endpoints.sort_by_key(|endpoint| format!("{} {}", endpoint["endpoint"], endpoint["method"]));
    root.insert("endpoints".to_owned(), endpoints.into());
    sorted(Value::Object(root))
}

struct Inherited {
    timeout: Value,
    cache: Value,
    encoding: Value,
    hosts: Value,
}

fn endpoint(endpoint: &Value, root: &Inherited) -> Value {
    let mut map = set(endpoint);
    let method = map.get("method").and_then(Value::as_str).unwrap_or("GET").to_uppercase();
    let encoding = map.get("output_encoding").unwrap_or(&root.encoding).clone();
    map.insert("timeout".into(), nanos(map.get("timeout").unwrap_or(&root.timeout)));
    let cache = nanos(map.get("cache_ttl").unwrap_or(&root.cache));
    map.insert("cache_ttl".into(), if encoding == "no-op" { 0.into() } else { cache });
    let headers = map.shift_remove("input_headers").unwrap_or_else(|| json!(["Content-Type"]));
    map.insert("input_headers".into(), names(&headers, str::to_lowercase));
    let query = map.shift_remove("input_query_strings").unwrap_or_else(|| json!([]));
    map.insert("input_query_strings".into(), names(&query, str::to_owned));
    if let Some(extra) = map.get_mut("extra_config").and_then(Value::as_object_mut) {
        components(extra, &names(&headers, str::to_lowercase));
    }
    map.retain(|_, value| value != &json!({}));
    let backends = map.shift_remove("backend").unwrap_or_default();
    let backends = backends.as_array().into_iter().flatten();
    let backends: Vec<Value> = backends.map(|b| backend(b, &method, encoding == "no-op", root)).collect();
    map.insert("backend".into(), backends.into());
    map.insert("method".into(), method.into());
    map.insert("output_encoding".into(), encoding);
    Value::Object(map)
}

fn backend(backend: &Value, method: &str, is_no_op: bool, root: &Inherited) -> Value {
    let mut map = set(backend);
    let own = map.get("method").and_then(Value::as_str).unwrap_or(method).to_uppercase();
    map.insert("method".into(), own.into());
    let encoding = map.shift_remove("encoding").unwrap_or_else(|| "json".into());
    map.insert("encoding".into(), if is_no_op { "no-op".into() } else { encoding });
    let hosts = map.shift_remove("host").unwrap_or_else(|| root.hosts.clone());
    map.insert("host".into(), names(&hosts, host));
    let path = map.get("url_pattern").and_then(Value::as_str).unwrap_or_default();
    map.insert("url_pattern".into(), format!("/{}", path.trim_start_matches('/')).into());
    if map.get("sd") == Some(&"static".into()) {
        map.shift_remove("sd");
    }
    map.shift_remove("disable_host_sanitize");
    Value::Object(map)
}

/// Components whose defaults both engines fill in.
fn components(extra: &mut Map<String, Value>, forwarded: &Value) {
    // A policy of the engine of `hanzo`: an endpoint without a validator is public.
    if extra.get("auth/public") == Some(&true.into()) {
        extra.shift_remove("auth/public");
    }
    if let Some(limit) = extra.get_mut("qos/ratelimit/router").and_then(Value::as_object_mut) {
        let every = limit.get("every").map_or(1_000_000_000, |every| nanos(every).as_u64().unwrap_or(1));
        limit.insert("every".into(), every.into());
        for (rate, capacity) in [("max_rate", "capacity"), ("client_max_rate", "client_capacity")] {
            let Some(events) = limit.get(rate).and_then(Value::as_f64) else { continue };
            let default = (events * 1e9 / every as f64).max(1.0) as u64;
            limit.entry(capacity).or_insert_with(|| default.into());
        }
    }
    if let Some(validator) = extra.get_mut("auth/validator").and_then(Value::as_object_mut) {
        // An import caches keys and says so; over `https` the other option is about nothing.
        validator.shift_remove("cache");
        if validator.get("jwk_url").and_then(Value::as_str).is_some_and(|url| url.starts_with("https:")) {
            validator.shift_remove("disable_jwk_security");
        }
        let pairs = validator.shift_remove("propagate_claims").unwrap_or_default();
        let is_forwarded = |pair: &&Value| {
            let header = pair[1].as_str().unwrap_or_default().to_lowercase();
            let listed = forwarded.as_array().expect("a list");
            listed.iter().any(|name| name == "*" || *name == header)
        };
        let mut pairs: Vec<Value> =
            pairs.as_array().into_iter().flatten().filter(is_forwarded).cloned().collect();
        pairs.sort_by_key(Value::to_string);
        validator.insert("propagate_claims".into(), pairs.into());
    }
}

/// The keys that are set to something, without comments.
fn set(map: &Value) -> Map<String, Value> {
    let is_set = |value: &Value| {
        !matches!(value, Value::Null | Value::Bool(false))
            && *value != json!("")
            && *value != json!(0)
            && *value != json!([])
            && *value != json!({})
    };
    let entries = map.as_object().into_iter().flatten();
    let entries = entries.filter(|(key, value)| !key.starts_with(['@', '$', '_', '#']) && is_set(value));
    entries.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// A component whose lists are sets.
fn sets(component: &Value) -> Value {
    let mut map = set(component);
    for value in map.values_mut().filter(|value| value.is_array()) {
        *value = names(value, str::to_owned);
    }
    Value::Object(map)
}

fn names(list: &Value, spelled: impl Fn(&str) -> String) -> Value {
    let items = list.as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut items: Vec<String> = items.map(spelled).collect();
    items.sort();
    items.into()
}

fn host(host: &str) -> String {
    let host = host.trim_end_matches('/');
    let host = if host.contains("://") { host.to_owned() } else { format!("http://{host}") };
    let default = if host.starts_with("https:") { ":443" } else { ":80" };
    host.strip_suffix(default).map_or(host.clone(), str::to_owned)
}

/// A duration of Go in nanoseconds; other texts stay as they are.
fn nanos(value: &Value) -> Value {
    let Some(mut text) = value.as_str() else { return value.clone() };
    let units = [("ns", 1.0), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9)];
    let mut sum = 0.0;
    while !text.is_empty() {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let unit =
            units.iter().filter(|(unit, _)| text[end..].starts_with(unit)).max_by_key(|(unit, _)| unit.len());
        let (Ok(number), Some((unit, size))) = (text[..end].parse::<f64>(), unit) else {
            return value.clone();
        };
        sum += number * size;
        text = &text[end + unit.len()..];
    }
    (sum as u64).into()
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> =
                map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            Value::Object(entries.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

/// The places where two canonical configurations differ, with both values.
pub fn differences(left: &Value, right: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare("", left, right, &mut found);
    found
}

fn compare(at: &str, left: &Value, right: &Value, found: &mut Vec<String>) {
    match (left, right) {
        (Value::Object(a), Value::Object(b)) => {
            for key in a.keys().chain(b.keys().filter(|key| !a.contains_key(*key))) {
                let at = format!("{at}/{key}");
                compare(&at, a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null), found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                compare(&format!("{at}/{index}"), a, b, found);
            }
        }
        _ if left != right => found.push(format!("{at}: {left} is {right}")),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_is_equal_and_what_is_not_differs() {
        let short = json!({ "version": 3, "timeout": "90s", "host": ["a:80/"], "@comment": "x",
            "endpoints": [{ "endpoint": "/a", "backend": [{ "url_pattern": "b" }] }] });
        let long = json!({ "version": 3, "port": 8080, "endpoints": [{ "endpoint": "/a", "method": "get",
            "timeout": "1m30s", "input_headers": ["content-type"], "output_encoding": "json",
            "backend": [{ "url_pattern": "/b", "host": ["http://a"], "method": "GET", "encoding": "json" }] }] });
        assert_eq!(differences(&canonical(&short), &canonical(&long)), Vec::<String>::new());
        let mut other = long;
        other["endpoints"][0]["backend"][0]["deny"] = json!(["x"]);
        assert_eq!(
            differences(&canonical(&short), &canonical(&other)),
            ["/endpoints/0/backend/0/deny: null is [\"x\"]"]
        );
    }
}
