//! Go structs that components decode their `extra_config` into with `encoding/json`, and why that fails.
//!
//! KrakenD marshals the namespace back to JSON first, so keys are in byte order. Go keeps the first mismatch, decodes
//! the rest, and returns that mismatch.

use super::go;
use super::value::{Entry, Tree, Value};
use gwc_syntax::tree::NodeId;

/// A Go type.
#[derive(Debug, Clone, Copy)]
pub enum Type {
    /// `string`.
    Text,
    /// `bool`.
    Bool,
    /// A signed integer, by its name.
    Int(&'static str),
    /// An unsigned integer, by its name and its largest value.
    Uint(&'static str, u64),
    /// `float64`.
    Float,
    /// `[]byte`: base64.
    Bytes,
    /// `interface{}`.
    Any,
    /// A list.
    List(&'static Type),
    /// A list with a name of its own.
    Named(&'static str, &'static Type),
    /// A map with string keys.
    Map(&'static Type),
    /// A struct, or a pointer to one.
    Struct(&'static Shape),
}

/// A Go struct.
#[derive(Debug)]
pub struct Shape {
    /// The package it is in.
    pub package: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its keys and their types.
    pub fields: &'static [(&'static str, Type)],
}

/// `int`.
pub const INT: Type = Type::Int("int");
/// `[]string`.
pub const TEXTS: Type = Type::List(&Type::Text);

/// Why decoding fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Go's words.
    pub message: String,
    /// The offending value.
    pub node: NodeId,
}

/// The first mismatch of a value and a struct.
pub fn mismatch(tree: Tree<'_>, node: NodeId, shape: &'static Shape) -> Option<Mismatch> {
    Reader { tree, path: Vec::new(), inside: None }.value(node, Type::Struct(shape))
}

/// What `encoding/json` stores for a key of a struct: keys match in any case, and of several the last in byte order
/// takes effect. `None` when it is absent or null.
pub fn get<'a>(tree: Tree<'a>, node: NodeId, name: &str) -> Option<(Value<'a>, NodeId)> {
    let Value::Map(map) = tree.value(node) else { return None };
    let entries = tree.entries(map).into_iter();
    let set =
        entries.filter(|entry| go::equal_fold(entry.name, name) && tree.value(entry.value) != Value::Null);
    let last = set.max_by_key(|entry| entry.name)?;
    Some((tree.value(last.value), last.value))
}

impl Type {
    fn name(self) -> String {
        match self {
            Self::Text => "string".into(),
            Self::Bool => "bool".into(),
            Self::Int(name) | Self::Uint(name, _) => name.into(),
            Self::Float => "float64".into(),
            Self::Bytes => "[]uint8".into(),
            Self::Any => "interface {}".into(),
            Self::List(item) => format!("[]{}", item.name()),
            Self::Named(name, _) => name.into(),
            Self::Map(item) => format!("map[string]{}", item.name()),
            Self::Struct(shape) => format!("{}.{}", shape.package, shape.name),
        }
    }
}

struct Reader<'a> {
    tree: Tree<'a>,
    path: Vec<&'static str>,
    inside: Option<&'static Shape>,
}

impl Reader<'_> {
    fn value(&mut self, node: NodeId, into: Type) -> Option<Mismatch> {
        match (self.tree.value(node), into) {
            (Value::Null, _)
            | (_, Type::Any)
            | (Value::Str(_), Type::Text)
            | (Value::Bool(_), Type::Bool) => None,
            (Value::Str(text), Type::Bytes) => not_base64(text).map(|message| Mismatch { message, node }),
            (Value::List(items), Type::List(item) | Type::Named(_, item)) => {
                items.iter().find_map(|node| self.value(*node, *item))
            }
            (Value::Map(map), Type::Struct(shape)) => self.structure(map, shape),
            (Value::Map(map), Type::Map(item)) => {
                sorted(self.tree, map).iter().find_map(|entry| self.value(entry.value, *item))
            }
            (value @ (Value::Int(_) | Value::Uint(_) | Value::Float(_)), into) => {
                self.number(node, value, into)
            }
            (value, into) => Some(self.report(node, json_kind(&value).to_owned(), into)),
        }
    }

    fn structure(&mut self, map: NodeId, shape: &'static Shape) -> Option<Mismatch> {
        let outer = self.inside;
        for entry in sorted(self.tree, map) {
            let exact = shape.fields.iter().find(|(name, _)| *name == entry.name);
            let Some((name, into)) =
                exact.or_else(|| shape.fields.iter().find(|(name, _)| go::equal_fold(name, entry.name)))
            else {
                continue;
            };
            self.inside = Some(shape);
            self.path.push(name);
            let found = self.value(entry.value, *into);
            self.path.pop();
            self.inside = outer;
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn number(&self, node: NodeId, value: Value<'_>, into: Type) -> Option<Mismatch> {
        let number = value.as_number().unwrap_or(0.0);
        let whole = number.fract() == 0.0 && number.abs() < 1e21;
        let fits = match into {
            Type::Float => true,
            Type::Int(_) => whole && (-9.223_372_036_854_776e18..9.223_372_036_854_776e18).contains(&number),
            Type::Uint(_, largest) => whole && number >= 0.0 && number <= largest as f64,
            _ => return Some(self.report(node, "number".into(), into)),
        };
        (!fits).then(|| self.report(node, format!("number {}", json_number(number)), into))
    }

    fn report(&self, node: NodeId, what: String, into: Type) -> Mismatch {
        let place = match self.inside {
            Some(shape) => format!("struct field {}.{}", shape.name, self.path.join(".")),
            None => "value".into(),
        };
        let message = format!("json: cannot unmarshal {what} into Go {place} of type {}", into.name());
        Mismatch { message, node }
    }
}

fn sorted<'a>(tree: Tree<'a>, map: NodeId) -> Vec<Entry<'a>> {
    let mut entries = tree.entries(map);
    entries.sort_unstable_by_key(|entry| entry.name);
    entries
}

