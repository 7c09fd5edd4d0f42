//! What a type does not hold of a value.

use serde_json::Value;

/// The first place where two values differ, and the difference in words.
pub(super) fn difference(before: &Value, after: &Value, path: &str) -> Option<(String, String)> {
    match (before, after) {
        (Value::Object(a), Value::Object(b)) => {
            let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
            let lost = a.iter().find_map(|(key, value)| {
                let path = below(key);
                match b.get(key) {
                    Some(after) => difference(value, after, &path),
                    None if value.is_null() => Some((path.clone(), format!("`{path}` has no value"))),
                    None => Some((path.clone(), format!("unknown field `{path}`"))),
                }
            });
            let needed = b.keys().find(|key| !a.contains_key(*key)).map(|key| below(key));
            lost.or_else(|| needed.map(|path| (String::new(), format!("missing field `{path}`"))))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(at, (a, b))| difference(a, b, &format!("{path}[{at}]")))
        }
        _ if before == after => None,
        _ => Some((path.to_owned(), format!("Kubernetes would read `{before}` in `{path}` as `{after}`"))),
    }
}
