//! Whether go-yaml (v3) refuses a file, and with which words.

use crate::diagnostic::Diagnostics;
use crate::source::{SourceMap, Span};
use crate::syntax::{Document, Kind, NodeId};

/// Why go-yaml refuses a file that our reader went through, if it does.
///
/// What only our reader complains about is no reason: go-yaml stops after the first document and knows tags.
pub(crate) fn refusal(sources: &SourceMap, document: &Document, out: &Diagnostics) -> Option<(String, Span)> {
    if let Some(broken) = out.iter().find(|d| matches!(d.rule.code, "GW001" | "GW002")) {
        let line = sources.file(document.file).position(broken.primary.span.start).line;
        return Some((format!("yaml: line {line}: {}", broken.message), broken.primary.span));
    }
    repeated_keys(sources, document).or_else(|| excessive_aliases(document))
}

/// Most nodes that aliases may grow a file to. go-yaml counts while it decodes; far below this it agrees.
const MOST_NODES: u64 = 4_000_000;

fn excessive_aliases(document: &Document) -> Option<(String, Span)> {
    let root = document.root?;
    let mut sizes: Vec<Option<u64>> = vec![None; document.nodes.len()];
    let mut open = vec![(root, 0)];
    while let Some((node, next)) = open.pop() {
        let children = children(document, node);
        match children.get(next) {
            Some(child) if sizes[child.0 as usize].is_some() => open.push((node, next + 1)),
            Some(child) => {
                // A size for the time being ends what leads back to itself.
                sizes[node.0 as usize].get_or_insert(MOST_NODES);
                open.push((node, next + 1));
                open.push((*child, 0));
            }
            None => {
                let below = children.iter().filter_map(|c| sizes[c.0 as usize]);
                sizes[node.0 as usize] = Some(below.fold(1, u64::saturating_add));
            }
        }
    }
    let size = sizes[root.0 as usize].unwrap_or(0);
    (size >= MOST_NODES)
        .then(|| ("yaml: document contains excessive aliasing".to_owned(), document.span(root)))
}

fn children(document: &Document, node: NodeId) -> Vec<NodeId> {
    match &document.node(node).kind {
        Kind::Seq(items) => items.clone(),
        Kind::Map(entries) => entries.iter().flat_map(|e| [e.key, e.value]).collect(),
        Kind::Alias(target) => vec![*target],
        Kind::Scalar(_) | Kind::Bad => Vec::new(),
    }
}

/// go-yaml refuses a key that is repeated, and goes on to find them all.
fn repeated_keys(sources: &SourceMap, document: &Document) -> Option<(String, Span)> {
    let line = |span: Span| sources.file(document.file).position(span.start).line;
    let mut errors = Vec::new();
    for node in &document.nodes {
        let Kind::Map(entries) = &node.kind else { continue };
        let mut seen = std::collections::HashMap::new();
        for entry in entries {
            let Some(key) = document.scalar(entry.key) else { continue };
            let span = document.span(entry.key);
            if let Some(first) = seen.get(&*key.text) {
                let text = format!(
                    "line {}: mapping key \"{}\" already defined at line {}",
                    line(span),
                    key.text,
                    line(*first)
                );
                errors.push((text, span));
            } else {
                seen.insert(&*key.text, span);
            }
        }
    }
    let (_, span) = errors.first()?;
    let span = *span;
    let lines: Vec<String> = errors.into_iter().map(|(text, _)| format!("\n  {text}")).collect();
    Some((format!("yaml: unmarshal errors:{}", lines.concat()), span))
}
