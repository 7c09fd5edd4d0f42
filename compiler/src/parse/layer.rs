//! The keys that profiles, defaults, services and endpoints share.

use std::collections::BTreeMap;
use std::sync::Arc;

use gwc_artifact::EndpointPolicy;

use super::fields::{Fields, text, texts};
use super::{cors, header_edits, require, split};
use crate::codes;
use crate::grammar::policies::{READERS, Read};
use crate::layer::{Assigned, HeaderList, InError, Layer, QueryList, Values, Written};
use crate::model::{Query, Require, Stream, Timeouts};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;
use gwc_syntax::tree::{Document, NodeId};
use gwc_syntax::value::{Duration, parse_duration};

/// The keys of layers, without those of policies.
const KEYS: [&str; 11] = [
    "profile",
    "upstream",
    "auth",
    "require",
    "rate_limit",
    "split",
    "timeout",
    "forward",
    "stream",
    "depth",
    "krakend",
];

/// Reads the keys of a layer that a map has.
pub(super) fn read(fields: &Fields<'_>, out: &mut Diagnostics) -> Layer<Written> {
    let before = out.len();
    let name = |key| fields.assigned(key, |doc, node| text(doc, node).map(|t| t.value));
    let mut layer = Layer {
        profile: name("profile"),
        upstream: name("upstream"),
        auth: fields.assigned("auth", |doc, node| Some(texts(doc, node))),
        rate_limit: name("rate_limit"),
        split: None,
        values: values(fields, out),
        in_error: in_error(fields),
    };
    if out.len() > before {
        layer.in_error.keys.push("forward");
    }
    let before = out.len();
    layer.values.require = require(fields, out);
    if out.len() > before {
        layer.in_error.keys.push("require");
    }
    let before = out.len();
    layer.split = split::read(fields, out);
    if out.len() > before {
        layer.in_error.keys.push("split");
    }
    layer
}

fn in_error(fields: &Fields<'_>) -> InError {
    let all = KEYS.into_iter().chain(READERS.iter().map(|(key, _)| *key)).chain(MAPS.map(|(key, _)| key));
    let keys = all.filter(|key| fields.is_faulty(key)).collect();
    InError { any: fields.has_faulty_keys(), keys }
}

fn values(fields: &Fields<'_>, out: &mut Diagnostics) -> Values {
    let mut values = Values {
        timeout: fields.assigned("timeout", timeouts),
        stream: fields.assigned("stream", stream),
        depth: fields.assigned("depth", |doc, node| text(doc, node)?.value.parse().ok()),
        policies: policies(fields, out),
        krakend: fields.extra("krakend"),
        ..Values::default()
    };
    if let Some(forward) = fields.map("forward") {
        values.headers = forward.assigned("headers", |doc, node| headers(doc, node, out));
        values.query = forward.assigned("query", |doc, node| query(doc, node, out));
        values.credentials = forward.assigned("credentials", |doc, node| doc.scalar(node)?.as_bool());
    }
    values
}

/// What tokens must hold, or `none`. The gateway has no such key.
fn require(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Assigned<Option<Arc<Require>>>> {
    let map = require::read(fields, out).map(Arc::new);
    fields.assigned("require", |doc, node| match doc.map(node) {
        Some(_) => map.map(Some),
        None => Some(None),
    })
}

/// Reads a policy that is a map; what is wrong is in the diagnostics.
type ReadMap = fn(&Fields<'_>, &mut Diagnostics) -> Option<EndpointPolicy>;

/// The keys of policies that are maps.
const MAPS: [(&str, ReadMap); 3] = [
    ("cors", cors::read),
    ("request_headers", header_edits::request),
    ("response_headers", header_edits::response),
];

fn policies(
    fields: &Fields<'_>,
    out: &mut Diagnostics,
) -> BTreeMap<&'static str, Assigned<Option<EndpointPolicy>>> {
    let value = |(key, read): &(&'static str, Read)| {
        let policy = fields.assigned(key, |doc, node| match text(doc, node)?.value.as_str() {
            "none" => Some(None),
            text => read(text).map(Some),
        });
        Some((*key, policy?))
    };
    let mut policies: BTreeMap<_, _> = READERS.iter().filter_map(value).collect();
    for (key, read) in MAPS {
        let policy = fields.assigned(key, |doc, node| match doc.map(node) {
            Some(_) => read(&fields.below(node), out).map(Some),
            None => Some(None),
        });
        policies.extend(policy.map(|policy| (key, policy)));
    }
    policies
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

fn headers(doc: &Document, node: NodeId, out: &mut Diagnostics) -> Option<HeaderList> {
    if doc.seq(node).is_none() {
        return Some(HeaderList::All);
    }
    Some(match list(doc, node, out)? {
        (items, true) => HeaderList::Append(items),
        (items, false) => HeaderList::Replace(items),
    })
}

fn query(doc: &Document, node: NodeId, out: &mut Diagnostics) -> Option<QueryList> {
    if doc.seq(node).is_none() {
        return match &*text(doc, node)?.value {
            "all" => Some(QueryList::Replace(Query::All)),
            "none" => Some(QueryList::Replace(Query::None)),
            _ => None,
        };
    }
    Some(match list(doc, node, out)? {
        (items, true) => QueryList::Append(items),
        (items, false) if items.is_empty() => QueryList::Replace(Query::None),
        (items, false) => QueryList::Replace(Query::List(items)),
    })
}

/// The items without their `+`, and whether they append.
fn list(doc: &Document, node: NodeId, out: &mut Diagnostics) -> Option<(Vec<Spanned<String>>, bool)> {
    let items = texts(doc, node);
    let appends = items.iter().filter(|i| i.value.starts_with('+')).count();
    if appends != 0 && appends != items.len() {
        let plain = items.iter().find(|i| !i.value.starts_with('+'))?;
        out.push(
            codes::MIXED_APPEND
                .at(plain.span, format!("`{}` has no `+`, but other items of the list have one", plain.value))
                .help(
                    "put `+` before every item (append to the inherited list), or before none (replace it)",
                ),
        );
        return None;
    }
    let strip = |item: Spanned<String>| item.map(|t| t.strip_prefix('+').map(str::to_owned).unwrap_or(t));
    Some((items.into_iter().map(strip).collect(), appends != 0))
}
