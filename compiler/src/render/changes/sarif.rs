//! SARIF 2.1.0: a result for each change, at the lines of the new side, with those of the old one beside them.

use std::collections::BTreeMap;
use std::io;

use serde_json::{Value, json};

use super::github::message;
use super::report::{Change, Changes, Location, Weight};
use crate::render::sarif::{rule, uri};
use crate::rules;

pub(super) fn write(changes: &Changes, out: &mut dyn io::Write) -> io::Result<()> {
    let codes: BTreeMap<&str, &str> = changes.all().map(|c| (c.kind.code(), c.kind.name())).collect();
    let index: BTreeMap<&str, usize> = codes.keys().enumerate().map(|(at, code)| (*code, at)).collect();
    let rules: Vec<Value> = codes.iter().map(|(code, name)| described(code, name)).collect();
    let results: Vec<Value> = changes.all().map(|change| result(change, index[change.kind.code()])).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "gwc", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// The page of a kind of change, where there is one.
fn described(code: &str, name: &str) -> Value {
    rules::catalog().find(code).map_or_else(|| json!({ "id": code, "name": name }), rule)
}

fn result(change: &Change, rule: usize) -> Value {
    let level = match change.weight() {
        Weight::Widens => "error",
        Weight::Breaks | Weight::Minor => "warning",
        Weight::Note => "note",
    };
    let mut result = json!({
        "ruleId": change.kind.code(),
        "ruleIndex": rule,
        "level": level,
        "message": { "text": message(change) },
        "partialFingerprints": { "gwcChange/v1": change.fingerprint },
        "properties": {
            "clients": change.kind.clients().as_str(),
            "exposure": change.exposure.as_str(),
            "endpoints": change.endpoints,
        },
    });
    if let Some(place) = change.place() {
        result["locations"] = json!([location(place)]);
    }
    let old = change.places_before.iter().filter(|_| !change.places_after.is_empty());
    let related: Vec<Value> = old
        .enumerate()
        .map(|(id, place)| {
            let mut related = location(place);
            related["id"] = id.into();
            related["message"] = json!({ "text": "the old value" });
            related
        })
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    result
}

fn location(place: &Location) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&place.file) },
        "region": {
            "startLine": place.line, "startColumn": place.column,
            "endLine": place.end_line, "endColumn": place.end_column,
        },
    } })
}
