//! Damaged configurations: a required key deleted, a key misspelled, a block moved to another level. The finding
//! names the right place and the right word.
//!
//! What is not named are keys that the official schema demands and KrakenD does without: it has a default for them.

#![allow(clippy::print_stdout, reason = "what is missed is told by printing it")]

use std::path::Path;

use gwc::diagnostic::Diagnostic;
use gwc::krakend::effects::{self, Kind, Level};
use gwc::krakend::judge::{Input, LATEST, judge};
use gwc::krakend::rules;
use gwc::krakend::value::Format;
use gwc::source::{FileId, Span};
use gwc::syntax::{Document, NodeId, json};
use gwc::value::parse_target;
use jsonschema::Validator;
use serde_json::{Value, json};

/// How many mutations are tried.
const COUNT: usize = 2_000;

/// Samples longer than this are left out: each mutation of a sample is validated and judged as a whole.
const LONGEST: usize = 60_000;

/// A damaged configuration and what has to be said about it.
struct Mutation {
    what: &'static str,
    config: Value,
    /// The place that the finding covers or stands in.
    place: Vec<String>,
    /// Whether the place is that of the key, not of the value.
    key: bool,
    /// What the finding says.
    word: String,
}

/// Valid configurations: the samples of the official schema, those the recording is based on, and real ones.
fn samples(shared: &Path, schema: &Validator) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    let mut add = |name: String, config: Value| {
        if config.to_string().len() < LONGEST && schema.is_valid(&config) {
            found.push((name, config));
        }
    };
    let mut folders = vec![shared.join("conformance"), shared.join("corpus")];
    while let Some(folder) = folders.pop() {
        let mut paths: Vec<_> =
            std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
        paths.sort();
        for path in paths {
            let name = path.strip_prefix(shared).expect("it is inside").display().to_string();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|e| e != "json") {
                continue;
            }
            let text = std::fs::read(&path).expect("a file can be read");
            let Ok(value) = serde_json::from_slice::<Value>(&text) else { continue };
            if value["version"] == 3 {
                add(name, value);
                continue;
            }
            let target = value["target"].as_str().unwrap_or_default();
            for (index, test) in value["tests"].as_array().into_iter().flatten().enumerate() {
                let data = test["data"].clone();
                if target.ends_with("/krakend.json") {
                    add(format!("{name}#{index}"), data);
                } else if target.ends_with("/backend.json") && test["valid"] == true {
                    add(
                        format!("{name}#{index}"),
                        json!({"version": 3, "endpoints": [{"endpoint": "/a", "backend": [data]}]}),
                    );
                }
            }
        }
    }
    found.sort_by_key(|(name, config)| (config.to_string().len(), name.clone()));
    found
}

/// Every key of a configuration: where it stands, inside which blocks, outermost first.
fn keys(value: &Value, at: &[String], found: &mut Vec<Vec<String>>) {
    let inside = |key: String| [at, &[key]].concat();
    match value {
        Value::Object(entries) => {
            for (key, child) in entries {
                let at = inside(key.clone());
                keys(child, &at, found);
                found.push(at);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, child)| keys(child, &inside(i.to_string()), found));
        }
        _ => {}
    }
}

fn pointer(at: &[String]) -> String {
    at.iter().map(|key| format!("/{}", key.replace('~', "~0").replace('/', "~1"))).collect()
}

/// The level that a map with an `extra_config` stands at.
fn level(map: &[String]) -> Option<Level> {
    let names: Vec<&str> =
        map.iter().map(String::as_str).filter(|key| key.parse::<usize>().is_err()).collect();
    match names.as_slice() {
        [] => Some(Level::Service),
        ["endpoints"] => Some(Level::Endpoint),
        ["async_agent"] => Some(Level::Agent),
        ["endpoints" | "async_agent", "backend"] => Some(Level::Backend),
        _ => None,
    }
}

