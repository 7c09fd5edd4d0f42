//! Weak decoding as mapstructure does it for koanf (mapstructure 2.5.0, `WeaklyTypedInput`): keys in any case,
//! strings for numbers, single values for lists. Errors are collected in the order it prints them.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::ops::{Deref, DerefMut};

use super::go;
use super::value::{Entry, Tree, Value};
use gwc_syntax::tree::NodeId;

/// One line of the decoder's complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    /// mapstructure's words, as `'port' cannot parse value as 'int': strconv.ParseInt: invalid syntax`.
    pub message: String,
    /// The offending value.
    pub node: NodeId,
}

/// A decoded value and its place; the nodes are `None` when the key is absent.
#[derive(Debug, Clone, Default)]
pub struct Field<T> {
    /// The value, or Go's zero value.
    pub value: T,
    /// The key's node.
    pub key: Option<NodeId>,
    /// The value's node.
    pub node: Option<NodeId>,
}

impl<T> Deref for Field<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Field<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

/// A type that can be decoded. `value` is never null: a null leaves the zero value.
pub trait Decode: Default {
    /// Decodes, or reports an error and returns the zero value.
    fn decode<'a>(decoder: &mut Decoder<'a>, path: &str, value: Value<'a>, node: NodeId) -> Self;
}

/// The decoder and its errors so far.
#[derive(Debug)]
pub struct Decoder<'a> {
    tree: Tree<'a>,
    errors: Vec<DecodeError>,
}

/// Decodes a whole document; `None` as root is an empty file.
pub fn decode<T: Decode>(tree: Tree<'_>, root: Option<NodeId>) -> (T, Vec<DecodeError>) {
    let mut decoder = Decoder { tree, errors: Vec::new() };
    let value = root.map_or_else(T::default, |root| decoder.any("", root));
    (value, decoder.errors)
}

impl<'a> Decoder<'a> {
    fn any<T: Decode>(&mut self, path: &str, node: NodeId) -> T {
        match self.tree.value(node) {
            Value::Null => T::default(),
            value => T::decode(self, path, value, node),
        }
    }

    fn error(&mut self, path: &str, node: NodeId, message: impl std::fmt::Display) {
        self.errors.push(DecodeError { message: format!("'{path}' {message}"), node });
    }

    fn unconvertible(&mut self, path: &str, node: NodeId, expected: &str, value: Value<'_>) {
        let got = value.type_name();
        self.error(path, node, format_args!("expected type '{expected}', got unconvertible type '{got}'"));
    }

    fn unparsable(&mut self, path: &str, node: NodeId, expected: &str, function: &str, error: go::NumError) {
        let error = error.as_str();
        let message = format_args!("cannot parse value as '{expected}': strconv.{function}: {error}");
        self.error(path, node, message);
    }

    /// The entries of a value that must be a struct.
    pub fn structure(&mut self, path: &str, value: Value<'_>, node: NodeId) -> Option<Vec<Entry<'a>>> {
        match value {
            Value::Map(map) => Some(self.tree.entries(map)),
            other => {
                self.error(path, node, format_args!("expected a map or struct, got \"{}\"", other.kind()));
                None
            }
        }
    }

    /// A field of a struct: the exact key, else the first that is equal in another case.
    ///
    /// Without the exact key Go's choice among several spellings is random.
    pub fn field<T: Decode>(&mut self, path: &str, entries: &[Entry<'_>], key: &str) -> Field<T> {
        let exact = entries.iter().find(|e| e.name == key);
        let Some(entry) = exact.or_else(|| entries.iter().find(|e| go::equal_fold(e.name, key))) else {
            return Field::default();
        };
        let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        Field { value: self.any(&path, entry.value), key: Some(entry.key), node: Some(entry.value) }
    }
}

impl Decode for String {
    fn decode<'a>(decoder: &mut Decoder<'a>, path: &str, value: Value<'a>, node: NodeId) -> Self {
        match value {
            Value::Str(text) => text.to_owned(),
            Value::Bool(b) => String::from(if b { "1" } else { "0" }),
            Value::Int(n) => n.to_string(),
            Value::Uint(n) => n.to_string(),
            Value::Float(n) => n.to_string(),
            Value::Null | Value::Time | Value::List(_) | Value::Map(_) => {
                decoder.unconvertible(path, node, "string", value);
                Self::new()
            }
        }
    }
}

impl Decode for bool {
    fn decode<'a>(decoder: &mut Decoder<'a>, path: &str, value: Value<'a>, node: NodeId) -> Self {
        match value {
            Value::Bool(b) => b,
            Value::Int(n) => n != 0,
            Value::Uint(n) => n != 0,
            Value::Float(n) => n != 0.0,
            Value::Str("") => false,
            Value::Str(text) => go::parse_bool(text).unwrap_or_else(|error| {
                decoder.unparsable(path, node, "bool", "ParseBool", error);
                false
            }),
            Value::Null | Value::Time | Value::List(_) | Value::Map(_) => {
                decoder.unconvertible(path, node, "bool", value);
                false
            }
        }
    }
}

