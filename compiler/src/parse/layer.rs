//! The keys that profiles, defaults, services and endpoints share.

use super::fields::{Fields, text, texts};
use crate::codes;
use crate::decl::{HeaderList, Layer, QueryList, Said};
use crate::model::{Query, Stream, Timeouts};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;
use gwc_syntax::tree::{Document, NodeId};
use gwc_syntax::value::{Duration, parse_duration};

/// Reads whatever of a layer's keys a map has.
pub(super) fn read(fields: &Fields<'_>, out: &mut Diagnostics) -> Layer {
    let name = |key| fields.said(key, |doc, node| text(doc, node).map(|t| t.value));
    let forward = fields.get("forward").filter(|e| fields.doc.map(e.value).is_some());
    let mut layer = Layer {
        profile: name("profile"),
        upstream: name("upstream"),
        auth: fields.said("auth", |doc, node| Some(texts(doc, node))),
        rate_limit: name("rate_limit"),
        timeout: fields.said("timeout", timeouts),
        stream: fields.said("stream", stream),
        krakend: fields.extra("krakend"),
        ..Layer::default()
    };
    if let Some(entry) = forward {
        let forward = Fields::new(fields.doc, entry.value);
        layer.headers = forward.said("headers", |doc, node| Some((doc, node))).and_then(|s| headers(s, out));
        layer.query = forward.said("query", |doc, node| Some((doc, node))).and_then(|s| query(s, out));
        layer.credentials = forward.said("credentials", |doc, node| doc.scalar(node)?.as_bool());
    }
    layer
}

fn timeouts(doc: &Document, node: NodeId) -> Option<Timeouts> {
    if doc.map(node).is_none() {
        let total = parse_duration(&text(doc, node)?.value).ok()?;
        return Some(Timeouts { total: Some(total), ..Timeouts::default() });
    }
    let fields = Fields::new(doc, node);
    let limit = |name| -> Option<Duration> { fields.parsed(name, parse_duration).map(|d| d.value) };
    Some(Timeouts {
        connect: limit("connect"),
        first_byte: limit("first_byte"),
        idle: limit("idle"),
        total: limit("total"),
    })
}

fn stream(doc: &Document, node: NodeId) -> Option<Stream> {
    let text = text(doc, node)?.value;
    [Stream::No, Stream::Sse, Stream::WebSocket].into_iter().find(|s| s.as_str() == text)
}

fn headers(said: Said<(&Document, NodeId)>, out: &mut Diagnostics) -> Option<Said<HeaderList>> {
    let (doc, node) = said.value;
    let list = match doc.seq(node) {
        None => HeaderList::All,
        Some(_) => match list(doc, node, out)? {
            (items, true) => HeaderList::Append(items),
            (items, false) => HeaderList::Replace(items),
        },
    };
    Some(Said { value: list, span: said.span, merged_at: said.merged_at })
}

fn query(said: Said<(&Document, NodeId)>, out: &mut Diagnostics) -> Option<Said<QueryList>> {
    let (doc, node) = said.value;
    let list = match doc.seq(node) {
        None => match &*text(doc, node)?.value {
            "all" => QueryList::Replace(Query::All),
            "none" => QueryList::Replace(Query::None),
            _ => return None,
        },
        Some(_) => match list(doc, node, out)? {
            (items, true) => QueryList::Append(items),
            (items, false) if items.is_empty() => QueryList::Replace(Query::None),
            (items, false) => QueryList::Replace(Query::List(items)),
        },
    };
    Some(Said { value: list, span: said.span, merged_at: said.merged_at })
}

/// The items without their `+`, and whether they append.
fn list(doc: &Document, node: NodeId, out: &mut Diagnostics) -> Option<(Vec<Spanned<String>>, bool)> {
    let items = texts(doc, node);
    let appends = items.iter().filter(|i| i.value.starts_with('+')).count();
    if appends != 0 && appends != items.len() {
        let plain = items.iter().find(|i| !i.value.starts_with('+'))?;
        out.push(
            codes::MIXED_APPEND
                .at(
                    plain.span,
                    format!("`{}` replaces the inherited list, and other items append to it", plain.value),
                )
                .help("write `+` in front of all items, or of none"),
        );
        return None;
    }
    let strip = |item: Spanned<String>| item.map(|t| t.strip_prefix('+').map(str::to_owned).unwrap_or(t));
    Some((items.into_iter().map(strip).collect(), appends != 0))
}
