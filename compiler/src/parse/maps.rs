//! Maps with one of several keys, and lists of maps.

use super::fields::{Fields, text};
use crate::codes;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{Span, Spanned};

/// Keys with text.
pub(super) fn pairs(fields: &Fields<'_>, name: &str) -> Vec<(Spanned<String>, String)> {
    let Some(map) = fields.map(name) else { return Vec::new() };
    map.iter()
        .filter_map(|(key, e)| Some((key.map(str::to_owned), text(fields.doc, e.value)?.value)))
        .collect()
}

/// The one key that a map sets of several; reports none and a second one. Nothing for a map with unknown keys, which
/// may be one of them.
pub(super) fn one_of<'k>(
    fields: &Fields<'_>,
    keys: &[&'k str],
    place: Span,
    what: &str,
    out: &mut Diagnostics,
) -> Option<&'k str> {
    let set: Vec<&str> = keys.iter().copied().filter(|key| fields.get(key).is_some()).collect();
    let names: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    let names = names.join(" and ");
    match set.as_slice() {
        [] if fields.has_faulty_keys() => None,
        [] => {
            let finding = codes::MISSING_KEY.at(place, format!("{what} sets none of {names}"));
            out.push(finding.help("set exactly one of them"));
            None
        }
        [only] => Some(only),
        [_, second, ..] => {
            let span = fields.key_span(second).unwrap_or(place);
            let finding = codes::CONFLICTING_KEYS.at(span, format!("{what} sets both {names}"));
            out.push(finding.help("keep one of them"));
            None
        }
    }
}

/// Reads each item of a list of maps; an item with an error is left out.
pub(super) fn items<T>(
    fields: &Fields<'_>,
    name: &str,
    out: &mut Diagnostics,
    mut read: impl FnMut(&Fields<'_>, Span, &mut Diagnostics) -> Option<T>,
) -> Vec<T> {
    let Some(entry) = fields.get(name) else { return Vec::new() };
    let mut found = Vec::new();
    for item in fields.doc.seq(entry.value).unwrap_or_default() {
        if fields.doc.map(*item).is_some() && !fields.is_fault(*item) {
            found.extend(read(&fields.below(*item), fields.doc.span(*item), out));
        }
    }
    found
}
