//! JSON Schemas (draft 2020-12) of the grammar, for editors.

use serde_json::{Map as Object, Value, json};

use super::language;
use super::shape::{Shape, Type};

/// File names under `schemas/` and the schemas.
pub fn all() -> Vec<(&'static str, Value)> {
    vec![
        ("gateway.schema.json", document("gwc gateway", &language::GATEWAY)),
        ("services.schema.json", document("gwc services", &language::SERVICES)),
    ]
}

/// The schema of a whole file.
fn document(title: &str, shape: &'static Shape) -> Value {
    let mut defs = Object::new();
    let mut schema = record(shape, &mut defs);
    let head = schema.as_object_mut().expect("a record is an object");
    head.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    head.insert("title".into(), title.into());
    defs.sort_keys();
    head.insert("$defs".into(), Value::Object(defs));
    schema
}

/// The schema of one shape alone.
#[cfg(test)]
pub(super) fn of_shape(shape: &'static Shape) -> Value {
    record(shape, &mut Object::new())
}

fn record(shape: &'static Shape, defs: &mut Object<String, Value>) -> Value {
    let mut properties = Object::new();
    for key in shape.keys.iter().filter(|key| !key.planned) {
        let mut value = of_type(&key.ty, defs);
        if let Some(value) = value.as_object_mut() {
            value.insert("description".into(), key.doc.into());
        }
        properties.insert(key.name.into(), value);
    }
    // A merge key may set required keys, so a map with one is valid without them.
    properties
        .insert("<<".into(), json!({ "description": "Merges the keys of another map (YAML merge key)." }));
    let required: Vec<&str> = shape.keys.iter().filter(|k| k.required).map(|k| k.name).collect();
    let mut schema = json!({
        "type": "object",
        "description": shape.doc,
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        schema["anyOf"] = json!([{ "required": ["<<"] }, { "required": required }]);
    }
    schema
}

fn of_type(ty: &'static Type, defs: &mut Object<String, Value>) -> Value {
    match ty {
        Type::Bool => json!({ "type": "boolean" }),
        Type::Integer { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Type::Text(format) => {
            let mut schema = Object::new();
            let kind = match (format.number, (format.check)("true")) {
                (true, Ok(())) => json!(["string", "number", "boolean"]),
                (true, Err(_)) => json!(["string", "number"]),
                (false, _) => json!("string"),
            };
            schema.insert("type".into(), kind);
            if !format.words.is_empty() {
                schema.insert("enum".into(), json!(format.words));
            } else if !format.pattern.is_empty() {
                schema.insert("pattern".into(), format.pattern.into());
            }
            Value::Object(schema)
        }
        Type::List(item) => json!({ "type": "array", "items": of_type(item, defs) }),
        Type::Map { key, value } => {
            let value = of_type(value, defs);
            let mut schema = json!({ "type": "object", "additionalProperties": value });
            if !key.pattern.is_empty() {
                schema["propertyNames"] = json!({ "anyOf": [{ "const": "<<" }, { "pattern": key.pattern }] });
                schema["properties"] = json!({ "<<": true });
            }
            schema
        }
        Type::Record(shape) => {
            let name = shape.name.replace(' ', "-");
            if !defs.contains_key(&name) {
                defs.insert(name.clone(), Value::Null);
                let schema = record(shape, defs);
                defs.insert(name.clone(), schema);
            }
            json!({ "$ref": format!("#/$defs/{name}") })
        }
        Type::Either(types) => json!({ "anyOf": types.iter().map(|t| of_type(t, defs)).collect::<Vec<_>>() }),
        Type::Nothing => json!({ "type": "null" }),
        Type::Any => json!({}),
    }
}
