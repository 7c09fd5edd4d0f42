//! Whether go-yaml (v3) rejects a file, and with which message.

mod decoder;
mod layout;
mod text;

use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::{SourceMap, Span};
use gwc_syntax::tree::{Document, Kind, NodeId};

use text::Text;

/// Why go-yaml rejects a file that the reader of `gwc` has parsed, if it does.
///
/// An error of that reader alone is not a reason: go-yaml stops after the first document and accepts tags.
pub(crate) fn refusal(sources: &SourceMap, document: &Document, out: &Diagnostics) -> Option<(String, Span)> {
    let text = Text { sources, document, text: &sources.file(document.file).text };
    let broken = out.iter().find(|d| is_syntax(d));
    let broken = broken.map(|d| (in_its_words(text, d), d.primary.span));
    let first = broken.into_iter().chain(layout::refusal(text)).min_by_key(|(_, span)| span.start);
    first
        .or_else(|| {
            let endless = out.iter().find(|d| d.rule.code == "GW003")?;
            let name = sources.text(endless.primary.span).trim_start_matches('*');
            Some((format!("yaml: anchor '{name}' value contains itself"), endless.primary.span))
        })
        .or_else(|| excessive_aliases(document))
        .or_else(|| decoder::refusal(text))
}

/// Whether a finding of the reader of `gwc` is an error of syntax.
pub(crate) fn is_syntax(found: &Diagnostic) -> bool {
    matches!(found.rule.code, "GW001" | "GW002" | "GW006")
}

/// The message of go-yaml for an error of the reader of `gwc`, if go-yaml has the same error.
fn in_its_words(text: Text<'_>, found: &Diagnostic) -> String {
    let span = found.primary.span;
    if found.rule.code == "GW002" {
        let name = text.sources.text(span).trim_start_matches('*');
        return format!("yaml: unknown anchor '{name}' referenced");
    }
    if found.message.contains("second `:`") || found.message.contains("missing `:` after") {
        let stopped = found.related.first().map_or(span, |place| place.span);
        return text.scanner(stopped.start, "mapping values are not allowed in this context");
    }
    if found.message.contains("control character") {
        return "yaml: control characters are not allowed".into();
    }
    format!("yaml: line {}: {}", text.line(span.start), found.message)
}

/// Maximum number of nodes after aliases are expanded. go-yaml counts while it decodes; far below this both agree.
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
                // A provisional size ends the recursion of an alias that contains itself.
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

#[cfg(test)]
mod tests;
