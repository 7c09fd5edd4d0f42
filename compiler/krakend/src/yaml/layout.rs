//! Where go-yaml, which reads YAML 1.1, is stricter than the reader of `gwc`: tabs, implicit keys, directives.

use super::text::Text;
use gwc_syntax::source::Span;
use gwc_syntax::tree::{Kind, MapEntry, Node, NodeId, Style};

/// Maximum length of a key without a question mark.
const LONGEST_KEY: usize = 1_024;

/// The first place that go-yaml rejects.
pub(super) fn refusal(text: Text<'_>) -> Option<(String, Span)> {
    directives(text).into_iter().chain(keys(text)).chain(tabs(text)).min_by_key(|(_, span)| span.start)
}

/// go-yaml accepts version 1.1 and two directives, and rejects the end of a document that has not begun.
fn directives(text: Text<'_>) -> Option<(String, Span)> {
    let mut start = 0;
    for line in text.text.split_inclusive('\n') {
        let words: Vec<&str> = line.split_whitespace().collect();
        let at = start as u32;
        let span = text.span(start, start + line.trim_end().len());
        start += line.len();
        match words.first().copied() {
            None => {}
            Some(word) if word.starts_with('#') => {}
            Some("%YAML") if words.get(1) == Some(&"1.1") => {}
            Some("%YAML") => return Some((text.parser(at, at, "found incompatible YAML document"), span)),
            Some("%TAG") => {}
            Some(_) if line.starts_with('%') => {
                return Some((text.scanner(at, "found unknown directive name"), span));
            }
            Some("...") if line.starts_with('.') => {
                return Some((text.parser(at, at, "did not find expected node content"), span));
            }
            Some(_) => return None,
        }
    }
    None
}

fn is_flow(text: Text<'_>, node: &Node) -> bool {
    text.text[node.span.start as usize..].starts_with(['[', '{'])
}

/// Keys without a question mark are on one line, are not empty, and have a maximum length.
fn keys(text: Text<'_>) -> Option<(String, Span)> {
    let maps = text.document.nodes.iter().filter_map(|node| match &node.kind {
        Kind::Map(entries) => Some((node, entries)),
        _ => None,
    });
    let found = maps.flat_map(|(map, entries)| entries.iter().filter_map(move |entry| key(text, map, entry)));
    found.min_by_key(|(_, span)| span.start)
}

fn key(text: Text<'_>, map: &Node, entry: &MapEntry) -> Option<(String, Span)> {
    let span = text.document.span(entry.key);
    let (start, end) = (span.start as usize, span.end as usize);
    if text.text[..start].trim_end().ends_with('?') {
        return None;
    }
    let (key, flow) = (&text.text[start..end], is_flow(text, map));
    // The reader of `gwc` has a `~` for an empty value, which the file has not.
    let empty = matches!(&text.document.node(entry.key).kind,
        Kind::Scalar(key) if key.style == Style::Plain && matches!(&*key.text, "" | "~"))
        && !text.text[start..].starts_with('~');
    if empty {
        let message = if flow {
            text.parser(span.start, span.start, "did not find expected node content")
        } else {
            text.parser(map.span.start, span.start, "did not find expected key")
        };
        return Some((message, span));
    }
    let too_long = key.len() > LONGEST_KEY && key.chars().count() > LONGEST_KEY;
    let breaks = flow && key.contains('\n');
    if !(too_long || breaks) {
        return None;
    }
    let message = if flow {
        text.parser(map.span.start, span.start, "did not find expected ',' or '}'")
    } else {
        text.scanner(span.start, "could not find expected ':'")
    };
    Some((message, span))
}

/// Nodes that cover bytes of the file: scalars, and collections in brackets.
#[derive(Clone, Copy)]
struct Cover {
    start: usize,
    end: usize,
    /// For a plain or block scalar outside brackets: its style, and the column of its collection.
    scalar: Option<(Style, usize)>,
}

