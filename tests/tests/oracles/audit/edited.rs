//! Applies a recorded edit (RFC 6902) to a configuration, and says where in the text it stands afterwards.

use std::ops::Range;

use gwc_syntax::source::FileId;
use gwc_syntax::tree::{Document, NodeId, json};
use serde_json::Value as Json;

/// An edited configuration.
pub(crate) struct Edited {
    /// Its text.
    pub(crate) text: String,
    /// The edited values with their keys; where something was taken away, what it was taken from.
    pub(crate) places: Vec<Range<usize>>,
}

/// Applies a patch.
pub(crate) fn apply(base: &Json, patch: &[Json]) -> Edited {
    let mut config = base.clone();
    let mut pointers: Vec<String> = Vec::new();
    for step in patch {
        let text = |key: &str| step[key].as_str().unwrap_or_default().to_owned();
        let path = text("path");
        match step["op"].as_str().expect("an operation") {
            "remove" => {
                take(&mut config, &path);
                pointers.push(owner(&path));
            }
            "add" | "replace" => pointers.push(put(&mut config, &path, step["value"].clone())),
            "copy" => {
                let value = config.pointer(&text("from")).expect("a value").clone();
                pointers.push(put(&mut config, &path, value));
            }
            "move" => {
                let value = take(&mut config, &text("from"));
                pointers.push(owner(&text("from")));
                pointers.push(put(&mut config, &path, value));
            }
            other => panic!("the operation `{other}`"),
        }
    }
    let text = pretty(&config);
    let document = json::parse(FileId(0), text.as_bytes()).expect("what was written can be read");
    let places = pointers.iter().filter_map(|pointer| place(&document, pointer)).collect();
    Edited { text, places }
}

/// The text of a configuration, always in the same layout.
pub(crate) fn pretty(config: &Json) -> String {
    serde_json::to_string_pretty(config).expect("a value can be written")
}

/// What a value was taken from: the endpoint or backend around it, else the whole file.
fn owner(pointer: &str) -> String {
    let parts: Vec<&str> = pointer.split('/').collect();
    let last = parts.iter().rposition(|part| part.parse::<usize>().is_ok()).filter(|at| at + 1 < parts.len());
    last.map(|at| parts[..=at].join("/")).unwrap_or_default()
}

fn split(pointer: &str) -> (&str, String) {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer with a parent");
    (parent, key.replace("~1", "/").replace("~0", "~"))
}

fn take(config: &mut Json, pointer: &str) -> Json {
    let (parent, key) = split(pointer);
    match config.pointer_mut(parent).expect("a parent") {
        Json::Object(map) => map.remove(&key).expect("a value to remove"),
        Json::Array(list) => list.remove(key.parse().expect("a number")),
        _ => panic!("nothing can be removed from a scalar"),
    }
}

/// Puts a value there, and says where it is then.
fn put(config: &mut Json, pointer: &str, value: Json) -> String {
    let (parent, key) = split(pointer);
    match config.pointer_mut(parent).expect("a parent") {
        Json::Object(map) => {
            map.insert(key, value);
            pointer.to_owned()
        }
        Json::Array(list) => match key.parse::<usize>() {
            Ok(at) => {
                list[at] = value;
                pointer.to_owned()
            }
            Err(_) => {
                list.push(value);
                format!("{parent}/{}", list.len() - 1)
            }
        },
        _ => panic!("a scalar holds nothing"),
    }
}

/// The bytes of a value, with its key.
fn place(document: &Document, pointer: &str) -> Option<Range<usize>> {
    let mut node: NodeId = document.root?;
    let mut start = document.span(node).start;
    for part in pointer.split('/').skip(1) {
        let key = part.replace("~1", "/").replace("~0", "~");
        if let Some(items) = document.seq(node) {
            node = *items.get(key.parse::<usize>().ok()?)?;
            start = document.span(node).start;
        } else {
            let entry = document.entry(node, &key)?;
            node = entry.value;
            start = document.span(entry.key).start;
        }
    }
    Some(start as usize..document.span(node).end as usize)
}
