//! The input of every component, and how it reads its options.

use super::end::End;
use crate::config::Service;
use crate::decode::Duration;
use crate::go;
use crate::value::{Entry, Tree, Value};
use gwc_syntax::tree::NodeId;

/// The input of every component.
#[derive(Clone, Copy)]
pub(super) struct Start<'a> {
    pub(super) tree: Tree<'a>,
    pub(super) service: &'a Service,
}

/// Go's panic for a failed type assertion.
pub(super) fn conversion(value: Value<'_>, wanted: &str) -> String {
    let got = if value == Value::Null { "nil" } else { value.type_name() };
    format!("panic: interface conversion: interface {{}} is {got}, not {wanted}")
}

pub(super) const TICKER: &str = "panic: non-positive interval for NewTicker";
pub(super) const TOO_LONG: &str = "panic: runtime error: makeslice: len out of range";

/// The entries of a component's map; `None` for another type, which components treat as absent.
pub(super) fn options<'a>(tree: Tree<'a>, node: NodeId) -> Option<Vec<Entry<'a>>> {
    match tree.value(node) {
        Value::Map(map) => Some(tree.entries(map)),
        _ => None,
    }
}

pub(super) fn option<'a>(options: &[Entry<'a>], name: &str) -> Option<Entry<'a>> {
    options.iter().find(|entry| entry.name == name).copied()
}

/// The value of an option that the component asserts to be a string.
pub(super) fn text<'a>(tree: Tree<'a>, options: &[Entry<'a>], name: &str) -> Result<Option<&'a str>, End> {
    let Some(entry) = option(options, name) else { return Ok(None) };
    let value = tree.value(entry.value);
    value.as_str().map(Some).ok_or_else(|| End::panics(conversion(value, "string"), entry.value))
}

/// The value of an option that the component asserts to be a boolean.
pub(super) fn flag(tree: Tree<'_>, options: &[Entry<'_>], name: &str) -> Result<bool, End> {
    let Some(entry) = option(options, name) else { return Ok(false) };
    let value = tree.value(entry.value);
    value.as_bool().ok_or_else(|| End::panics(conversion(value, "bool"), entry.value))
}

/// The duration in an option, if it is valid.
pub(super) fn duration(text: &str) -> Option<Duration> {
    go::parse_duration(text).ok().map(Duration)
}
