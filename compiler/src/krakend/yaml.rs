//! Whether go-yaml (v3) refuses a file, and with which words.

use crate::diagnostic::Diagnostics;
use crate::source::{SourceMap, Span};
use crate::syntax::{Document, Kind};

/// Why go-yaml refuses a file that our reader went through, if it does.
///
/// What only our reader complains about is no reason: go-yaml stops after the first document and knows tags.
pub(crate) fn refusal(sources: &SourceMap, document: &Document, out: &Diagnostics) -> Option<(String, Span)> {
    if let Some(broken) = out.iter().find(|d| matches!(d.rule.code, "GW001" | "GW002")) {
        let line = sources.file(document.file).position(broken.primary.span.start).line;
        return Some((format!("yaml: line {line}: {}", broken.message), broken.primary.span));
    }
    repeated_keys(sources, document)
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
