//! Typed reading of a map that matches the grammar.

use serde_json::{Number, Value};

use crate::grammar::{Entry, Faults, entries};
use crate::layer::Assigned;
use crate::model::Extra;
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::tree::{Document, Kind, NodeId, Style};

/// The message about keys of which a map has one: several are set, or none.
pub(super) fn one_of(all: &[&str], set: &[&str], place: &str) -> String {
    match set {
        [first, second, ..] => format!("`{first}` and `{second}` cannot be combined in `{place}`"),
        _ => {
            let names: Vec<String> = all.iter().map(|name| format!("`{name}`")).collect();
            format!("expected one of {} in `{place}`", names.join(", "))
        }
    }
}

/// The entries of a map, by name.
pub(super) struct Fields<'a> {
    pub(super) doc: &'a Document,
    node: NodeId,
    /// The parts of the file that do not match the grammar, if it was checked.
    faults: Option<&'a Faults>,
    entries: Vec<Entry>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(doc: &'a Document, node: NodeId) -> Self {
        Self { doc, node, faults: None, entries: entries(doc, node) }
    }

    pub(super) fn checked(doc: &'a Document, node: NodeId, faults: &'a Faults) -> Self {
        Self { faults: Some(faults), ..Self::new(doc, node) }
    }

    /// The entries of a map in this one.
    pub(super) fn below(&self, node: NodeId) -> Self {
        Self { faults: self.faults, ..Self::new(self.doc, node) }
    }

    /// Whether the value of a key, or anything in it, has an error.
    pub(super) fn is_faulty(&self, name: &str) -> bool {
        self.get(name).is_some_and(|entry| self.is_fault(entry.value))
    }

    /// Whether a value, or anything in it, has an error.
    pub(super) fn is_fault(&self, value: NodeId) -> bool {
        self.faults.is_some_and(|faults| faults.is_in(value))
    }

    /// Whether a key of this map is unknown, missing or duplicate.
    pub(super) fn has_faulty_keys(&self) -> bool {
        self.faults.is_some_and(|faults| faults.are_in_keys(self.doc.follow(self.node)))
    }

    /// All entries with a text key, and the key.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Spanned<&'a str>, Entry)> {
        self.entries.iter().filter_map(|e| {
            let scalar = self.doc.scalar(e.key)?;
            Some((Spanned::new(&*scalar.text, self.doc.span(e.key)), *e))
        })
    }

    pub(super) fn get(&self, name: &str) -> Option<Entry> {
        self.iter().find(|(key, _)| key.value == name).map(|(_, entry)| entry)
    }

    /// The place of the map.
    pub(super) fn span(&self) -> Span {
        self.doc.span(self.node)
    }

    /// The place of a key.
    pub(super) fn key_span(&self, name: &str) -> Option<Span> {
        self.get(name).map(|e| self.doc.span(e.key))
    }

    /// The map behind a key.
    pub(super) fn map(&self, name: &str) -> Option<Fields<'a>> {
        let entry = self.get(name)?;
        self.doc.map(entry.value).map(|_| self.below(entry.value))
    }

    pub(super) fn text(&self, name: &str) -> Option<Spanned<String>> {
        self.get(name).and_then(|e| text(self.doc, e.value))
    }

    pub(super) fn bool(&self, name: &str) -> Option<bool> {
        self.doc.scalar(self.get(name)?.value)?.as_bool()
    }

    /// The parsed value of a key; nothing when the grammar rejects it.
    pub(super) fn parsed<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<Spanned<T>> {
        let text = self.text(name)?;
        parse(&text.value).ok().map(|value| Spanned::new(value, text.span))
    }

    /// A list of text, or one text as a list of one.
    pub(super) fn texts(&self, name: &str) -> Vec<Spanned<String>> {
        self.get(name).map_or_else(Vec::new, |e| texts(self.doc, e.value))
    }

    /// A value of a layer; nothing when it has an error.
    pub(super) fn assigned<T>(
        &self,
        name: &str,
        read: impl FnOnce(&'a Document, NodeId) -> Option<T>,
    ) -> Option<Assigned<T>> {
        let entry = self.get(name).filter(|entry| !self.is_fault(entry.value))?;
        let value = read(self.doc, entry.value)?;
        Some(Assigned { value, span: self.doc.span(entry.value), merged_at: entry.merged_at })
    }

    /// A passed-through map, without the components that have an error.
    pub(super) fn extra(&self, name: &str) -> Extra {
        let Some(fields) = self.map(name) else { return Extra::default() };
        let mut left = MAX_PASSED_VALUES;
        let entries = fields
            .iter()
            .filter(|(_, entry)| !fields.is_fault(entry.value))
            .map(|(key, entry)| (key.map(str::to_owned), to_json(self.doc, entry.value, &mut left)))
            .collect();
        Extra { entries }
    }

    /// The items of a list that is passed through, without those that have an error.
    pub(super) fn values(&self, name: &str) -> Vec<Spanned<Value>> {
        let Some(items) = self.get(name).and_then(|entry| self.doc.seq(entry.value)) else {
            return Vec::new();
        };
        let mut left = MAX_PASSED_VALUES;
        let sound = items.iter().filter(|item| !self.is_fault(**item));
        sound.map(|item| Spanned::new(to_json(self.doc, *item, &mut left), self.doc.span(*item))).collect()
    }
}

