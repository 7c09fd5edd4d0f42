//! How large a ConfigMap is, under the rules that say the same of those that are written here.

use crate::around::Around;
use crate::around::manifests::Manifest;
use crate::codes;
use crate::emit::kube::size;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::tree::{Document, Kind, NodeId};

pub(super) fn check(around: &Around<'_>, out: &mut Diagnostics) {
    for map in around.manifests.iter().filter(|manifest| manifest.kind == "ConfigMap") {
        let data = map.at(&["data"]).and_then(|data| map.doc.map(data)).unwrap_or_default();
        let texts = data.iter().filter_map(|entry| map.doc.scalar(entry.value));
        let bytes: usize = texts.map(|scalar| scalar.text.len()).sum();
        let annotation = size::annotation(json_size(map));
        if bytes > size::MAX_DATA {
            let message = format!("the ConfigMap has {bytes} bytes, of {} that fit", size::MAX_DATA);
            out.push(codes::CONFIG_TOO_LARGE.at(map.name.span, message).help("split it"));
        } else if annotation > size::MAX_ANNOTATIONS {
            let message = format!(
                "`kubectl apply` would refuse the ConfigMap: its annotation needs {annotation} bytes, of {} that fit",
                size::MAX_ANNOTATIONS
            );
            let help = "write the JSON without white space, or apply with `--server-side`";
            out.push(codes::ANNOTATION_TOO_LARGE.at(map.name.span, message).help(help));
        }
    }
}

/// The length of an object as `kubectl` writes it: compact JSON.
fn json_size(manifest: &Manifest) -> usize {
    let doc = &manifest.doc;
    // Children may come before or after what names them, and an alias names another's: each is measured once.
    let mut sizes: Vec<Option<usize>> = vec![None; doc.nodes.len()];
    let mut open = vec![manifest.root];
    while let Some(node) = open.last().copied() {
        let waiting = children(doc, node).into_iter().filter(|child| sizes[child.0 as usize].is_none());
        let waiting: Vec<NodeId> = waiting.collect();
        if waiting.is_empty() {
            sizes[node.0 as usize] = Some(of(doc, node, &sizes));
            open.pop();
        } else {
            open.extend(waiting);
        }
    }
    sizes[manifest.root.0 as usize].unwrap_or(0)
}

fn children(doc: &Document, node: NodeId) -> Vec<NodeId> {
    match &doc.node(node).kind {
        Kind::Seq(items) => items.clone(),
        Kind::Map(entries) => entries.iter().flat_map(|entry| [entry.key, entry.value]).collect(),
        Kind::Alias(target) => vec![*target],
        _ => Vec::new(),
    }
}

fn of(doc: &Document, node: NodeId, sizes: &[Option<usize>]) -> usize {
    let size = |node: &NodeId| sizes[node.0 as usize].unwrap_or(0);
    match &doc.node(node).kind {
        Kind::Scalar(scalar) if scalar.is_string() => size::quoted(&scalar.text),
        Kind::Scalar(scalar) => scalar.text.len(),
        Kind::Seq(items) => {
            items.iter().map(|item| size(item).saturating_add(1)).fold(2, usize::saturating_add)
        }
        Kind::Map(entries) => {
            let entry =
                |key: &NodeId, value: &NodeId| size(key).saturating_add(size(value)).saturating_add(2);
            entries.iter().map(|e| entry(&e.key, &e.value)).fold(2, usize::saturating_add)
        }
        Kind::Alias(target) => size(target),
        Kind::Bad => 0,
    }
}