/// A value as mapstructure converts it to an integer of 64 bits.
fn integer(decoder: &mut Decoder<'_>, path: &str, value: Value<'_>, node: NodeId, expected: &str) -> i64 {
    match value {
        Value::Int(n) => n,
        Value::Uint(n) => n as i64,
        Value::Float(n) => go::float_to_int(n),
        Value::Bool(b) => b.into(),
        Value::Str("") => 0,
        Value::Str(text) => go::parse_int(text).unwrap_or_else(|error| {
            decoder.unparsable(path, node, expected, "ParseInt", error);
            0
        }),
        Value::Null | Value::Time | Value::List(_) | Value::Map(_) => {
            decoder.unconvertible(path, node, expected, value);
            0
        }
    }
}

impl Decode for i64 {
    fn decode<'a>(decoder: &mut Decoder<'a>, path: &str, value: Value<'a>, node: NodeId) -> Self {
        integer(decoder, path, value, node, "int")
    }
}

impl Decode for u16 {
    fn decode<'a>(decoder: &mut Decoder<'a>, path: &str, value: Value<'a>, node: NodeId) -> Self {
        match value {
            Value::Str("") => 0,
            Value::Str(text) => {
                let number =
                    go::parse_uint(text).and_then(|n| u16::try_from(n).map_err(|_| go::NumError::Range));
                number.unwrap_or_else(|error| {
                    decoder.unparsable(path, node, "uint16", "ParseUint", error);
                    0
                })
            }
            other => integer(decoder, path, other, node, "uint16") as u16,
        }
    }
}

impl Decode for f64 {
    fn decode<'a>(decoder: &mut Decoder<'a>, path: &str, value: Value<'a>, node: NodeId) -> Self {
        match value {
            Value::Float(n) => n,
            Value::Int(n) => n as Self,
            Value::Uint(n) => n as Self,
            Value::Bool(b) => Self::from(u8::from(b)),
            Value::Str("") => 0.0,
            Value::Str(text) => go::parse_float(text).unwrap_or_else(|error| {
                decoder.unparsable(path, node, "float64", "ParseFloat", error);
                0.0
            }),
            Value::Null | Value::Time | Value::List(_) | Value::Map(_) => {
                decoder.unconvertible(path, node, "float64", value);
                0.0
            }
        }
    }
}

/// A `time.Duration`, in nanoseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration(pub i64);

impl Decode for Duration {
    fn decode<'a>(decoder: &mut Decoder<'a>, path: &str, value: Value<'a>, node: NodeId) -> Self {
        let Value::Str(text) = value else {
            return Self(integer(decoder, path, value, node, "time.Duration"));
        };
        Self(go::parse_duration(text).unwrap_or_else(|error| {
            decoder.error(path, node, shorten(&error));
            0
        }))
    }
}

/// mapstructure hides the value in an error of `time`: it cuts the text at its last space.
fn shorten(error: &str) -> &str {
    const UNKNOWN: &str = "time: unknown unit";
    if error.starts_with(UNKNOWN) {
        UNKNOWN
    } else {
        error.rsplit_once(' ').map_or(error, |(before, _)| before)
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode<'a>(decoder: &mut Decoder<'a>, path: &str, value: Value<'a>, node: NodeId) -> Self {
        Some(T::decode(decoder, path, value, node))
    }
}