/// The largest number of values of one passed-through map; more is an alias bomb, which the grammar has reported.
const MAX_PASSED_VALUES: usize = 1_000_000;

pub(super) fn text(doc: &Document, node: NodeId) -> Option<Spanned<String>> {
    let scalar = doc.scalar(node).filter(|s| !s.is_null())?;
    Some(Spanned::new(scalar.text.to_string(), doc.span(node)))
}

pub(super) fn texts(doc: &Document, node: NodeId) -> Vec<Spanned<String>> {
    match doc.seq(node) {
        Some(items) => items.iter().filter_map(|item| text(doc, *item)).collect(),
        None => text(doc, node).into_iter().collect(),
    }
}

/// A tree as JSON. Nesting is bounded by the parser's limit.
fn to_json(doc: &Document, node: NodeId, left: &mut usize) -> Value {
    *left = left.saturating_sub(1);
    if *left == 0 {
        return Value::Null;
    }
    match &doc.node(doc.follow(node)).kind {
        Kind::Scalar(scalar) => match scalar.style {
            _ if scalar.is_null() => Value::Null,
            Style::Plain => match (scalar.as_bool(), scalar.is_number()) {
                (Some(bool), _) => Value::Bool(bool),
                (None, true) => number(&scalar.text),
                _ => Value::String(scalar.text.to_string()),
            },
            _ => Value::String(scalar.text.to_string()),
        },
        Kind::Seq(items) => Value::Array(items.iter().map(|i| to_json(doc, *i, left)).collect()),
        Kind::Map(_) => Value::Object(
            Fields::new(doc, node)
                .iter()
                .map(|(key, e)| (key.value.to_owned(), to_json(doc, e.value, left)))
                .collect(),
        ),
        Kind::Alias(_) | Kind::Bad => Value::Null,
    }
}

/// A YAML number as JSON, with the same digits where JSON allows them.
fn number(text: &str) -> Value {
    if let Ok(number) = serde_json::from_str::<Number>(text) {
        return Value::Number(number);
    }
    let digits = text.trim_start_matches(['+', '-']);
    let based = match (digits.strip_prefix("0x"), digits.strip_prefix("0o")) {
        (Some(hex), _) => i128::from_str_radix(hex, 16).ok(),
        (_, Some(octal)) => i128::from_str_radix(octal, 8).ok(),
        _ => digits.parse::<i128>().ok(),
    };
    let signed = based.map(|n| if text.starts_with('-') { -n } else { n });
    let exact = signed.and_then(|n| i64::try_from(n).ok()).map(|n| Value::Number(n.into()));
    let float = || text.parse::<f64>().ok().and_then(Number::from_f64).map(Value::Number);
    exact.or_else(float).unwrap_or_else(|| Value::String(text.to_owned()))
}
