//! YAML in: granit-parser's events into our own tree. No other module names that parser.
//!
//! What cannot be read becomes a diagnostic and, where the structure allows, a [`Kind::Bad`] node, so that the
//! rest of the file is still checked.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, StructureStyle};

use super::{Comment, Document, Kind, MapEntry, NodeId, Scalar, Style};
use crate::codes;
use crate::diagnostic::{Applicability, Diagnostic, Diagnostics, Edit};
use crate::source::{FileId, SourceMap, Span};

/// Reads a YAML file into a tree. Always returns one; what is wrong with it is in `out`.
pub fn parse(sources: &SourceMap, file: FileId, out: &mut Diagnostics) -> Document {
    read(sources, file, false, out).pop().unwrap_or_else(|| empty(file))
}

/// Reads a YAML file that may hold several documents, as manifests do. Those that hold nothing are left out.
pub fn parse_all(sources: &SourceMap, file: FileId, out: &mut Diagnostics) -> Vec<Document> {
    let mut documents = read(sources, file, true, out);
    let holds = |doc: &Document| doc.root.is_some_and(|root| !doc.scalar(root).is_some_and(Scalar::is_null));
    documents.retain(holds);
    documents
}

fn empty(file: FileId) -> Document {
    Document { file, nodes: Vec::new(), root: None, comments: Vec::new(), takes_comments: true }
}

fn read(sources: &SourceMap, file: FileId, several: bool, out: &mut Diagnostics) -> Vec<Document> {
    let text = &*sources.file(file).text;
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader {
        doc: empty(file),
        before: Vec::new(),
        several,
        text: body,
        shift: text.len() - body.len(),
        open: Vec::new(),
        anchors: HashMap::new(),
        documents: 0,
        out,
    };
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
        simple_key_max_lookahead: 65_536,
        max_buffered_comment_events: 100_000,
    };
    for item in Parser::new_from_str_with_options(body, options) {
        match item {
            Ok((event, span)) => {
                if reader.event(event, span).is_break() {
                    break;
                }
            }
            Err(error) => {
                reader.syntax_error(&error);
                break;
            }
        }
    }
    reader.close_all();
    let mut documents = reader.before;
    documents.push(reader.doc);
    documents
}

/// An alias without its anchor. Where it cannot be meant as one, it is text that begins with `*` and has no quotes: a key,
/// or a wildcard such as `*.example.com`.
fn unknown_alias(name: &str, span: Span) -> Diagnostic {
    let (text, is_key) = match name.strip_suffix(':') {
        Some(key) => (key, true),
        None => (name, false),
    };
    if !is_key && text.starts_with(char::is_alphanumeric) {
        let message = format!("alias `*{name}` has no anchor `&{name}` above it");
        let help =
            format!("write `&{name}` before the value to repeat, above this line; or correct the name");
        return codes::UNKNOWN_ALIAS.at(span, message).help(help);
    }
    let what = if is_key { "the key " } else { "" };
    let message = format!("{what}`*{text}` needs quotes: without them, `*` begins an alias in YAML");
    let help = match is_key {
        true => syntax_error::quoted_star_key(text),
        false => format!("put it in quotes: `\"*{text}\"`"),
    };
    codes::UNKNOWN_ALIAS.at(span, message).help(help)
}

/// A collection that has not ended yet.
struct Open {
    node: NodeId,
    /// The key that waits for its value, in a map.
    key: Option<NodeId>,
    flow: bool,
}

