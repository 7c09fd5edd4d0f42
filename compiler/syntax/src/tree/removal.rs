//! The bytes to delete to remove an entry of a map: the entry with its comma, or its lines.
//!
//! Nothing is returned if more than the entry would be lost: a comment, an anchor, another entry on its line, or the last
//! entry of the map.

use super::ast::{Document, Kind, MapEntry, NodeId, Style};
use crate::source::Span;

/// The bytes to delete for the entry of a map with this key. `text` is the text of the document's file.
pub fn removal(doc: &Document, text: &str, map: NodeId, key: NodeId) -> Option<Span> {
    let map = doc.follow(map);
    let entries = doc.map(map).filter(|entries| entries.len() > 1)?;
    let at = entries.iter().position(|entry| entry.key == key)?;
    let flow = text.get(doc.span(map).start as usize..)?.starts_with('{');
    let places = Places { doc, text, entries };
    let (start, end) = if flow { places.in_flow(at)? } else { places.in_block(at)? };
    let commented = doc.comments.partition_point(|comment| (comment.span.end as usize) <= start);
    let free = doc.comments.get(commented).is_none_or(|comment| comment.span.start as usize >= end);
    free.then(|| Span::new(doc.file, start, end))
}

struct Places<'a> {
    doc: &'a Document,
    text: &'a str,
    entries: &'a [MapEntry],
}

impl Places<'_> {
    /// With the comma behind it, or that before the last one.
    fn in_flow(&self, at: usize) -> Option<(usize, usize)> {
        let is_comma = |from: usize, to: usize| self.text.get(from..to).is_some_and(|gap| gap.trim() == ",");
        let (start, end) = (self.start(at), self.end(at));
        if at + 1 < self.entries.len() {
            let next = self.start(at + 1);
            return is_comma(end, next).then_some((start, next));
        }
        let before = self.end(at.checked_sub(1)?);
        is_comma(before, start).then_some((before, end))
    }

    /// Its lines; for the first key of a list item only the key, so that the next one follows the dash.
    fn in_block(&self, at: usize) -> Option<(usize, usize)> {
        let start = self.start(at);
        let end = start + self.text.get(start..self.end(at))?.trim_end().len();
        if self.holds_block_scalar(at) {
            return None;
        }
        let line = self.text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let before = self.text[line..start].trim_start_matches('\u{feff}');
        let first_line = line == 0 && self.text.starts_with('\u{feff}');
        if before.bytes().all(|byte| byte == b' ') && !first_line {
            let behind = self.text[end..].find('\n').map_or(self.text.len(), |newline| end + newline + 1);
            return self.text[end..behind].trim().is_empty().then_some((line, behind));
        }
        let next = (at + 1 < self.entries.len()).then(|| self.start(at + 1))?;
        let dashes = before.bytes().all(|byte| byte == b' ' || byte == b'-');
        (dashes && self.text.get(end..next)?.trim().is_empty()).then_some((start, next))
    }

    fn start(&self, at: usize) -> usize {
        self.doc.span(self.entries[at].key).start as usize
    }

    /// The end of the value, or of the colon without a value.
    fn end(&self, at: usize) -> usize {
        let (key, value) = (self.doc.span(self.entries[at].key), self.doc.span(self.entries[at].value));
        if !value.is_empty() {
            return value.end as usize;
        }
        let end = key.end as usize;
        let behind = self.text.get(end..).unwrap_or_default();
        let blanks = behind.len() - behind.trim_start_matches([' ', '\t']).len();
        if behind[blanks..].starts_with(':') { end + blanks + 1 } else { end }
    }

    /// The end of a block scalar depends on the lines after it.
    fn holds_block_scalar(&self, at: usize) -> bool {
        let (key, end) = (self.entries[at].key, self.end(at));
        let inside =
            self.doc.nodes[key.0 as usize..].iter().take_while(|node| (node.span.start as usize) < end);
        inside.into_iter().any(|node| matches!(&node.kind, Kind::Scalar(s) if s.style == Style::Block))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::{FileId, SourceMap};
    use crate::tree::{json, yaml};

    /// The text without the entry `gone`.
    fn without(text: &str, name: &str) -> Option<String> {
        let mut sources = SourceMap::default();
        let file = sources.add(name, text);
        let doc = match name {
            "a.json" => json::parse(FileId(0), text.as_bytes()).ok()?,
            _ => yaml::parse(&sources, file, &mut Diagnostics::default()),
        };
        let mut found = (0..doc.nodes.len() as u32).map(NodeId).filter_map(|map| {
            let Kind::Map(entries) = &doc.node(map).kind else { return None };
            let is_gone = |e: &&MapEntry| doc.scalar(e.key).is_some_and(|key| &*key.text == "gone");
            entries.iter().find(is_gone).map(|entry| (map, entry.key))
        });
        let (map, key) = found.next()?;
        let span = removal(&doc, text, map, key)?;
        let (start, end) = (span.start as usize, span.end as usize);
        Some(format!("{}{}", &text[..start], &text[end..]))
    }

    #[test]
    fn an_entry_goes_with_its_comma_or_its_lines() {
        for (name, text, expected) in [
            ("a.json", r#"{"gone":[1,{"x":2}],"a":1}"#, r#"{"a":1}"#),
            ("a.json", r#"{"a":1,"gone":null}"#, r#"{"a":1}"#),
            ("a.json", "{\n\t\"a\": 1,\r\n\t\"gone\": 1 ,\n\t\"é\": 2\n}", "{\n\t\"a\": 1,\r\n\t\"é\": 2\n}"),
            ("a.json", "{\n  \"a\": 1,\n  \"gone\": 1\n}", "{\n  \"a\": 1\n}"),
            ("a.yaml", "{ a: 1, gone: [2], b: 3 }\n", "{ a: 1, b: 3 }\n"),
            ("a.yaml", "{ a: 1, gone: , b: 3 }\n", "{ a: 1, b: 3 }\n"),
            ("a.yaml", "a: 1 # one\ngone:\n  b: 2\n\n  c: 3\nd: 4\n", "a: 1 # one\nd: 4\n"),
            ("a.yaml", "a: 1\r\ngone: 2\r\nb: 3\r\n", "a: 1\r\nb: 3\r\n"),
            ("a.yaml", "a: 1\ngone: 2", "a: 1\n"),
            ("a.yaml", "gone:\na: 1\n", "a: 1\n"),
            ("a.yaml", "- gone: 1\n  a: 1\n", "- a: 1\n"),
            ("a.yaml", "- a: 1\n  gone: \"é\"\n- b\n", "- a: 1\n- b\n"),
            ("a.yaml", "\u{feff}gone: 1\na: 1\n", "\u{feff}a: 1\n"),
        ] {
            assert_eq!(without(text, name).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_may_be_somebody_elses_stays() {
        for text in [
            "gone: 1\n",
            "{ gone: 1 }\n",
            "gone: 1 # why\na: 1\n",
            "gone:\n  # why\n  b: 1\na: 1\n",
            "{ a: 1, # why\n  gone: 1 }\n",
            "gone: |\n  text\na: 1\n",
            "&x gone: 1\na: 1\n",
            "? gone\n: 1\na: 1\n",
            "- a: 1\n  b: { c: 1, ? gone : 1 }\n",
        ] {
            assert_eq!(without(text, "a.yaml"), None, "{text}");
        }
    }
}