/// Whether nobody looks inside a place: this edition does not read it, or a plugin does.
fn unread(at: &[String]) -> bool {
    let Some(block) = at.iter().position(|key| key == "extra_config") else { return false };
    let (Some(level), Some(name)) = (level(&at[..block]), at.get(block + 1)) else { return true };
    let inside = &at[block + 2..];
    let Some(component) = effects::find(name, level) else { return !inside.is_empty() };
    let here = component.levels.contains(&level) && component.name == name;
    let known = match component.body {
        Kind::Object(keys) | Kind::Objects(keys) | Kind::Open(keys) => keys,
        _ => &[],
    };
    let key = inside.first().and_then(|key| known.iter().find(|k| k.name == *key));
    let plugin = matches!(component.body, Kind::Open(_)) && key.is_none();
    !inside.is_empty() && (!here || plugin || inside.len() > 1 && key.is_some_and(|k| k.enterprise))
}

/// The key with two letters swapped, or one more.
fn misspelled(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    let swap = (1..letters.len().saturating_sub(1)).find(|&i| letters[i] != letters[i + 1]);
    let mut wrong = letters;
    match swap {
        Some(i) => wrong.swap(i, i + 1),
        None => wrong.push('x'),
    }
    wrong.into_iter().collect()
}

fn mutations(config: &Value, schema: &Validator, found: &mut Vec<Mutation>) {
    let mut places = Vec::new();
    keys(config, &[], &mut places);
    for at in places.iter().filter(|at| !unread(at)) {
        let (key, parent) = at.split_last().expect("a key");
        if effects::is_comment(key) || found.len() >= COUNT {
            continue;
        }
        let object = |config: &mut Value| -> serde_json::Map<String, Value> {
            std::mem::take(
                config.pointer_mut(&pointer(parent)).expect("it is there").as_object_mut().expect("a map"),
            )
        };
        let with = |map: serde_json::Map<String, Value>| {
            let mut config = config.clone();
            *config.pointer_mut(&pointer(parent)).expect("it is there") = Value::Object(map);
            config
        };
        let mut without = object(&mut config.clone());
        without.shift_remove(key);
        let without = with(without);
        if !schema.is_valid(&without) && !parent.iter().any(|k| k == "extra_config")
            || required(schema, &without)
        {
            found.push(Mutation {
                what: "deleted",
                config: without,
                place: parent.to_vec(),
                key: false,
                word: key.clone(),
            });
        }
        // What the schema says nothing about may be called anything.
        let mut odd = object(&mut config.clone());
        odd.insert(key.clone(), json!([[-0.5]]));
        if !schema.is_valid(&with(odd)) {
            let wrong = misspelled(key);
            let renamed = object(&mut config.clone())
                .into_iter()
                .map(|(name, value)| (if name == *key { wrong.clone() } else { name }, value))
                .collect();
            found.push(Mutation {
                what: "misspelled",
                config: with(renamed),
                place: [parent, &[wrong]].concat(),
                key: true,
                word: key.clone(),
            });
        }
        moved(config, at, found);
    }
}

/// Whether a key that is needed is missing.
fn required(schema: &Validator, config: &Value) -> bool {
    schema
        .iter_errors(config)
        .any(|e| matches!(e.kind(), jsonschema::error::ValidationErrorKind::Required { .. }))
}

