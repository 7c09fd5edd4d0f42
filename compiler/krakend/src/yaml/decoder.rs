//! What go-yaml's decoder rejects after parsing: duplicate keys, keys that are not text, merges of values that are not
//! maps.

use std::collections::BTreeMap;

use super::text::Text;
use gwc_syntax::source::Span;
use gwc_syntax::tree::{Kind, MapEntry, NodeId, Style};

/// Maximum number of duplicate keys in the message. The file is rejected in any case.
const MOST_ERRORS: usize = 1_000;

pub(super) fn refusal(text: Text<'_>) -> Option<(String, Span)> {
    let root = text.document.root?;
    let mut decoder = Decoder { text, errors: Vec::new() };
    if let Err(stopped) = decoder.value(root, root) {
        return Some(stopped);
    }
    let (_, span) = *decoder.errors.first()?;
    let lines: Vec<String> = decoder.errors.iter().map(|(line, _)| format!("\n  {line}")).collect();
    Some((format!("yaml: unmarshal errors:{}", lines.concat()), span))
}

struct Decoder<'a> {
    text: Text<'a>,
    /// Errors that go-yaml collects; others end the decoding at once.
    errors: Vec<(String, Span)>,
}

impl Decoder<'_> {
    /// The reader of `gwc` limits the nesting, so the recursion ends.
    fn value(&mut self, node: NodeId, root: NodeId) -> Result<(), (String, Span)> {
        let document = self.text.document;
        match &document.node(node).kind {
            Kind::Seq(items) => items.iter().try_for_each(|item| self.value(*item, root)),
            Kind::Map(entries) => self.map(node, entries, root),
            Kind::Scalar(_) | Kind::Alias(_) | Kind::Bad => Ok(()),
        }
    }

    fn map(&mut self, map: NodeId, entries: &[MapEntry], root: NodeId) -> Result<(), (String, Span)> {
        // go-yaml does not decode a map with duplicate keys any further.
        if self.repeated(entries) {
            return Ok(());
        }
        let document = self.text.document;
        let mut merged = None;
        for entry in entries {
            let span = document.span(entry.key);
            let kind = match &document.node(document.follow(entry.key)).kind {
                Kind::Scalar(key) if key.style == Style::Plain && &*key.text == "<<" => {
                    merged = Some(entry.value);
                    continue;
                }
                Kind::Map(_) => "map",
                Kind::Seq(_) => "seq",
                _ => {
                    self.value(entry.value, root)?;
                    continue;
                }
            };
            self.value(entry.key, root)?;
            if map != root {
                return Err((format!("yaml: invalid map key: {}", self.go_syntax(entry.key)), span));
            }
            let line = self.text.line(span.start);
            self.errors.push((format!("line {line}: cannot unmarshal !!{kind} into string"), span));
        }
        merged.map_or(Ok(()), |from| self.merge(from, root))
    }

    fn merge(&mut self, from: NodeId, root: NodeId) -> Result<(), (String, Span)> {
        let document = self.text.document;
        let maps = match &document.node(from).kind {
            Kind::Seq(items) => &items[..],
            _ => &[from],
        };
        for map in maps {
            if document.map(*map).is_none() {
                let why = "yaml: map merge requires map or sequence of maps as the value";
                return Err((why.into(), document.span(*map)));
            }
            self.value(*map, root)?;
        }
        Ok(())
    }

    fn repeated(&mut self, entries: &[MapEntry]) -> bool {
        let document = self.text.document;
        let mut same: BTreeMap<(u8, &str), Vec<usize>> = BTreeMap::new();
        for (i, entry) in entries.iter().enumerate() {
            let key = match &document.node(entry.key).kind {
                Kind::Scalar(key) => (0, &*key.text),
                Kind::Alias(_) => (1, self.text.sources.text(document.span(entry.key))),
                Kind::Seq(_) => (2, ""),
                Kind::Map(_) => (3, ""),
                Kind::Bad => continue,
            };
            same.entry(key).or_default().push(i);
        }
        if same.len() == entries.len() {
            return false;
        }
        let mut pairs: Vec<(usize, usize, &str)> = Vec::new();
        for ((_, name), places) in &same {
            let firsts = places.iter().enumerate();
            let of =
                firsts.flat_map(|(at, first)| places[at + 1..].iter().map(|later| (*first, *later, *name)));
            pairs.extend(of.take(MOST_ERRORS));
        }
        pairs.sort_unstable();
        for (first, later, name) in pairs.into_iter().take(MOST_ERRORS) {
            let (first, later) = (document.span(entries[first].key), document.span(entries[later].key));
            let (line, before) = (self.text.line(later.start), self.text.line(first.start));
            self.errors
                .push((format!("line {line}: mapping key {name:?} already defined at line {before}"), later));
        }
        true
    }

    /// A list or map of text as Go writes it in its own syntax.
    fn go_syntax(&self, node: NodeId) -> String {
        let document = self.text.document;
        let list = |parts: Vec<String>| parts.join(", ");
        match &document.node(document.follow(node)).kind {
            Kind::Seq(items) => {
                format!("[]interface {{}}{{{}}}", list(items.iter().map(|i| self.go_syntax(*i)).collect()))
            }
            Kind::Map(entries) => {
                let pair = |e: &MapEntry| format!("{}:{}", self.go_syntax(e.key), self.go_syntax(e.value));
                format!("map[string]interface {{}}{{{}}}", list(entries.iter().map(pair).collect()))
            }
            Kind::Scalar(scalar) => format!("{:?}", scalar.text),
            Kind::Alias(_) | Kind::Bad => "interface {}(nil)".into(),
        }
    }
}
