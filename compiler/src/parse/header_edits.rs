//! `request_headers` and `response_headers`.

use gwc_artifact::{EndpointPolicy, HeaderEdit, Set};

use super::fields::{Fields, text};
use crate::codes;
use gwc_syntax::diagnostic::Diagnostics;

/// `request_headers`.
pub(super) fn request(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<EndpointPolicy> {
    edits(fields, out).map(EndpointPolicy::RequestHeaders)
}

/// `response_headers`.
pub(super) fn response(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<EndpointPolicy> {
    edits(fields, out).map(EndpointPolicy::ResponseHeaders)
}

/// The lines of a map of headers, names in lower case; nothing if one is there twice.
pub(super) fn edits(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Set<HeaderEdit>> {
    let mut edits: Vec<(HeaderEdit, gwc_syntax::source::Span)> = Vec::new();
    for (key, entry) in fields.iter() {
        let name = key.value.to_ascii_lowercase();
        if let Some((_, first)) = edits.iter().find(|(edit, _)| edit.name() == name) {
            out.push(
                codes::CONFLICTING_KEYS
                    .at(key.span, format!("duplicate header `{}`", key.value))
                    .related(*first, "first defined here")
                    .help("remove one of them; case makes no difference"),
            );
            return None;
        }
        let edit = match text(fields.doc, entry.value) {
            Some(value) => HeaderEdit::Set { name, value: value.value },
            None => HeaderEdit::Remove(name),
        };
        edits.push((edit, key.span));
    }
    Some(edits.into_iter().map(|(edit, _)| edit).collect())
}
