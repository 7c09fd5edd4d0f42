//! A single value where a list or a map is needed: the same value, written as that.

use super::shape::{Format, Shape, Type};
use gwc_syntax::suggest::shown;
use gwc_syntax::tree::{Scalar, Style};

/// The largest map for which a single key is enough: one with more keys, such as a service, needs others too.
const MOST_KEYS: usize = 8;

/// The entry with the value in a list, where one of the types is a list that may have it.
pub(super) fn in_list(scalar: &Scalar, types: &[Type], what: &str) -> Option<String> {
    let key = key_of(what)?;
    types.iter().filter_map(item_of).find(|format| accepts(format, scalar))?;
    Some(format!("write `{key}: [{}]`", written(scalar)?))
}

/// The entry with the value in a map, where the type is one with a single key that may have it.
pub(super) fn in_map(scalar: &Scalar, types: &[Type], what: &str) -> Option<String> {
    let key = key_of(what)?;
    let shape = types.iter().find_map(|ty| match ty {
        Type::Record(shape) => Some(*shape),
        _ => None,
    })?;
    let (inner, value) = only_key(shape, scalar)?;
    Some(format!("write `{key}: {{ {inner}: {value} }}`"))
}

/// The key that a map needs, or the only one it has, with the value as it is written there.
fn only_key(shape: &Shape, scalar: &Scalar) -> Option<(&'static str, String)> {
    let usable = || shape.keys.iter().filter(|key| !key.planned);
    if usable().count() > MOST_KEYS {
        return None;
    }
    let required: Vec<_> = usable().filter(|key| key.required).collect();
    let candidates = if required.is_empty() { usable().collect() } else { required };
    let [only] = candidates.as_slice() else { return None };
    let types = match &only.ty {
        Type::Either(types) => types,
        ty => std::slice::from_ref(ty),
    };
    let text = written(scalar)?;
    if types.iter().any(|ty| matches!(ty, Type::Text(format) if accepts(format, scalar))) {
        return Some((only.name, text));
    }
    let is_item = types.iter().filter_map(item_of).any(|format| accepts(format, scalar));
    is_item.then(|| (only.name, format!("[{text}]")))
}

/// The format of the items of a list of texts.
fn item_of(ty: &Type) -> Option<&'static Format> {
    match ty {
        Type::List(Type::Text(format)) => Some(format),
        Type::List(Type::Either(types)) => types.iter().find_map(|ty| match ty {
            Type::Text(format) => Some(*format),
            _ => None,
        }),
        _ => None,
    }
}

fn accepts(format: &Format, scalar: &Scalar) -> bool {
    (format.number || scalar.is_string()) && (format.check)(&scalar.text).is_ok()
}

/// The key alone; nothing for an item of a list, which has none.
fn key_of(what: &str) -> Option<&str> {
    what.strip_prefix('`')?.strip_suffix('`')
}

/// The value as YAML between brackets; nothing if it is too long for a message.
fn written(scalar: &Scalar) -> Option<String> {
    let text = &*scalar.text;
    let is_short = shown(text) == text && !text.contains(['"', '\\', '`']);
    let needs_quotes = scalar.style != Style::Plain || text.contains([',', '[', ']', '{', '}']);
    is_short.then(|| if needs_quotes { format!("\"{text}\"") } else { text.to_owned() })
}