struct Reader<'a> {
    doc: Document,
    /// Documents that ended above this one.
    before: Vec<Document>,
    /// Whether a file may hold more than one.
    several: bool,
    text: &'a str,
    /// Bytes of a byte order mark in front of `text`.
    shift: usize,
    open: Vec<Open>,
    anchors: HashMap<usize, NodeId>,
    documents: usize,
    out: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn span(&self, span: granit_parser::Span) -> Span {
        let range = span.byte_range().unwrap_or(0..0);
        Span::new(self.doc.file, range.start + self.shift, range.end + self.shift)
    }

    fn event(&mut self, event: Event<'_>, at: granit_parser::Span) -> std::ops::ControlFlow<()> {
        let span = self.span(at);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 && self.several {
                    let file = self.doc.file;
                    self.before.push(std::mem::replace(&mut self.doc, empty(file)));
                    self.anchors.clear();
                } else if self.documents > 1 {
                    self.out.push(
                        codes::SEVERAL_DOCUMENTS
                            .at(span, "the file contains a second YAML document; only the first is read")
                            .help("move the second document to a file of its own"),
                    );
                    return std::ops::ControlFlow::Break(());
                }
            }
            Event::Comment(..) => self.doc.comments.push(Comment { span }),
            Event::Scalar(text, style, anchor, tag) => {
                self.check_tag(tag.as_deref(), at);
                let (style, span) = self.scalar_span(style, span);
                let node = self.doc.push(Kind::Scalar(Scalar { text: text.as_ref().into(), style }), span);
                self.place(node, anchor);
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.check_tag(tag.as_deref(), at);
                self.start(Kind::Seq(Vec::new()), style, anchor, span);
            }
            Event::MappingStart(style, anchor, tag) => {
                self.check_tag(tag.as_deref(), at);
                self.start(Kind::Map(Vec::new()), style, anchor, span);
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span.end),
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::UnresolvedAlias(name) => {
                self.out.push(unknown_alias(&name, span));
                let node = self.doc.push(Kind::Bad, span);
                self.place(node, 0);
            }
            // Anchor events are off; stream and document ends carry nothing.
            _ => {}
        }
        std::ops::ControlFlow::Continue(())
    }

    /// Block scalars run into the next line's indentation: their span ends with their last visible character.
    fn scalar_span(&self, style: ScalarStyle, span: Span) -> (Style, Span) {
        match style {
            ScalarStyle::Plain => (Style::Plain, self.trim(span)),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => (Style::Quoted, span),
            ScalarStyle::Literal | ScalarStyle::Folded => (Style::Block, self.trim(span)),
        }
    }

    fn trim(&self, span: Span) -> Span {
        let start = span.start as usize - self.shift;
        let text = self.text.get(start..span.end as usize - self.shift).unwrap_or("");
        Span { end: span.start + text.trim_end().len() as u32, ..span }
    }

    fn check_tag(&mut self, tag: Option<&granit_parser::Tag>, at: granit_parser::Span) {
        let Some(tag) = tag else { return };
        let span = at.tag_span().map_or_else(|| self.span(at), |tag| self.span(tag));
        self.out.push(
            codes::YAML_TAG
                .at(span, format!("YAML tag `{}` is not supported", tag.original()))
                .help("remove the tag; to make the value text, quote it"),
        );
    }

    fn start(&mut self, kind: Kind, style: StructureStyle, anchor: usize, span: Span) {
        let node = self.doc.push(kind, span);
        self.place(node, anchor);
        self.open.push(Open { node, key: None, flow: style == StructureStyle::Flow });
    }

    fn end(&mut self, flow_end: u32) {
        let Some(open) = self.open.pop() else { return };
        let end = if open.flow { flow_end } else { self.last_child_end(open.node) };
        let node = &mut self.doc.nodes[open.node.0 as usize];
        node.span.end = end.max(node.span.start);
    }

    /// A block collection ends with its last child: the parser's end event lands on the next token.
    fn last_child_end(&self, node: NodeId) -> u32 {
        let node = self.doc.node(node);
        match &node.kind {
            Kind::Seq(items) => items.last().map_or(node.span.start, |i| self.doc.span(*i).end),
            Kind::Map(entries) => entries
                .last()
                .map_or(node.span.start, |e| self.doc.span(e.value).end.max(self.doc.span(e.key).end)),
            _ => node.span.end,
        }
    }

    fn alias(&mut self, anchor: usize, span: Span) {
        let target = self.anchors.get(&anchor).copied();
        let inside_itself = target.is_some_and(|t| self.open.iter().any(|o| o.node == t));
        let kind = match target {
            Some(target) if !inside_itself => Kind::Alias(target),
            _ => {
                self.out.push(
                    codes::ENDLESS_ALIAS
                        .at(
                            span,
                            "the alias is inside the value that it repeats, so the value would never end",
                        )
                        .help("remove the alias, and write the entries that you need in its place"),
                );
                Kind::Bad
            }
        };
        let node = self.doc.push(kind, span);
        self.place(node, 0);
    }

    /// Hangs a node where it belongs: as the root, as a list item, as a key, or as the value of the last key.
    fn place(&mut self, node: NodeId, anchor: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, node);
        }
        let Some(open) = self.open.last_mut() else {
            self.doc.root.get_or_insert(node);
            return;
        };
        match &mut self.doc.nodes[open.node.0 as usize].kind {
            Kind::Seq(items) => items.push(node),
            Kind::Map(entries) => match open.key.take() {
                None => open.key = Some(node),
                Some(key) => entries.push(MapEntry { key, value: node }),
            },
            _ => unreachable!("only lists and maps are open"),
        }
    }

    /// After a syntax error: gives every open collection the end it has so far.
    fn close_all(&mut self) {
        while let Some(open) = self.open.last_mut() {
            if let Some(key) = open.key.take() {
                let at = self.doc.span(key);
                let bad = self.doc.push(Kind::Bad, Span { start: at.end, ..at });
                let map = self.open.last().map(|o| o.node);
                if let Some(Kind::Map(entries)) = map.map(|m| &mut self.doc.nodes[m.0 as usize].kind) {
                    entries.push(MapEntry { key, value: bad });
                }
            }
            let end = self.open.last().map_or(0, |o| self.last_child_end(o.node));
            self.end(end);
        }
    }

    fn syntax_error(&mut self, error: &ScanError) {
        let offset = error.marker().byte_offset().unwrap_or(self.text.len()).min(self.text.len());
        if let Some((start, end)) = brace_in_flow(self.text, offset) {
            let span = Span::new(self.doc.file, start + self.shift, end + self.shift);
            let token = &self.text[start..end];
            self.out.push(
                codes::BRACE_IN_FLOW
                    .at(
                        span,
                        format!("unquoted `{token}` inside braces: YAML reads `{{` as the start of a map"),
                    )
                    .help(format!("quote it: `\"{token}\"`"))
                    .fix("quote it", Applicability::Safe, vec![Edit { span, text: format!("\"{token}\"") }]),
            );
            return;
        }
        let offset = floor(self.text, offset);
        if self.doc.root.is_some() && is_past_the_document(&error.info(), self.open.is_empty()) {
            let (start, end) = offending_token(self.text, offset);
            let span = Span::new(self.doc.file, start + self.shift, end + self.shift);
            self.out.push(
                codes::SEVERAL_DOCUMENTS
                    .at(span, "the document ends above this line; the rest is not read")
                    .help("indent it like the first line of the file, or remove it"),
            );
            return;
        }
        let problem = SyntaxError::of(&error.info(), self.text, offset);
        let (start, end) = problem.token.unwrap_or_else(|| offending_token(self.text, offset));
        let span = Span::new(self.doc.file, start + self.shift, end + self.shift);
        let mut finding = codes::YAML_SYNTAX.at(span, format!("invalid YAML: {}", problem.message));
        // The cause may be on a line above.
        if self.text.get(start..offset).is_some_and(|between| between.contains('\n')) {
            let stopped = Span::new(self.doc.file, offset + self.shift, offset + self.shift);
            finding = finding.related(stopped, "the parser stopped here");
        }
        self.out.push(match problem.help {
            Some(help) => finding.help(help),
            None => finding,
        });
    }
}

