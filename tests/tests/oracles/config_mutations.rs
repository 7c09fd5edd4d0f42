//! Two thousand damaged configurations: a key misspelt, a required key deleted, a component moved to a level where
//! nobody reads it. The finding names the right place and the right word.

use std::collections::BTreeMap;
use std::path::Path;

use gwc::compile::{self, GatewayInput, compile_gateway};
use gwc::load::Configuration;
use gwc::settings::Settings;
use gwc_krakend::effects::{self, Key, Kind, Level};
use gwc_krakend::value::Format;
use gwc_syntax::source::SourceMap;
use serde_json::{Map, Value, json};

/// How many are judged, and which share of them must be named.
const COUNT: usize = 2000;
const BAR: f64 = 0.99;

/// A damaged configuration and what a finding must say.
struct Damage {
    config: Value,
    what: String,
    /// The text that the finding's span must cover; nothing: any place in the file.
    at: Option<String>,
    /// A word that the finding must name.
    word: String,
}

/// One step into a JSON value.
#[derive(Clone)]
enum Step {
    Key(String),
    Item(usize),
}

fn at<'a>(value: &'a mut Value, path: &[Step]) -> &'a mut Value {
    path.iter().fold(value, |value, step| match step {
        Step::Key(key) => &mut value[key.as_str()],
        Step::Item(index) => &mut value[*index],
    })
}

