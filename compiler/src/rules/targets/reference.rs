//! The reference of the language, `docs/language.md`: every key with its value, an example, and what targets do with it.

use std::fmt::Write as _;

use super::capabilities::{self, rows};
use crate::grammar::{Key, Shape, Type, example, language};

const HEAD: &str = "# The keys of route files

This page lists every key of `gateway.yaml` and of the other route files. `gwc explain key NAME` prints the entry of one
key. [targets.md](targets.md) tells what each target does with a key.

A folder with a `gateway.yaml` is one gateway. The other `*.yaml` files directly in the folder declare services. A value
is taken from the nearest layer that sets it: the path, its profile, the service, its profile, the `defaults` of the
file, the gateway. Each layer replaces a value as a whole, also a list, except for items with `+`, which are appended.
";

/// `docs/language.md`.
pub fn reference() -> String {
    let mut page = HEAD.to_owned();
    for shape in shapes() {
        let _ = write!(page, "\n## {}\n\n{}\n\n", heading(shape), shape.doc);
        page += "| key | value | meaning | example |\n|---|---|---|---|\n";
        for key in shape.keys.iter().filter(|key| !key.planned) {
            page += &row(shape, key);
        }
    }
    page += &planned();
    page
}

/// The keys that no target enforces yet, if there are any.
fn planned() -> String {
    let mut list = String::new();
    for shape in shapes() {
        let planned: Vec<String> =
            shape.keys.iter().filter(|key| key.planned).map(|key| format!("`{}`", key.name)).collect();
        if !planned.is_empty() {
            let _ = writeln!(list, "- {}: {}", heading(shape), planned.join(", "));
        }
    }
    match list.is_empty() {
        true => list,
        false => format!(
            "\n## Planned keys\n\nThese keys are reserved. A route file that sets one is an error.\n\n{list}"
        ),
    }
}

/// The maps of the language, each after the one that it is in.
fn shapes() -> Vec<&'static Shape> {
    let mut found: Vec<&'static Shape> = Vec::new();
    let mut waiting: Vec<&'static Shape> = vec![&language::SERVICES, &language::GATEWAY];
    while let Some(shape) = waiting.pop() {
        if found.iter().any(|known| known.name == shape.name) {
            continue;
        }
        found.push(shape);
        let mut below = Vec::new();
        shape.keys.iter().filter(|key| !key.planned).for_each(|key| inner(&key.ty, &mut below));
        waiting.extend(below.into_iter().rev());
    }
    found
}

fn inner(ty: &'static Type, found: &mut Vec<&'static Shape>) {
    match ty {
        Type::Record(shape) => found.push(shape),
        Type::List(item) | Type::Map { value: item, .. } => inner(item, found),
        Type::Either(types) => types.iter().for_each(|ty| inner(ty, found)),
        _ => {}
    }
}

fn heading(shape: &Shape) -> String {
    match shape.name {
        "gateway" => "`gateway.yaml`".to_owned(),
        "services file" => "Other route files".to_owned(),
        name => format!("{}{}", name[..1].to_uppercase(), &name[1..]),
    }
}

fn row(shape: &Shape, key: &Key) -> String {
    let required = if key.required { " (required)" } else { "" };
    let example = example(shape.name, key.name).unwrap_or_default();
    let name = capabilities::name(shape.name, key.name);
    let differs = rows(&name).flat_map(|row| row.outcomes()).any(|outcome| outcome.check().is_some());
    let targets = if differs { " Depends on the [target](targets.md)." } else { "" };
    let cells = [value(&key.ty), format!("{}{targets}", key.doc), format!("`{example}`")];
    let cells = cells.map(|cell| cell.replace('|', "\\|"));
    format!("| `{}`{required} | {} |\n", key.name, cells.join(" | "))
}

/// A type in a few words.
fn value(ty: &Type) -> String {
    match ty {
        Type::Bool => "`true` or `false`".to_owned(),
        Type::Integer { min, max } => format!("a number from {min} to {max}"),
        Type::Text(format) => format.expects.to_owned(),
        Type::List(item) => match item {
            Type::Text(format) => format!("a list; an item is {}", format.expects),
            _ => "a list".to_owned(),
        },
        Type::Map { .. } => "a map by name".to_owned(),
        Type::Record(shape) => format!("a map: {}", shape.name),
        Type::Either(types) => types.iter().map(value).collect::<Vec<_>>().join("; or "),
        Type::Nothing => "nothing".to_owned(),
        Type::Any => "any value".to_owned(),
    }
}
