//! `gwc explain key NAME`: what a key does, and where it is read.

use std::fmt::Write as _;

use crate::grammar::{Shape, Type, example, language};
use crate::lower;
use crate::rules::targets::{capabilities, page};
use gwc_krakend::effects::{self, Component, Key, Kind, Level};

/// The description of a key or component, in KrakenD configurations and in route files.
pub(super) fn explain(name: &str) -> Option<String> {
    let mut text = String::new();
    for component in effects::components().filter(|c| c.name == name) {
        of_component(component, &mut text);
    }
    for level in Level::ALL {
        for key in level.keys().iter().filter(|k| k.name == name) {
            let _ = writeln!(text, "`{name}` {} of a KrakenD configuration", level.place());
            of_key(key, "  ", &mut text);
        }
    }
    if name == language::GATEWAY.name {
        let keys =
            language::GATEWAY.keys.iter().filter(|key| !key.planned).map(|key| format!("`{}`", key.name));
        let _ = writeln!(text, "keys of `gateway.yaml`: {}", keys.collect::<Vec<_>>().join(", "));
    }
    let mut seen = Vec::new();
    for shape in [&language::GATEWAY, &language::SERVICES] {
        of_shape(shape, name, &mut seen, &mut text);
    }
    let defaults = page::defaults(name);
    if !defaults.is_empty() {
        let _ = write!(text, "`{name}` in the JSON that a build writes\n{defaults}");
    }
    (!text.is_empty()).then_some(text)
}

/// Every name that can be explained.
pub(super) fn names() -> Vec<&'static str> {
    let components = effects::components().map(|c| c.name);
    let keys = Level::ALL.into_iter().flat_map(|level| level.keys().iter().map(|k| k.name));
    let words = [&language::GATEWAY, &language::SERVICES, &language::SERVICE, &language::ENDPOINT];
    let words = words.into_iter().flat_map(|shape| shape.keys.iter().map(|k| k.name));
    components.chain(keys).chain(words).collect()
}

fn of_component(component: &Component, text: &mut String) {
    let places = |levels: &[Level]| levels.iter().map(|l| l.place()).collect::<Vec<_>>().join(" and ");
    let _ = writeln!(text, "`{}` in `extra_config`: {}", component.name, component.doc);
    let since = if component.since > 0 { format!(", since 2.{}", component.since) } else { String::new() };
    let _ = match component.levels {
        [] => writeln!(text, "  krakend-ce   ignores it"),
        levels => writeln!(text, "  krakend-ce   reads it {}{since}", places(levels)),
    };
    if !component.enterprise.is_empty() {
        let _ = writeln!(text, "  Enterprise   reads it {}", places(component.enterprise));
    }
    let _ = match component.hanzo {
        [] => writeln!(text, "  hanzo        ignores it"),
        levels => writeln!(text, "  hanzo        reads it {}", places(levels)),
    };
    let _ = writeln!(text, "  gwr          {}", lower::artifact::krakend::with_component(component.name));
    if !component.remark.is_empty() {
        let _ = writeln!(text, "  at the top   {}", component.remark);
    }
    let _ = writeln!(text, "  in `krakend` of route files");
    text.push_str(&page::passed(component.name, "    "));
    let _ = writeln!(text, "  a value of the wrong type: {}", component.mismatch);
    if let Some(keys) = keys_of(component.body) {
        keys.iter().for_each(|key| of_key(key, "  ", text));
    }
}

pub(super) fn keys_of(kind: Kind) -> Option<&'static [Key]> {
    match kind {
        Kind::Object(keys) | Kind::Objects(keys) | Kind::Open(keys) => Some(keys),
        _ => None,
    }
}

pub(super) fn of_key(key: &Key, indent: &str, text: &mut String) {
    let _ = write!(text, "{indent}{}: {} - {}", key.name, key.kind.noun(), key.doc);
    if let Kind::Word(words) = key.kind {
        let _ = write!(text, " ({})", words.join(", "));
    }
    if !key.default.is_empty() {
        let _ = write!(text, "; {} if not set", key.default);
    }
    if key.enterprise {
        let _ = write!(text, "; Enterprise edition only");
    }
    text.push('\n');
    if let Some(keys) = keys_of(key.kind) {
        keys.iter().for_each(|key| of_key(key, &format!("{indent}  "), text));
    }
}

/// The key in a shape of the language, and in the shapes below it.
fn of_shape(shape: &'static Shape, name: &str, seen: &mut Vec<&'static str>, text: &mut String) {
    if seen.contains(&shape.name) {
        return;
    }
    seen.push(shape.name);
    for key in shape.keys {
        if key.name == name {
            let _ = writeln!(text, "`{name}` of {} in route files: {}", shape.named(), key.doc);
            if key.planned {
                let _ = writeln!(text, "  planned, not supported yet");
            }
            if let Some(example) = example(shape.name, name) {
                let _ = writeln!(text, "  example: {example}");
            }
            keys_of_value(&key.ty, text);
            // Layers share their keys: what targets do with one is printed once.
            let lines = page::lines(&capabilities::name(shape.name, name), "  ");
            if !text.contains(&lines) {
                text.push_str(&lines);
            }
        }
        below(&key.ty, &mut |inner| of_shape(inner, name, seen, text));
    }
}

/// The keys of the map that is a value, or in it.
fn keys_of_value(ty: &'static Type, text: &mut String) {
    below(ty, &mut |shape| {
        let keys = shape.keys.iter().filter(|key| !key.planned).map(|key| format!("`{}`", key.name));
        let _ = writeln!(text, "  keys of {}: {}", shape.named(), keys.collect::<Vec<_>>().join(", "));
    });
}

pub(super) fn below(ty: &'static Type, visit: &mut impl FnMut(&'static Shape)) {
    match ty {
        Type::Record(shape) => visit(shape),
        Type::List(inner) | Type::Map { value: inner, .. } => below(inner, visit),
        Type::Either(types) => types.iter().for_each(|t| below(t, visit)),
        _ => {}
    }
}