/// Tabs can separate tokens in a line, and cannot indent.
fn tabs(text: Text<'_>) -> Option<(String, Span)> {
    if !text.text.contains('\t') {
        return None;
    }
    let mut covers = Vec::new();
    if let Some(root) = text.document.root {
        cover(text, root, 0, &mut covers);
    }
    covers.sort_unstable_by_key(|cover| cover.start);
    let last = next_token(text);
    let mut start = 0;
    for line in text.text.split_inclusive('\n') {
        if start > last {
            break;
        }
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        let tab = line[..blanks].find('\t').or_else(|| after_dash(line));
        if let Some(column) = tab
            && start + column < last
            && let Some(message) = refused_tab(text, &covers, start + column, column)
        {
            return Some((message, text.span(start + column, start + column + 1)));
        }
        start += line.len();
    }
    None
}

/// Where the token after the first document starts: go-yaml reads no further.
fn next_token(text: Text<'_>) -> usize {
    let mut at = text.document.root.map_or(0, |root| text.document.span(root).end as usize);
    for line in text.text[at..].split_inclusive('\n') {
        let token = line.trim_start();
        if !token.is_empty() && !token.starts_with('#') {
            return at + line.len() - token.len();
        }
        at += line.len();
    }
    at
}

/// The tab between the dash of a list and its item.
fn after_dash(line: &str) -> Option<usize> {
    let dash = line.find(|c| c != ' ' && c != '-').filter(|i| *i > 0 && line[..*i].ends_with(['-', ' ']))?;
    (line[dash..].starts_with('\t') && line[..dash].trim_end().ends_with('-')).then_some(dash)
}

fn refused_tab(text: Text<'_>, covers: &[Cover], at: usize, column: usize) -> Option<String> {
    let before = covers.partition_point(|cover| cover.start < at).checked_sub(1).map(|i| covers[i]);
    if let Some(before) = before {
        let alone = text.text.get(before.end..at).is_none_or(|between| between.trim().is_empty());
        match before.scalar {
            Some((Style::Block, _)) if alone => {
                let words = "found a tab character where an indentation space is expected";
                let header = text.text[..before.start].trim_end();
                let refused = column < block_indent(text, header, before);
                return refused.then(|| text.scanner(header.len() as u32, words));
            }
            _ if at < before.end => return None,
            Some((Style::Plain, held)) if alone => {
                let line = before.start as u32;
                let line = if text.line(line) == 1 { at as u32 } else { line };
                return (column <= held)
                    .then(|| text.scanner(line, "found a tab character that violates indentation"));
            }
            _ => {}
        }
    } else if text.text[..at].trim_start().starts_with('%') {
        return None;
    }
    Some(text.scanner(at as u32, "found character that cannot start any token"))
}

/// The column of the lines of a block scalar, which its first line sets. Block scalars with a number in their header are
/// not checked.
fn block_indent(text: Text<'_>, header: &str, block: Cover) -> usize {
    let header = header.rsplit(['|', '>']).next().unwrap_or("");
    if header.contains(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    let line = text.text[..block.start].rfind('\n').map_or(0, |i| i + 1);
    let line = &text.text[line..];
    line.len() - line.trim_start_matches(' ').len()
}

fn cover(text: Text<'_>, node: NodeId, held: usize, covers: &mut Vec<Cover>) {
    let found = text.document.node(node);
    let (start, end) = (found.span.start as usize, found.span.end as usize);
    let children = match &found.kind {
        Kind::Scalar(scalar) => {
            let style = (scalar.style != Style::Quoted && start < end).then_some((scalar.style, held));
            covers.push(Cover { start, end, scalar: style });
            return;
        }
        Kind::Seq(_) | Kind::Map(_) if is_flow(text, found) => {
            covers.push(Cover { start, end, scalar: None });
            return;
        }
        Kind::Seq(items) => items.clone(),
        Kind::Map(entries) => entries.iter().flat_map(|e| [e.key, e.value]).collect(),
        Kind::Alias(_) | Kind::Bad => return,
    };
    let line = text.text[..start].rfind('\n').map_or(0, |i| i + 1);
    let column = text.text[line..start].chars().count();
    children.into_iter().for_each(|child| cover(text, child, column, covers));
}
