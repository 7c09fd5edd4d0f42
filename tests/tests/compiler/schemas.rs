//! The published JSON Schemas, the parser and `routes/` are in step.
//!
//! An editor may accept a little more than the parser (names that nothing declares, the exact form of a duration),
//! but never refuses what the parser accepts; and what is of the wrong kind, unknown or missing, both refuse.

use std::path::Path;

use gwc::grammar::{Type, check, language};
use gwc_syntax::diagnostic::{Diagnostics, Severity};
use gwc_syntax::source::SourceMap;
use gwc_syntax::tree::{Document, Kind, NodeId, yaml};
use gwc_tests::{folder, golden};
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::gwc;

#[test]
fn committed_schemas_are_what_the_command_writes() {
    let place = tempfile::tempdir().expect("a folder");
    let run = gwc(place.path()).run(&["schema", "--out", "schemas"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let written = folder::read(&place.path().join("schemas")).into_iter();
    let text = |bytes| String::from_utf8(bytes).expect("text");
    golden::folder("schemas", &written.map(|(name, bytes)| (name, text(bytes))).collect());
}

/// The parser's grammar and the schema of one kind of file.
struct Both {
    ty: Type,
    schema: Validator,
}

impl Both {
    fn gateway() -> Self {
        Self { ty: Type::Record(&language::GATEWAY), schema: schema("gateway") }
    }

    fn services() -> Self {
        Self { ty: Type::Record(&language::SERVICES), schema: schema("services") }
    }

    fn of(path: &Path) -> Self {
        if path.file_name().is_some_and(|n| n == "gateway.yaml") { Self::gateway() } else { Self::services() }
    }

    /// Codes of the errors that the parser finds.
    fn parser(&self, text: &str) -> Vec<&'static str> {
        let mut sources = SourceMap::default();
        let file = sources.add("t.yaml", text);
        let mut out = Diagnostics::default();
        let doc = yaml::parse(&sources, file, &mut out);
        if let Some(root) = doc.root {
            check(&doc, root, &self.ty, &mut out);
        }
        out.iter().filter(|d| d.severity == Severity::Error).map(|d| d.rule.code).collect()
    }
}

fn schema(which: &str) -> Validator {
    let path = golden::repository().join(format!("schemas/{which}.schema.json"));
    let text = std::fs::read(path).expect("the schema is committed");
    jsonschema::validator_for(&serde_json::from_slice(&text).expect("JSON")).expect("a schema")
}

/// The value of a file, as an editor's YAML reader sees it: aliases are followed, merge keys are keys.
fn value(text: &str) -> Option<Value> {
    let mut sources = SourceMap::default();
    let file = sources.add("t.yaml", text);
    let mut out = Diagnostics::default();
    let doc = yaml::parse(&sources, file, &mut out);
    (!out.has_errors()).then(|| of_node(&doc, doc.root?)).flatten()
}

fn of_node(doc: &Document, node: NodeId) -> Option<Value> {
    Some(match &doc.node(doc.follow(node)).kind {
        Kind::Scalar(s) if s.is_null() => Value::Null,
        Kind::Scalar(s) if s.as_bool().is_some() => Value::Bool(s.as_bool()?),
        Kind::Scalar(s) if s.is_number() => serde_json::from_str(&s.text).ok()?,
        Kind::Scalar(s) => Value::String(s.text.to_string()),
        Kind::Seq(items) => items.iter().map(|i| of_node(doc, *i)).collect::<Option<Value>>()?,
        Kind::Map(entries) => {
            let pair = |e: &gwc_syntax::tree::MapEntry| {
                Some((doc.scalar(e.key)?.text.to_string(), of_node(doc, e.value)?))
            };
            Value::Object(entries.iter().map(pair).collect::<Option<Map<_, _>>>()?)
        }
        _ => return None,
    })
}

/// All files of a folder that end in `.yaml`: path and text.
fn files(below: &str) -> Vec<(String, String)> {
    let files = folder::read(&golden::repository().join(below)).into_iter();
    let yaml = files.filter(|(path, _)| {
        path.ends_with(".yaml") && !path.contains("overlays/") && !path.contains(".test.")
    });
    yaml.filter_map(|(path, bytes)| Some((path, String::from_utf8(bytes).ok()?))).collect()
}

#[test]
fn every_route_file_validates() {
    for (path, text) in files("routes") {
        let both = Both::of(Path::new(&path));
        let json = value(&text).expect(&path);
        let errors: Vec<String> = both.schema.iter_errors(&json).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{path}: {errors:?}");
    }
}

#[test]
fn the_schema_accepts_whatever_the_parser_accepts() {
    let mut accepted = 0;
    for below in ["tests/broken", "tests/expand", "routes"] {
        for (path, text) in files(below) {
            let both = Both::of(Path::new(&path));
            let Some(json) = value(&text).filter(|_| both.parser(&text).is_empty()) else { continue };
            assert!(both.schema.is_valid(&json), "{below}/{path}");
            accepted += 1;
        }
    }
    assert!(accepted > 100, "only {accepted} files are accepted");
}

/// Findings that the schema must share: keys that are unknown or missing, values of the wrong kind.
const SHARED: [&str; 3] = ["GW020", "GW022", "GW024"];

/// What the parser refuses under those codes and a schema cannot see.
///
/// - A map in a list of methods, headers and the like is refused by both; nothing is known that is not.
const EXCEPTIONS: &[&str] = &[];

#[test]
fn mutations_are_judged_alike() {
    let (mut mutants, mut refused) = (0, 0);
    for (path, text) in files("routes") {
        let both = Both::of(Path::new(&path));
        let original = value(&text).expect(&path);
        for (what, mutant) in mutations(&original) {
            let codes = both.parser(&mutant.to_string());
            let valid = both.schema.is_valid(&mutant);
            mutants += 1;
            assert!(valid || !codes.is_empty(), "{path}: the schema alone refuses: {what}");
            if codes.iter().any(|code| SHARED.contains(code)) && !EXCEPTIONS.contains(&what.as_str()) {
                assert!(!valid, "{path}: the parser alone refuses ({codes:?}): {what}");
                refused += 1;
            }
        }
    }
    assert!(mutants > 3000 && refused > 1000, "{mutants} mutants, {refused} refused");
}

/// Every value replaced by one of another kind, every key renamed, every entry removed; and what was done.
fn mutations(original: &Value) -> Vec<(String, Value)> {
    let replacements = [
        json!(7),
        json!(true),
        json!(null),
        json!("word"),
        json!([]),
        json!([[]]),
        json!({}),
        json!({ "zz": 1 }),
    ];
    let mut mutants = Vec::new();
    for pointer in pointers(original) {
        for replacement in &replacements {
            let mut mutant = original.clone();
            *mutant.pointer_mut(&pointer).expect("it was there") = replacement.clone();
            mutants.push((format!("{pointer} = {replacement}"), mutant));
        }
        let Some((parent, key)) = pointer.rsplit_once('/') else { continue };
        let key = key.replace("~1", "/").replace("~0", "~");
        for rename in [true, false] {
            let mut mutant = original.clone();
            match mutant.pointer_mut(parent).expect("it was there") {
                Value::Object(map) => {
                    let old = map.shift_remove(&key).expect("it was there");
                    if rename {
                        map.insert(format!("{key}zz"), old);
                    }
                }
                Value::Array(items) if !rename => drop(items.remove(key.parse::<usize>().expect("an index"))),
                _ => continue,
            }
            mutants.push((format!("{} {pointer}", if rename { "rename" } else { "remove" }), mutant));
        }
    }
    mutants
}

/// JSON pointers of a value and all values in it.
fn pointers(value: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let children: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(k, v)| (k.replace('~', "~0").replace('/', "~1"), v)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(i, v)| (i.to_string(), v)).collect(),
        _ => Vec::new(),
    };
    for (key, child) in children {
        found.extend(pointers(child).into_iter().map(|below| format!("/{key}{below}")));
    }
    found
}