/// Visits every object whose keys the effect table lists: its path and those keys.
fn objects(
    value: &Value,
    keys: &'static [Key],
    path: &[Step],
    level: Level,
    visit: &mut dyn FnMut(&[Step], &'static [Key]),
) {
    let Some(object) = value.as_object() else { return };
    visit(path, keys);
    for (name, inner) in object {
        let Some(key) = keys.iter().find(|k| k.name == name) else { continue };
        let below: Vec<Step> = path.iter().cloned().chain([Step::Key(name.clone())]).collect();
        body(inner, key.kind, &below, level, visit);
    }
}

fn body(
    value: &Value,
    kind: Kind,
    path: &[Step],
    level: Level,
    visit: &mut dyn FnMut(&[Step], &'static [Key]),
) {
    let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let item = |index| path.iter().cloned().chain([Step::Item(index)]).collect::<Vec<_>>();
    match kind {
        Kind::Object(keys) => objects(value, keys, path, level, visit),
        Kind::Objects(keys) => {
            items(value).iter().enumerate().for_each(|(i, v)| objects(v, keys, &item(i), level, visit));
        }
        Kind::Items(level) => {
            items(value)
                .iter()
                .enumerate()
                .for_each(|(i, v)| objects(v, level.keys(), &item(i), level, visit));
        }
        Kind::Extra => {
            for (name, inner) in value.as_object().into_iter().flatten() {
                let Some(component) = effects::find(name, level).filter(|c| c.levels.contains(&level)) else {
                    continue;
                };
                let below: Vec<Step> = path.iter().cloned().chain([Step::Key(name.clone())]).collect();
                body(inner, component.body, &below, level, visit);
            }
        }
        _ => {}
    }
}

/// A plausible misspelling that is no other key.
fn misspelt(word: &str, nth: usize, taken: &dyn Fn(&str) -> bool) -> Option<String> {
    let letters: Vec<char> = word.chars().collect();
    let at = 1 + nth % (letters.len().max(3) - 2);
    let mut variants: Vec<Vec<char>> = Vec::new();
    let mut dropped = letters.clone();
    dropped.remove(at.min(letters.len() - 1));
    let mut doubled = letters.clone();
    doubled.insert(at, letters[at.min(letters.len() - 1)]);
    let mut swapped = letters.clone();
    swapped.swap(at - 1, at.min(letters.len() - 1));
    variants.extend([dropped, doubled, swapped]);
    variants.rotate_left(nth % 3);
    let ends = |text: &str| text.starts_with(['@', '$', '_', '#']);
    variants.into_iter().map(String::from_iter).find(|v| v != word && v.len() > 1 && !taken(v) && !ends(v))
}

fn rename(object: &mut Map<String, Value>, from: &str, to: &str) {
    let entries: Vec<_> = std::mem::take(object).into_iter().collect();
    object.extend(entries.into_iter().map(|(k, v)| if k == from { (to.to_owned(), v) } else { (k, v) }));
}

fn damages(name: &str, base: &Value) -> Vec<Damage> {
    let mut found = Vec::new();
    let mut places = Vec::new();
    objects(base, Level::Service.keys(), &[], Level::Service, &mut |path, keys| {
        places.push((path.to_vec(), keys))
    });
    for (path, keys) in places {
        let mut copy = base.clone();
        let object = at(&mut copy, &path).as_object().cloned().unwrap_or_default();
        for (nth, key) in object.keys().enumerate() {
            let Some(known) = keys.iter().find(|k| k.name == key) else { continue };
            let taken =
                |v: &str| keys.iter().any(|k| k.name.eq_ignore_ascii_case(v)) || object.contains_key(v);
            if let Some(wrong) = misspelt(key, nth + found.len(), &taken) {
                let mut config = base.clone();
                rename(at(&mut config, &path).as_object_mut().unwrap(), key, &wrong);
                found.push(Damage {
                    config,
                    what: format!("{name}: `{key}` misspelt `{wrong}`"),
                    at: Some(format!("\"{wrong}\"")),
                    word: key.clone(),
                });
            }
            if known.required && !known.enterprise {
                let mut config = base.clone();
                at(&mut config, &path).as_object_mut().unwrap().remove(key);
                found.push(Damage {
                    config,
                    what: format!("{name}: `{key}` deleted"),
                    at: None,
                    word: key.clone(),
                });
            }
        }
    }
    found.extend(moves(name, base));
    found
}

/// Each component of an endpoint or backend, moved one level.
fn moves(name: &str, base: &Value) -> Vec<Damage> {
    let mut found = Vec::new();
    let endpoint: Vec<Step> = vec![Step::Key("endpoints".into()), Step::Item(0)];
    let backend: Vec<Step> =
        endpoint.iter().cloned().chain([Step::Key("backend".into()), Step::Item(0)]).collect();
    let root: Vec<Step> = Vec::new();
    let pairs = [
        (&root, Level::Service, &endpoint, Level::Endpoint),
        (&endpoint, Level::Endpoint, &root, Level::Service),
        (&endpoint, Level::Endpoint, &backend, Level::Backend),
        (&backend, Level::Backend, &endpoint, Level::Endpoint),
    ];
    for (from, level, to, new_level) in pairs {
        let mut copy = base.clone();
        if base["endpoints"][0]["backend"][0].is_null() {
            continue;
        }
        let components = at(&mut copy, from)["extra_config"].as_object().cloned().unwrap_or_default();
        for (component, value) in components {
            let read_there =
                |at: Level| effects::find(&component, at).is_some_and(|c| c.levels.contains(&at));
            if !read_there(level) || read_there(new_level) {
                continue;
            }
            let mut config = base.clone();
            at(&mut config, from)["extra_config"].as_object_mut().unwrap().remove(&component);
            let target = at(&mut config, to).as_object_mut().unwrap();
            let extra = target.entry("extra_config").or_insert_with(|| json!({}));
            if extra.get(&component).is_some() {
                continue;
            }
            extra[component.as_str()] = value.clone();
            found.push(Damage {
                config,
                what: format!("{name}: `{component}` moved from {} to {}", level.place(), new_level.place()),
                at: Some(format!("\"{component}\"")),
                word: component.clone(),
            });
        }
    }
    found
}

/// Small configurations: each endpoint of the samples on its own, and what is at the top with one endpoint.
fn bases(shared: &std::path::Path) -> Vec<(String, Value)> {
    let conformance = shared.join("conformance");
    let read = |path: &str| -> Value {
        serde_json::from_slice(&std::fs::read(conformance.join(path)).unwrap()).unwrap()
    };
    let mut whole: Vec<(String, Value)> = ["async", "full", "min", "noop", "otel"]
        .iter()
        .map(|name| (format!("bases/{name}"), read(&format!("krakend-verdicts/bases/{name}.json"))))
        .collect();
    whole.push(("suite".to_owned(), read("krakend-suite/krakend.json")));
    for version in ["v2.10", "v2.12"] {
        let sample = read(&format!("krakend-schema/test/{version}/all.json"));
        whole.push((format!("{version}/all"), sample["tests"][0]["data"].clone()));
    }
    let mut small = Vec::new();
    for (name, config) in whole {
        let endpoints = config["endpoints"].as_array().cloned().unwrap_or_default();
        for (index, endpoint) in endpoints.into_iter().enumerate() {
            let mut root = json!({ "version": 3, "endpoints": [endpoint] });
            if index == 0 {
                root = config.clone();
                root["endpoints"].as_array_mut().unwrap().truncate(1);
            }
            small.push((format!("{name}#{index}"), root));
        }
    }
    small
}

/// Whether a finding stands at the right place and names the right word.
fn is_named(damage: &Damage) -> bool {
    let text = serde_json::to_string_pretty(&damage.config).unwrap();
    let mut sources = SourceMap::default();
    let file = sources.add("krakend.json", text.as_str());
    let configuration = Configuration::parse(&sources, file, "krakend.json", Format::Json, text.as_bytes());
    let input = GatewayInput::Krakend { configuration, target: compile::NEWEST, compat: false };
    let compilation = compile_gateway(&sources, input, &Settings::default());
    compilation.diagnostics.iter().any(|finding| {
        let spans = finding.places.iter().chain([&finding.primary.span]);
        let placed = damage.at.as_ref().is_none_or(|at| spans.clone().any(|span| sources.text(*span) == at));
        let quoted = format!("`{}`", damage.word);
        let help = finding.help.as_deref().unwrap_or_default();
        let title = finding.fix.as_ref().map_or("", |f| f.title.as_str());
        placed && [finding.message.as_str(), help, title].iter().any(|text| text.contains(&quoted))
    })
}

pub(crate) fn damaged_configurations_are_named(shared: &Path) {
    let all: Vec<Damage> = bases(shared).iter().flat_map(|(name, base)| damages(name, base)).collect();
    println!("{} damages can be made", all.len());
    assert!(all.len() >= COUNT);
    // The same ones in every run, spread over all of them.
    let chosen: Vec<&Damage> = (0..COUNT).map(|i| &all[i * all.len() / COUNT]).collect();
    let missed: Vec<&str> = chosen.iter().filter(|d| !is_named(d)).map(|d| d.what.as_str()).collect();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for damage in &chosen {
        let kind = ["misspelt", "deleted", "moved"].into_iter().find(|k| damage.what.contains(k)).unwrap();
        *kinds.entry(kind).or_default() += 1;
    }
    let share = 1.0 - missed.len() as f64 / chosen.len() as f64;
    println!("{kinds:?}: {:.2} % named; missed:\n{}", share * 100.0, missed.join("\n"));
    assert!(share >= BAR, "{share}");
}
