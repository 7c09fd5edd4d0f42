//! Values as they were written.
//!
//! A `rest` holds every key of a map in the order of the file. Where the model holds the value, it holds a
//! placeholder: for a list of endpoints or backends a list with `null` for each (or a `null` for a single one
//! without a list), for an `extra_config` an empty map.

use serde_json::{Map, Number, Value as Json};

use gwc_krakend::value::{Tree, Value};
use gwc_syntax::tree::{Document, Kind, NodeId};

/// How many values one configuration holds at most; YAML aliases can multiply without end.
const MAX_VALUES: usize = 4_000_000;

/// The deepest nesting of a document, aliases not followed.
pub(super) fn depth(document: &Document) -> usize {
    let mut deepest = 0;
    let mut open: Vec<(NodeId, usize)> = document.root.into_iter().map(|root| (root, 1)).collect();
    while let Some((node, depth)) = open.pop() {
        deepest = deepest.max(depth);
        match &document.node(node).kind {
            Kind::Seq(items) => open.extend(items.iter().map(|item| (*item, depth + 1))),
            Kind::Map(entries) => open.extend(entries.iter().map(|entry| (entry.value, depth + 1))),
            Kind::Scalar(_) | Kind::Alias(_) | Kind::Bad => {}
        }
    }
    deepest
}

/// Values of a tree as JSON.
pub(super) struct Values<'a> {
    pub(super) tree: Tree<'a>,
    left: std::cell::Cell<usize>,
}

impl<'a> Values<'a> {
    pub(super) fn new(tree: Tree<'a>) -> Self {
        Self { tree, left: std::cell::Cell::new(MAX_VALUES) }
    }

    /// A value as it was written, with the digits of its numbers.
    pub(super) fn json(&self, node: NodeId) -> Json {
        self.left.set(self.left.get().saturating_sub(1));
        if self.left.get() == 0 {
            return Json::Null;
        }
        match self.tree.value(node) {
            Value::Null => Json::Null,
            Value::Bool(bool) => Json::Bool(bool),
            Value::Str(text) => Json::String(text.to_owned()),
            Value::Time => Json::String(self.text(node).to_owned()),
            Value::List(items) => Json::Array(items.iter().map(|item| self.json(*item)).collect()),
            Value::Map(map) => Json::Object(self.entries(map)),
            Value::Int(_) | Value::Uint(_) | Value::Float(_) => self.number(node),
        }
    }

    fn entries(&self, map: NodeId) -> Map<String, Json> {
        self.tree.entries(map).into_iter().map(|e| (e.name.to_owned(), self.json(e.value))).collect()
    }

    /// YAML spells some numbers as JSON cannot.
    fn number(&self, node: NodeId) -> Json {
        let text = self.text(node);
        if let Ok(number) = serde_json::from_str::<Number>(text) {
            return Json::Number(number);
        }
        let number = match self.tree.value(node) {
            Value::Int(n) => Some(n.into()),
            Value::Uint(n) => Some(n.into()),
            Value::Float(n) => Number::from_f64(n),
            _ => None,
        };
        number.map_or_else(|| Json::String(text.to_owned()), Json::Number)
    }

    fn text(&self, node: NodeId) -> &'a str {
        self.tree.doc.scalar(node).map_or("", |scalar| &scalar.text)
    }

    /// All keys of a map, with the values of `placeholder` for the key nodes that it knows.
    pub(super) fn rest(
        &self,
        map: NodeId,
        placeholder: impl Fn(NodeId) -> Option<Json>,
    ) -> Vec<(String, Json)> {
        let entries = self.tree.entries(map).into_iter();
        entries
            .map(|e| (e.name.to_owned(), placeholder(e.key).unwrap_or_else(|| self.json(e.value))))
            .collect()
    }
}