/// Moves a block to the levels around its own.
fn moved(config: &Value, at: &[String], found: &mut Vec<Mutation>) {
    let [map @ .., extra, name] = at else { return };
    if extra != "extra_config" {
        return;
    }
    let Some(own) = level(map) else { return };
    if effects::find(name, own).is_none_or(|c| !c.levels.contains(&own)) {
        return;
    }
    let mut others = Vec::new();
    if map.len() >= 2 {
        others.push(map[..map.len() - 2].to_vec());
    }
    if own == Level::Endpoint || own == Level::Agent {
        others.push([map, &["backend".to_owned(), "0".to_owned()]].concat());
    }
    if own == Level::Service {
        others.push(vec!["endpoints".to_owned(), "0".to_owned()]);
    }
    for other in others {
        let Some(new) = level(&other) else { continue };
        if effects::find(name, new).is_some_and(|c| c.levels.contains(&new)) {
            continue;
        }
        let mut config = config.clone();
        let from = config.pointer_mut(&pointer(&at[..at.len() - 1])).and_then(Value::as_object_mut);
        let block = from.and_then(|extra| extra.shift_remove(name)).expect("the block is there");
        let Some(to) = config.pointer_mut(&pointer(&other)).and_then(Value::as_object_mut) else { continue };
        let extra = to.entry("extra_config").or_insert_with(|| json!({}));
        let Some(extra) = extra.as_object_mut() else { continue };
        extra.insert(name.clone(), block);
        found.push(Mutation {
            what: "moved",
            config,
            place: [other.as_slice(), &["extra_config".to_owned(), name.clone()]].concat(),
            key: true,
            word: own.place().to_owned(),
        });
    }
}

/// The node of a place; of its key when there is one.
fn node(document: &Document, place: &[String], key: bool) -> NodeId {
    let mut at = document.root.expect("a root");
    let mut last = at;
    for name in place {
        if let Some(entry) = document.entry(at, name) {
            (last, at) = (entry.key, entry.value);
        } else {
            at = document.seq(at).expect("a list")[name.parse::<usize>().expect("an index")];
            last = at;
        }
    }
    if key { last } else { at }
}

fn touch(a: Span, b: Span) -> bool {
    a.start <= b.end && b.start <= a.end
}

fn says(finding: &Diagnostic, word: &str) -> bool {
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.text);
    let labels = finding.related.iter().chain([&finding.primary]).map(|label| &label.text);
    let mut words = edits.chain(labels).chain(&finding.notes).chain(&finding.help).chain([&finding.message]);
    words.any(|text| text.contains(word))
}

fn is_named(mutation: &Mutation) -> Result<(), Vec<String>> {
    let text = mutation.config.to_string();
    let file = FileId(0);
    let bytes = text.as_bytes();
    let input = Input { name: "krakend.json", bytes, format: Format::Json, file, release: LATEST };
    let document = json::parse(file, bytes).expect("it is JSON");
    let target = parse_target("krakend-ce").expect("a target");
    let found = rules::findings(&input, &document, target, &judge(&input));
    let place = document.span(node(&document, &mutation.place, mutation.key));
    if found.iter().any(|f| f.spans().any(|span| touch(span, place)) && says(f, &mutation.word)) {
        return Ok(());
    }
    let near = found.iter().filter(|f| f.spans().any(|span| touch(span, place)));
    Err(near.map(|f| format!("{} {}", f.rule.code, f.message)).collect())
}

#[test]
fn a_mutation_is_named() {
    let Some(shared) = gwc_tests::shared() else { return };
    let text =
        std::fs::read(shared.join("conformance/krakend-schema/v2.13.krakend.json")).expect("the schema");
    let text = serde_json::from_slice(&text).expect("the schema is JSON");
    let schema = jsonschema::validator_for(&text).expect("the schema compiles");
    let samples = samples(&shared, &schema);
    let mut all = Vec::new();
    for (name, config) in &samples {
        let before = all.len();
        if before >= COUNT {
            break;
        }
        mutations(config, &schema, &mut all);
        println!("{name}: {} mutations", all.len() - before);
    }
    let total = all.len();
    let chosen: Vec<&Mutation> = (0..COUNT.min(total)).map(|i| &all[i * total / COUNT.min(total)]).collect();
    let mut missed = 0;
    for mutation in &chosen {
        if let Err(near) = is_named(mutation) {
            missed += 1;
            println!("{} {} ({}): {near:?}", mutation.what, pointer(&mutation.place), mutation.word);
        }
    }
    println!("{} of {} mutations are named ({total} made)", chosen.len() - missed, chosen.len());
    assert!(missed * 100 <= chosen.len(), "{missed} of {} mutations are not named", chosen.len());
}