impl<T: Decode> Decode for Vec<Field<T>> {
    fn decode<'a>(decoder: &mut Decoder<'a>, path: &str, value: Value<'a>, node: NodeId) -> Self {
        let single = [node];
        let items = match value {
            Value::List(items) => items,
            Value::Map(map) if decoder.tree.entries(map).is_empty() => &[],
            _ => &single,
        };
        let item = |(i, node): (usize, &NodeId)| {
            let path = format!("{path}[{i}]");
            Field { value: decoder.any(&path, *node), key: None, node: Some(*node) }
        };
        items.iter().enumerate().map(item).collect()
    }
}

/// A Go function: nothing decodes into one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Function;

impl Decode for Function {
    fn decode<'a>(decoder: &mut Decoder<'a>, path: &str, value: Value<'a>, node: NodeId) -> Self {
        decoder.unconvertible(path, node, "encoding.Decoder", value);
        Self
    }
}

/// A `config.ExtraConfig`: namespaces and their values, each name once.
#[derive(Debug, Clone, Default)]
pub struct Extra(pub Vec<Namespace>);

/// One namespace of an `extra_config`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namespace {
    /// Its name.
    pub name: String,
    /// The name's node.
    pub key: NodeId,
    /// The value's node.
    pub value: NodeId,
}

impl Extra {
    /// The namespace of that very name.
    pub fn get(&self, name: &str) -> Option<&Namespace> {
        self.0.iter().find(|n| n.name == name)
    }
}

impl Decode for Extra {
    fn decode<'a>(decoder: &mut Decoder<'a>, path: &str, value: Value<'a>, node: NodeId) -> Self {
        let mut extra = Self::default();
        let mut places = HashMap::new();
        maps(decoder, path, value, node, "config.ExtraConfig", &mut |_, _, entry| {
            let namespace = Namespace { name: entry.name.to_owned(), key: entry.key, value: entry.value };
            match places.entry(entry.name) {
                Slot::Occupied(at) => extra.0[*at.get()] = namespace,
                Slot::Vacant(at) => {
                    at.insert(extra.0.len());
                    extra.0.push(namespace);
                }
            }
        });
        extra
    }
}

/// A `map[string]string`.
#[derive(Debug, Clone, Default)]
pub struct Mapping(pub Vec<(String, Field<String>)>);

impl Decode for Mapping {
    fn decode<'a>(decoder: &mut Decoder<'a>, path: &str, value: Value<'a>, node: NodeId) -> Self {
        let mut mapping = Self::default();
        maps(decoder, path, value, node, "map[string]string", &mut |decoder, path, entry| {
            let value = decoder.any(&format!("{path}[{}]", entry.name), entry.value);
            let field = Field { value, key: Some(entry.key), node: Some(entry.value) };
            mapping.0.push((entry.name.to_owned(), field));
        });
        mapping
    }
}

/// Walks a map, or the maps of a list one after the other up to the first item that is not a map. The lists that
/// contain it are on an explicit stack, because they may nest as deeply as the file.
fn maps<'a>(
    decoder: &mut Decoder<'a>,
    path: &str,
    value: Value<'a>,
    node: NodeId,
    expected: &str,
    take: &mut dyn FnMut(&mut Decoder<'a>, &str, Entry<'a>),
) {
    let mut open: Vec<(&[NodeId], usize)> = Vec::new();
    let mut current = (value, node);
    let errors = decoder.errors.len();
    loop {
        match current.0 {
            Value::Null => {}
            Value::List(items) => open.push((items, 0)),
            Value::Map(map) => {
                let path = indexed(path, &open);
                for entry in decoder.tree.entries(map) {
                    take(decoder, &path, entry);
                }
            }
            other => decoder.unconvertible(&indexed(path, &open), current.1, expected, other),
        }
        if decoder.errors.len() > errors {
            return;
        }
        while open.last().is_some_and(|(items, next)| *next == items.len()) {
            open.pop();
        }
        let Some((items, next)) = open.last_mut() else { return };
        current = (decoder.tree.value(items[*next]), items[*next]);
        *next += 1;
    }
}

/// The path of the item at hand: `next` of each open list is one past it.
fn indexed(path: &str, open: &[(&[NodeId], usize)]) -> String {
    open.iter().fold(path.to_owned(), |path, (_, next)| format!("{path}[{}]", next - 1))
}
