//! Overlays: maps are merged deeply, everything else is replaced.

use std::collections::HashMap;

use super::kind::{FileKind, kind};
use crate::codes;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::suggest;
use gwc_syntax::tree::{Document, Kind, MapEntry, NodeId};

/// The documents of a gateway with an overlay merged into them: its gateway keys into `gateway.yaml`, each of its
/// services into the file that defines it. Nodes keep the spans of the files that they are written in.
pub fn overlay(mut documents: Vec<Document>, over: &Document, out: &mut Diagnostics) -> Vec<Document> {
    let Some(above) = over.root else { return documents };
    let Some(entries) = over.map(above) else {
        out.push(
            codes::WRONG_TYPE
                .at(over.span(above), "expected a map with keys of `gateway.yaml` in the overlay")
                .help("write each key with its value, such as `timeout: 5s`, without `-` in front"),
        );
        return documents;
    };
    let mut copies: Vec<HashMap<NodeId, NodeId>> = vec![HashMap::new(); documents.len()];
    for entry in entries {
        match over.scalar(entry.key).map(|key| &*key.text) {
            Some("services") => services(&mut documents, over, entry.value, &mut copies, out),
            Some("gateway") => out.push(
                codes::CONFLICTING_KEYS
                    .at(over.span(entry.key), "an overlay cannot change the name of the gateway")
                    .help("remove `gateway` from the overlay"),
            ),
            Some("defaults") => out.push(
                codes::CONFLICTING_KEYS
                    .at(over.span(entry.key), "an overlay cannot change the `defaults` of a file")
                    .help("remove `defaults`, and set its keys in each service of the overlay: `services: { NAME: { timeout: 5s } }`"),
            ),
            _ => {
                let gateway = documents.iter().position(|d| kind(d) == Some(FileKind::Gateway));
                let Some((index, root)) = gateway.and_then(|i| Some((i, documents[i].root?))) else {
                    continue;
                };
                lay_entry(&mut documents[index], root, over, *entry, &mut copies[index]);
            }
        }
    }
    documents
}

fn services(
    documents: &mut [Document],
    over: &Document,
    services: NodeId,
    copies: &mut [HashMap<NodeId, NodeId>],
    out: &mut Diagnostics,
) {
    for entry in over.map(services).unwrap_or_default() {
        let Some(name) = over.scalar(entry.key) else { continue };
        let found = documents.iter().enumerate().find_map(|(i, doc)| {
            let services = doc.get(doc.root?, "services")?;
            doc.entry(services, &name.text).map(|_| (i, services))
        });
        match found {
            Some((i, services)) => lay_entry(&mut documents[i], services, over, *entry, &mut copies[i]),
            None => out.push(
                codes::UNDEFINED_NAME
                    .at(over.span(entry.key), format!("service `{}` is not defined", name.text))
                    .help(defined_services(documents, &name.text)),
            ),
        }
    }
}

/// What to write for a service that no route file defines.
fn defined_services(documents: &[Document], written: &str) -> String {
    let maps = documents.iter().filter_map(|doc| Some((doc, doc.map(doc.get(doc.root?, "services")?)?)));
    let keys = maps.flat_map(|(doc, map)| map.iter().map(move |entry| (doc, entry.key)));
    let names: Vec<&str> = keys.filter_map(|(doc, key)| Some(&*doc.scalar(key)?.text)).collect();
    if let Some(near) = suggest::nearest(written, names.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    let shown: Vec<String> = names.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
    let rest = if names.len() > MOST_NAMES { ", ..." } else { "" };
    format!(
        "correct the name, or remove it: an overlay can only change services that the route files define: {}{rest}",
        shown.join(", ")
    )
}

/// How many services a help lists.
const MOST_NAMES: usize = 8;

fn lay_entry(
    base: &mut Document,
    map: NodeId,
    over: &Document,
    entry: MapEntry,
    copied: &mut HashMap<NodeId, NodeId>,
) {
    let map = base.follow(map);
    let Some(key) = over.scalar(entry.key) else { return };
    let text = key.text.clone();
    let position = base
        .map(map)
        .and_then(|m| m.iter().rposition(|e| base.scalar(e.key).is_some_and(|k| k.text == text)));
    let both_maps = position
        .and_then(|i| base.map(map).map(|m| m[i].value))
        .filter(|value| base.map(*value).is_some() && over.map(entry.value).is_some());
    if let Some(below) = both_maps {
        // A map that an anchor shares is copied first, so that only this use of it changes.
        let own = own_copy(base, below, over.span(entry.value));
        set(base, map, position, MapEntry { key: key_node(base, map, position), value: own });
        for inner in over.map(entry.value).unwrap_or_default().to_vec() {
            lay_entry(base, own, over, inner, copied);
        }
        return;
    }
    let key = copy(base, over, entry.key, copied);
    let value = copy(base, over, entry.value, copied);
    set(base, map, position, MapEntry { key, value });
}

fn key_node(base: &Document, map: NodeId, position: Option<usize>) -> NodeId {
    let entries = base.map(map).unwrap_or_default();
    position.map_or(map, |i| entries[i].key)
}

fn set(base: &mut Document, map: NodeId, position: Option<usize>, entry: MapEntry) {
    if let Kind::Map(entries) = &mut base.nodes[map.0 as usize].kind {
        match position {
            Some(i) => entries[i] = entry,
            None => entries.push(entry),
        }
    }
}

/// A copy of a map that the overlay changes, with the place of the change.
fn own_copy(base: &mut Document, node: NodeId, changed_at: Span) -> NodeId {
    let node = base.node(base.follow(node)).clone();
    base.push(node.kind, changed_at)
}

/// Copies a node of another document into this one; aliases stay edges.
fn copy(base: &mut Document, over: &Document, node: NodeId, copied: &mut HashMap<NodeId, NodeId>) -> NodeId {
    if let Some(done) = copied.get(&node) {
        return *done;
    }
    let source = over.node(node);
    let kind = match &source.kind {
        Kind::Seq(items) => Kind::Seq(items.iter().map(|i| copy(base, over, *i, copied)).collect()),
        Kind::Map(entries) => Kind::Map(
            entries
                .iter()
                .map(|e| MapEntry {
                    key: copy(base, over, e.key, copied),
                    value: copy(base, over, e.value, copied),
                })
                .collect(),
        ),
        Kind::Alias(target) => Kind::Alias(copy(base, over, *target, copied)),
        other => other.clone(),
    };
    let id = base.push(kind, source.span);
    copied.insert(node, id);
    id
}