/// The name of the type in JSON.
fn json_kind(value: &Value<'_>) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Int(_) | Value::Uint(_) | Value::Float(_) => "number",
        Value::Str(_) | Value::Time => "string",
        Value::List(_) => "array",
        Value::Map(_) => "object",
    }
}

/// A float as `encoding/json` writes it.
fn json_number(number: f64) -> String {
    let magnitude = number.abs();
    if magnitude != 0.0 && !(1e-6..1e21).contains(&magnitude) {
        let text = format!("{number:e}");
        return match text.split_once("e-") {
            Some(_) => text,
            None => text.replace('e', "e+"),
        };
    }
    number.to_string()
}

/// Go's error for a text that is not base64 (RFC 4648, with padding).
fn not_base64(text: &str) -> Option<String> {
    corrupt_at(text, b"+/").map(|at| format!("illegal base64 data at input byte {at}"))
}

/// Go's error for a text that is not base64url with padding.
pub fn not_base64_url(text: &str) -> Option<String> {
    corrupt_at(text, b"-_").map(|at| format!("illegal base64 data at input byte {at}"))
}

/// The byte at which Go's decoder gives up. Line breaks are skipped.
fn corrupt_at(text: &str, extra: &[u8; 2]) -> Option<usize> {
    let bytes: Vec<(usize, u8)> =
        text.bytes().enumerate().filter(|(_, b)| !matches!(b, b'\r' | b'\n')).collect();
    for chunk in bytes.chunks(4) {
        let digits = chunk.iter().take_while(|(_, b)| b.is_ascii_alphanumeric() || extra.contains(b)).count();
        let Some((at, stop)) = chunk.get(digits).copied() else {
            if digits == 4 {
                continue;
            }
            return Some(text.len() - digits);
        };
        if stop != b'=' || digits < 2 {
            return Some(at);
        }
        if digits == 2 && chunk.get(3).is_none() {
            return Some(text.len());
        }
        if digits == 2 && chunk[3].1 != b'=' {
            return Some(chunk[3].0);
        }
        let last = chunk[chunk.len() - 1].0;
        return bytes.iter().find(|(i, _)| *i > last).map(|(i, _)| *i);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Format;
    use gwc_syntax::source::FileId;
    use gwc_syntax::tree::json;

    static INNER: Shape = Shape { package: "p", name: "Inner", fields: &[("on", Type::Bool), ("n", INT)] };
    static OUTER: Shape = Shape {
        package: "p",
        name: "Outer",
        fields: &[("list", Type::List(&Type::Struct(&INNER))), ("texts", TEXTS), ("key", Type::Bytes)],
    };

    fn message(text: &str) -> Option<String> {
        let doc = json::parse(FileId(0), text.as_bytes()).expect("valid");
        let tree = Tree { doc: &doc, format: Format::Json };
        mismatch(tree, doc.root.expect("a root"), &OUTER).map(|m| m.message)
    }

    #[test]
    fn mismatches_are_worded_as_go_words_them() {
        let field = |what: &str| Some(format!("json: cannot unmarshal {what}"));
        assert_eq!(message(r#"{"list":[{"on":true}],"texts":["a",null]}"#), None);
        assert_eq!(message("5"), field("number into Go value of type p.Outer"));
        assert_eq!(
            message(r#"{"list":[{"on":"x"}]}"#),
            field("string into Go struct field Inner.list.on of type bool")
        );
        assert_eq!(
            message(r#"{"TEXTS":"a"}"#),
            field("string into Go struct field Outer.texts of type []string")
        );
        assert_eq!(
            message(r#"{"list":[{"n":1e30}]}"#),
            field("number 1e+30 into Go struct field Inner.list.n of type int")
        );
        assert_eq!(
            message(r#"{"list":[{"n":1.5}]}"#),
            field("number 1.5 into Go struct field Inner.list.n of type int")
        );
        assert_eq!(message(r#"{"key":"?"}"#).as_deref(), Some("illegal base64 data at input byte 0"));
    }

    #[test]
    fn base64_is_checked_as_go_checks_it() {
        for (text, corrupt) in [
            ("", None),
            ("aGk=", None),
            ("aGkh", None),
            ("aA==", None),
            ("zz", Some(0)),
            ("aGkhz", Some(4)),
            ("a===", Some(1)),
            ("aA=x", Some(3)),
            ("aGk=x", Some(4)),
        ] {
            assert_eq!(corrupt_at(text, b"+/"), corrupt, "{text}");
        }
    }
}