/// Whether the error is text after the end of the first document.
fn is_past_the_document(info: &str, closed: bool) -> bool {
    let behind = closed && (info.contains("document start") || info.contains("bracket"));
    behind || info.contains("document end marker")
}

/// An unquoted path with a parameter (`/model/{name}`) around an offset, inside a flow collection.
fn brace_in_flow(text: &str, offset: usize) -> Option<(usize, usize)> {
    let line_start = text[..floor(text, offset)].rfind('\n').map_or(0, |i| i + 1);
    let line_end = text[line_start..].find('\n').map_or(text.len(), |i| line_start + i);
    let line = &text[line_start..line_end];
    let mut from = 0;
    while let Some(at) = line[from..].find("/{").map(|i| from + i) {
        let start = line[..at].rfind([' ', ',', '{', '[', '"', '\'']).map_or(0, |i| i + 1);
        let close = at + line[at..].find('}')? + 1;
        let end = close + line[close..].find([':', ' ', ',', ']', '"', '\'']).unwrap_or(0);
        let quoted = line[..start].ends_with(['"', '\'']);
        let in_flow = line[..start].contains(['{', '[']);
        if !quoted && in_flow && line[start..end].starts_with('/') {
            return Some((line_start + start, line_start + end));
        }
        from = close;
    }
    None
}

mod text;
mod syntax_error;

use syntax_error::SyntaxError;
pub use text::MAX_DEPTH;
use text::{floor, offending_token};

#[cfg(test)]
mod tests;
