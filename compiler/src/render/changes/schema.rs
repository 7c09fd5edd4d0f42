//! The JSON Schema of `gwc diff --format json`, which `gwc schema changes` prints.

use serde_json::{Value, json};

use super::json::VERSION;

/// JSON Schema 2020-12 of the object that `gwc diff --format json` writes.
pub fn changes_schema() -> Value {
    let (text, count) = (json!({ "type": "string" }), json!({ "type": "integer", "minimum": 0 }));
    let texts = json!({ "type": "array", "items": text });
    let edits = json!({ "type": "array", "items": { "$ref": "#/$defs/edit" } });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "gwc changes",
        "type": "object",
        "required": ["version", "before", "after", "verdict", "gateways", "remarks"],
        "additionalProperties": false,
        "properties": {
            "version": { "const": VERSION, "description": "increased when a field is removed or changes its meaning" },
            "before": { "type": "string", "description": "name of the old side" },
            "after": { "type": "string", "description": "name of the new side" },
            "verdict": object(json!({
                "result": { "enum": ["same", "changed", "breaks-clients", "widens-exposure"], "description": "the most severe change that is not approved" },
                "changes": count, "widen": count, "break": count, "approved": count,
                "lines": { "type": "array", "items": text, "description": "the verdict as sentences" },
            }), &[]),
            "gateways": { "type": "array", "items": { "$ref": "#/$defs/gateway" } },
            "remarks": texts,
            "base": object(json!({
                "base": { "type": "string", "description": "name of the common base" },
                "managers": { "type": "array", "items": text, "description": "field managers of the ConfigMap in the cluster" },
                "only_before": edits, "only_after": edits, "both": edits,
            }), &[]),
        },
        "$defs": {
            "edit": object(json!({ "title": text, "fingerprint": { "$ref": "#/$defs/fingerprint" }, "about": text }), &[]),
            "fingerprint": { "type": "string", "pattern": "^[0-9a-f]{16}$", "description": "name of the change, for `[[approve]]` in gwc.toml" },
            "place": object(json!({
                "file": { "type": "string", "description": "path as given on the command line, with forward slashes" },
                "line": position(), "column": position(), "end_line": position(), "end_column": position(),
            }), &[]),
            "gateway": gateway(),
            "change": change(),
        },
    })
}

/// An object with exactly these fields, of which some are optional.
fn object(properties: Value, optional: &[&str]) -> Value {
    let names = properties.as_object().into_iter().flatten().map(|(name, _)| name.clone());
    let required: Vec<String> = names.filter(|name| !optional.contains(&&**name)).collect();
    json!({ "type": "object", "required": required, "additionalProperties": false, "properties": properties })
}

fn position() -> Value {
    json!({ "type": "integer", "minimum": 1 })
}

fn gateway() -> Value {
    let count = json!({ "type": "integer", "minimum": 0 });
    object(
        json!({
            "name": { "type": "string" },
            "changes": { "type": "array", "items": { "$ref": "#/$defs/change" } },
            "classes": { "type": "integer", "minimum": 0, "description": "request classes that were compared" },
            "unauthenticated": { "type": "integer", "minimum": 0, "description": "request classes that need no credential any more" },
            "completeness": object(json!({
                "changed": count,
                "without_effect": { "type": "array", "items": object(json!({ "value": { "type": "string" }, "reason": { "type": "string" } }), &[]) },
                "unexplained": { "type": "array", "items": { "type": "string" } },
            }), &[]),
        }),
        &[],
    )
}

fn change() -> Value {
    let text = json!({ "type": "string" });
    let places = json!({ "type": "array", "items": { "$ref": "#/$defs/place" } });
    let fields = json!({
        "code": { "type": "string", "pattern": "^GW8[0-9]{2}$" },
        "name": { "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" },
        "fingerprint": { "$ref": "#/$defs/fingerprint" },
        "clients": { "enum": ["safe", "may break", "breaks"] },
        "exposure": { "enum": ["narrows", "same", "widens"] },
        "endpoints": { "type": "array", "items": text, "description": "method and path; empty for the gateway as a whole" },
        "classes": { "type": "integer", "minimum": 0, "description": "request classes that are decided in another way" },
        "places_before": places,
        "places_after": places,
        "before": text,
        "after": text,
        "witness": object(json!({
            "curl": { "type": "string", "description": "the request as a command" },
            "method": text, "path": text,
            "headers": { "type": "array", "items": { "type": "array", "items": text, "minItems": 2, "maxItems": 2 } },
            "conditions": { "type": "array", "items": text, "description": "what the command alone does not state" },
            "before": text, "after": text,
        }), &["conditions"]),
        "approved": object(json!({ "by": text, "reason": text, "until": { "type": "string", "format": "date" } }), &[]),
    });
    object(fields, &["before", "after", "witness", "approved"])
}
