//! Every key does something: a gateway that uses all of them is built with and without each, and the outputs differ.

use std::collections::{BTreeMap, BTreeSet};

use gwc::grammar::{Shape, Type, language};
use gwc::rules::targets::capabilities::{self, Effect};
use serde_json::Value;

use super::table::shapes;
use super::{WAIVED, folder, gwc};

/// A key of a map of the language: the map's name and the key's.
type Name = (&'static str, &'static str);

const SAMPLES: [&[(&str, &str)]; 6] = [
    &[("gateway.yaml", include_str!("most.yaml")), ("services.yaml", include_str!("most-services.yaml"))],
    &[("gateway.yaml", include_str!("passed.yaml")), ("services.yaml", include_str!("passed-services.yaml"))],
    &[("gateway.yaml", include_str!("hanzo.yaml"))],
    &[("gateway.yaml", include_str!("gwr.yaml"))],
    &[("gateway.yaml", include_str!("priced.yaml"))],
    &[("gateway.yaml", include_str!("filed.yaml"))],
];

/// What is built of a gateway, and what is found in it.
#[derive(PartialEq)]
struct Built {
    outputs: BTreeMap<String, Vec<u8>>,
    findings: Vec<String>,
}

fn build(files: &[(String, Value)]) -> Built {
    let mut texts: Vec<(String, String)> =
        files.iter().map(|(name, value)| (format!("in/{name}"), format!("{value:#}"))).collect();
    texts.push(("in/gwc.toml".to_owned(), WAIVED.to_owned()));
    let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let place = folder(&texts);
    let out = place.path().join("dist");
    let run = gwc(&["build", "-o", out.to_str().expect("text")], &place.path().join("in"));
    let mut outputs = if out.exists() { gwc_tests::folder::read(&out) } else { Default::default() };
    // It holds where keys are written, so it always differs.
    outputs.retain(|name, _| !name.ends_with("gateway.map.json"));
    Built { outputs: outputs.into_iter().collect(), findings: run.findings }
}

/// Every place of a key, as a JSON pointer.
fn places(value: &Value, shape: &'static Shape, at: &str, found: &mut Vec<(Name, String)>) {
    let Some(map) = value.as_object() else { return };
    for (name, value) in map {
        let key = shape.key(name).unwrap_or_else(|| panic!("{at} has no key `{name}`"));
        let at = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        found.push(((shape.name, key.name), at.clone()));
        below(value, &key.ty, &at, found);
    }
}

fn below(value: &Value, ty: &'static Type, at: &str, found: &mut Vec<(Name, String)>) {
    match (ty, value) {
        (Type::Record(shape), Value::Object(_)) => places(value, shape, at, found),
        (Type::Map { value: ty, .. }, Value::Object(map)) => {
            for (name, value) in map {
                below(value, ty, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        (Type::List(ty), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                below(item, ty, &format!("{at}/{index}"), found);
            }
        }
        (Type::Either(types), _) => types.iter().for_each(|ty| below(value, ty, at, found)),
        _ => {}
    }
}

fn without(value: &Value, pointer: &str) -> Value {
    let mut value = value.clone();
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let key = key.replace("~1", "/").replace("~0", "~");
    value.pointer_mut(parent).and_then(Value::as_object_mut).expect("a map").remove(&key);
    value
}

#[test]
fn every_key_changes_an_output() {
    let mut all: BTreeSet<Name> = BTreeSet::new();
    for shape in shapes() {
        all.extend(shape.keys.iter().filter(|key| !key.planned).map(|key| (shape.name, key.name)));
    }
    let mut effective = BTreeSet::new();
    for sample in SAMPLES {
        let files: Vec<(String, Value)> = sample
            .iter()
            .map(|(name, text)| ((*name).to_owned(), serde_saphyr::from_str(text).expect(name)))
            .collect();
        let whole = build(&files);
        assert!(!whole.outputs.is_empty(), "{:#?}", whole.findings);
        for (at, (name, value)) in files.iter().enumerate() {
            let shape = if name == "gateway.yaml" { &language::GATEWAY } else { &language::SERVICES };
            let mut found = Vec::new();
            places(value, shape, "", &mut found);
            found.retain(|(key, _)| !effective.contains(key));
            let has_effect = |(key, pointer): &(Name, String)| {
                let mut changed = files.clone();
                changed[at].1 = without(value, pointer);
                let built = build(&changed);
                let by_rules = capabilities::effect(&capabilities::name(key.0, key.1)) == Some(Effect::Rules);
                (built.outputs != whole.outputs || by_rules && built.findings != whole.findings)
                    .then_some(*key)
            };
            // Each key is a build of the whole sample: the slowest test by far if they are made one after the other.
            let (one, other) = found.split_at(found.len() / 2);
            let [one, other] = std::thread::scope(|scope| {
                [one, other]
                    .map(|keys| scope.spawn(|| keys.iter().filter_map(has_effect).collect::<Vec<Name>>()))
                    .map(|half| half.join().expect("no panic"))
            });
            effective.extend(one.into_iter().chain(other));
        }
    }
    let dead: Vec<&Name> = all.difference(&effective).collect();
    assert!(dead.is_empty(), "these keys change nothing: {dead:?}");
}
