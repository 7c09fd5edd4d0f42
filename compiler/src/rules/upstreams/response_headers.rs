//! The response headers that `modifier/martian` sets.

use crate::lint::Subject;
use gwc_krakend::value::Value;
use gwc_syntax::tree::NodeId;

/// A response header that a modifier sets.
pub(crate) struct SetHeader<'a> {
    pub(crate) name: &'a str,
    /// The place of its name.
    pub(crate) node: NodeId,
    /// Whether the modifier sets no scope: it sets the header of requests as well, which is most often what is meant.
    pub(crate) unscoped: bool,
}

/// The response headers that a modifier sets, or one inside of it.
pub(crate) fn set_by_martian<'a>(subject: &Subject<'a>, modifier: NodeId) -> Vec<SetHeader<'a>> {
    let mut found = Vec::new();
    headers(subject, modifier, 0, &mut found);
    found
}

/// Nested modifiers are searched down to this depth.
const DEEPEST: usize = 64;

fn headers<'a>(subject: &Subject<'a>, node: NodeId, depth: usize, found: &mut Vec<SetHeader<'a>>) {
    if depth > DEEPEST {
        return;
    }
    match subject.tree.value(node) {
        Value::List(items) => items.iter().for_each(|item| headers(subject, *item, depth + 1, found)),
        Value::Map(map) => {
            for entry in subject.tree.entries(map) {
                // A group or a filter of another scope never runs what is in it for a response.
                let Some(scope) = scope_of(subject, entry.value) else { continue };
                match entry.name {
                    "header.Modifier" | "header.Append" => of(subject, entry.value, "name", scope, found),
                    "header.Copy" => of(subject, entry.value, "to", scope, found),
                    "cookie.Modifier" => {
                        let unscoped = scope == Scope::Unset;
                        found.push(SetHeader { name: "Set-Cookie", node: entry.key, unscoped });
                    }
                    _ => headers(subject, entry.value, depth + 1, found),
                }
            }
        }
        _ => {}
    }
}

fn of<'a>(subject: &Subject<'a>, modifier: NodeId, key: &str, scope: Scope, found: &mut Vec<SetHeader<'a>>) {
    let name = subject.tree.get(modifier, key);
    let set = name.and_then(|name| Some((subject.tree.value(name.value).as_str()?, name.value)));
    found.extend(set.map(|(name, node)| SetHeader { name, node, unscoped: scope == Scope::Unset }));
}

/// The scope of a modifier that applies to responses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Response,
    Unset,
}

/// The scope of a modifier, if it applies to responses. Without one, or with an empty one, martian applies a modifier to
/// requests and to responses.
fn scope_of(subject: &Subject<'_>, modifier: NodeId) -> Option<Scope> {
    let Some(scope) = subject.tree.get(modifier, "scope") else { return Some(Scope::Unset) };
    match subject.tree.value(scope.value) {
        Value::Null | Value::List([]) => Some(Scope::Unset),
        Value::List(items) => {
            let is_response = |item: &NodeId| subject.tree.value(*item).as_str() == Some("response");
            items.iter().any(is_response).then_some(Scope::Response)
        }
        _ => None,
    }
}
