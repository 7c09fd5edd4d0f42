//! Tokens, key sets and their JSON. What the strict reader accepts, a lenient one reads as the same value; what it
//! refuses, the lenient one refuses too, or it has a duplicate name, is no object, or is too deep.
#![no_main]

use gwc_token::{KeySet, Object, Token, Value, parse_object};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let _ = KeySet::parse(input);
    if let Ok(text) = std::str::from_utf8(input) {
        let _ = Token::parse(text);
    }
    if let Some(object) = parse_object(input) {
        let lenient: serde_json::Value = match serde_json::from_slice(input) {
            Ok(value) => value,
            // The only range that `serde_json` has and the text has not.
            Err(error) if error.to_string().starts_with("number out of range") => return,
            Err(error) => panic!("{error}"),
        };
        assert!(same_object(&object, &lenient), "{object:?} {lenient:?}");
    }
});

fn same_object(object: &Object, other: &serde_json::Value) -> bool {
    let Some(other) = other.as_object() else { return false };
    object.members().count() == other.len()
        && object.members().all(|(name, value)| other.get(name).is_some_and(|other| same(value, other)))
}

fn same(value: &Value, other: &serde_json::Value) -> bool {
    match value {
        Value::Null => other.is_null(),
        Value::Bool(value) => other.as_bool() == Some(*value),
        Value::Number(_) => other.is_number(),
        Value::Text(text) => other.as_str() == Some(text),
        Value::List(items) => other.as_array().is_some_and(|others| {
            items.len() == others.len() && items.iter().zip(others).all(|(item, other)| same(item, other))
        }),
        Value::Object(object) => same_object(object, other),
    }
}
