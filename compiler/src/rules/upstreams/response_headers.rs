//! The response headers that `modifier/martian` sets.

use crate::lint::Subject;
use gwc_krakend::value::Value;
use gwc_syntax::tree::NodeId;

/// The names of the response headers that a modifier sets, each with the place of its name.
pub(crate) fn set_by_martian<'a>(subject: &Subject<'a>, modifier: NodeId) -> Vec<(&'a str, NodeId)> {
    let mut found = Vec::new();
    headers(subject, modifier, 0, &mut found);
    found
}

/// Nested modifiers are searched down to this depth.
const DEEPEST: usize = 64;

fn headers<'a>(subject: &Subject<'a>, node: NodeId, depth: usize, found: &mut Vec<(&'a str, NodeId)>) {
    if depth > DEEPEST {
        return;
    }
    match subject.tree.value(node) {
        Value::List(items) => items.iter().for_each(|item| headers(subject, *item, depth + 1, found)),
        Value::Map(map) => {
            for entry in subject.tree.entries(map) {
                match entry.name {
                    "header.Modifier" | "header.Append" => of(subject, entry.value, "name", found),
                    "header.Copy" => of(subject, entry.value, "to", found),
                    "cookie.Modifier" if in_response(subject, entry.value) => {
                        found.push(("Set-Cookie", entry.key));
                    }
                    _ => headers(subject, entry.value, depth + 1, found),
                }
            }
        }
        _ => {}
    }
}

fn of<'a>(subject: &Subject<'a>, modifier: NodeId, key: &str, found: &mut Vec<(&'a str, NodeId)>) {
    let name = subject.tree.get(modifier, key).filter(|_| in_response(subject, modifier));
    found.extend(name.and_then(|name| Some((subject.tree.value(name.value).as_str()?, name.value))));
}

/// Whether a modifier applies to the response, and to nothing else.
fn in_response(subject: &Subject<'_>, modifier: NodeId) -> bool {
    let Some(scope) = subject.tree.get(modifier, "scope") else { return false };
    let Value::List(items) = subject.tree.value(scope.value) else { return false };
    items.iter().any(|item| subject.tree.value(*item).as_str() == Some("response"))
}
