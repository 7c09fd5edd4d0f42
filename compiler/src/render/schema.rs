//! The JSON Schema of `--format json`, which `gwc schema diagnostics` prints.

use serde_json::{Value, json};

use super::json::VERSION;
use gwc_syntax::diagnostic::Reason;

/// JSON Schema 2020-12 of the object that `--format json` writes. Each line of `jsonl` is its `#/$defs/finding`.
pub fn diagnostics_schema() -> Value {
    let count = json!({ "type": "integer", "minimum": 0 });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "gwc diagnostics",
        "type": "object",
        "required": ["version", "findings", "verdicts", "summary"],
        "additionalProperties": false,
        "properties": {
            "version": { "const": VERSION, "description": "increased when a field is removed or changes its meaning" },
            "findings": { "type": "array", "items": { "$ref": "#/$defs/finding" } },
            "hidden": {
                "type": "array",
                "description": "findings that are not reported, each with the reason; with `--show-hidden`",
                "items": {
                    "type": "object",
                    "required": ["why", "finding"],
                    "additionalProperties": false,
                    "properties": {
                        "why": { "enum": Reason::ALL.map(Reason::as_str) },
                        "finding": { "$ref": "#/$defs/finding" },
                    },
                },
            },
            "verdicts": { "type": "array", "description": "results of the simulated target for whole files" },
            "summary": {
                "type": "object",
                "required": ["files", "errors", "warnings", "losses", "notes", "suppressed", "fixable", "unsafe_fixable"],
                "additionalProperties": false,
                "properties": {
                    "files": count, "endpoints": count, "errors": count, "warnings": count, "losses": count,
                    "notes": count, "suppressed": count, "fixable": count, "unsafe_fixable": count,
                },
            },
        },
        "$defs": {
            "point": point(),
            "place": place(json!({}), &[]),
            "finding": finding(),
        },
    })
}

fn point() -> Value {
    json!({
        "type": "object",
        "required": ["line", "column", "offset"],
        "additionalProperties": false,
        "properties": {
            "line": { "type": "integer", "minimum": 1 },
            "column": { "type": "integer", "minimum": 1, "description": "in characters, from 1" },
            "offset": { "type": "integer", "minimum": 0, "description": "in bytes, from 0" },
        },
    })
}

/// A place with further fields in addition to file, start and end.
fn place(fields: Value, required: &[&str]) -> Value {
    let mut properties = json!({
        "file": { "type": "string", "description": "path as given on the command line, with forward slashes" },
        "start": { "$ref": "#/$defs/point" },
        "end": { "$ref": "#/$defs/point", "description": "the position after the last character" },
    });
    if let (Some(all), Some(more)) = (properties.as_object_mut(), fields.as_object()) {
        all.extend(more.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    let required: Vec<&str> = ["file", "start", "end"].iter().chain(required).copied().collect();
    json!({ "type": "object", "required": required, "additionalProperties": false, "properties": properties })
}

fn finding() -> Value {
    let text = json!({ "type": "string" });
    let fields = json!({
        "code": { "type": "string", "pattern": "^GW[0-9]{3}$" },
        "name": { "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" },
        "severity": { "enum": ["error", "warning", "loss", "note"] },
        "category": { "enum": ["correctness", "security", "reliability", "compatibility", "style"] },
        "message": { "type": "string", "minLength": 1 },
        "label": { "type": "string", "description": "description of the place" },
        "text": { "type": "string", "description": "text at the place" },
        "related": { "type": "array", "items": place(json!({ "message": text }), &["message"]) },
        "notes": { "type": "array", "items": text },
        "help": text,
        "fix": {
            "type": "object",
            "required": ["title", "applicability", "edits"],
            "additionalProperties": false,
            "properties": {
                "title": text,
                "applicability": { "enum": ["safe", "unsafe", "display-only"] },
                "edits": { "type": "array", "items": place(json!({ "text": text }), &["text"]) },
            },
        },
        "places": { "type": "array", "items": { "$ref": "#/$defs/place" } },
        "route": { "type": "string", "description": "method and path, such as `GET /v1/models`" },
        "suppressed": {
            "type": "object",
            "required": ["reason"],
            "additionalProperties": false,
            "properties": { "reason": text },
        },
    });
    place(fields, &["code", "name", "severity", "category", "message", "related", "notes", "places"])
}
