//! Who owns which field: `metadata.managedFields`.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// The keys that lead to a value that is no map; an empty map is one too.
pub(super) type Path = Vec<String>;
pub(super) type Fields = BTreeSet<Path>;

/// Fields that nobody owns: the identity of an object and what the server itself sets.
fn is_owned(path: &[String]) -> bool {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["apiVersion" | "kind"] => false,
        ["metadata", key, ..] => matches!(*key, "labels" | "annotations" | "ownerReferences" | "finalizers"),
        ["metadata"] => false,
        _ => true,
    }
}

/// The fields that a value sets.
pub(super) fn of(value: &Value) -> Fields {
    let mut found = Fields::new();
    collect(value, &mut Vec::new(), &mut found);
    found
}

fn collect(value: &Value, path: &mut Path, found: &mut Fields) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                path.push(key.clone());
                collect(value, path, found);
                path.pop();
            }
        }
        _ if is_owned(path) => _ = found.insert(path.clone()),
        _ => {}
    }
}

/// The value at a path.
pub(super) fn get<'v>(value: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, key| value.get(key))
}

/// Sets the value at a path; what is not a map on the way becomes one.
pub(super) fn set(value: &mut Value, path: &[String], to: Value) {
    let Some((first, rest)) = path.split_first() else {
        *value = to;
        return;
    };
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    let map = value.as_object_mut().expect("it was made one");
    set(map.entry(first).or_insert(Value::Null), rest, to);
}

/// Removes the value at a path, and the maps that are empty then.
pub(super) fn remove(value: &mut Value, path: &[String]) {
    let (Some(map), Some((first, rest))) = (value.as_object_mut(), path.split_first()) else { return };
    if !rest.is_empty()
        && let Some(inner) = map.get_mut(first)
    {
        remove(inner, rest);
        if inner.as_object().is_none_or(|inner| !inner.is_empty()) {
            return;
        }
    }
    map.shift_remove(first);
}

/// The fields that one writer owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) manager: String,
    /// `Apply` or `Update`.
    pub(super) operation: &'static str,
    pub(super) fields: Fields,
}

/// The owners that an object lists.
pub(super) fn owners(object: &Value) -> Vec<Owner> {
    let entries = object["metadata"]["managedFields"].as_array().map_or(&[][..], Vec::as_slice);
    let owner = |entry: &Value| {
        let mut fields = Fields::new();
        decode(&entry["fieldsV1"], &mut Vec::new(), &mut fields);
        Owner {
            manager: entry["manager"].as_str().unwrap_or_default().to_owned(),
            operation: if entry["operation"] == "Apply" { "Apply" } else { "Update" },
            fields,
        }
    };
    entries.iter().map(owner).collect()
}

/// Lists the owners in an object; those of nothing are left out.
pub(super) fn list(object: &mut Value, owners: &[Owner]) {
    let version = object["apiVersion"].clone();
    let entry = |owner: &Owner| {
        json!({
            "manager": owner.manager, "operation": owner.operation, "apiVersion": version,
            "time": "2026-01-01T00:00:00Z", "fieldsType": "FieldsV1", "fieldsV1": encode(&owner.fields),
        })
    };
    let owners = owners.iter().filter(|owner| !owner.fields.is_empty());
    object["metadata"]["managedFields"] = owners.map(entry).collect();
}

/// `{"f:data": {"f:gateway.json": {}}}`.
fn encode(fields: &Fields) -> Value {
    let mut encoded = json!({});
    for path in fields {
        let keys: Path = path.iter().map(|key| format!("f:{key}")).collect();
        set(&mut encoded, &keys, json!({}));
    }
    encoded
}

fn decode(encoded: &Value, path: &mut Path, fields: &mut Fields) {
    match encoded.as_object() {
        Some(map) if !map.is_empty() => {
            for (key, value) in map.iter().filter_map(|(key, value)| Some((key.strip_prefix("f:")?, value))) {
                path.push(key.to_owned());
                decode(value, path, fields);
                path.pop();
            }
        }
        _ => _ = fields.insert(path.clone()),
    }
}
