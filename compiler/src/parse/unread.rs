//! Names that may be defined in parts of `gateway.yaml` that have an error.

use super::fields::Fields;
use crate::codes;
use crate::decl::{Section, Unread};
use crate::grammar::language;
use gwc_syntax::diagnostic::Diagnostics;

/// The names of a gateway that are defined in text with an error.
pub(super) fn of(fields: &Fields<'_>, out: &Diagnostics) -> Unread {
    let mut unread = Unread::default();
    let ends = |d: &&gwc_syntax::diagnostic::Diagnostic| {
        codes::ends_reading(d.rule) && d.primary.span.file == fields.doc.file
    };
    if out.iter().any(|d| ends(&d)) {
        unread.sections.extend(Section::ALL);
    }
    for section in Section::ALL {
        match fields.map(section.key()) {
            Some(map) => unread.names.extend(in_error(fields, &map).map(|name| (section, name))),
            None if fields.is_faulty(section.key()) => drop(unread.sections.insert(section)),
            None => {}
        }
    }
    let unknown = fields.iter().filter(|(key, _)| language::GATEWAY.key(key.value).is_none());
    for map in unknown.filter_map(|(key, _)| fields.map(key.value)) {
        unread.below_unknown.extend(map.iter().map(|(name, _)| name.value.to_owned()));
    }
    unread
}

/// The names in a section that have a definition with an error. A profile is read as far as possible.
fn in_error<'a>(fields: &'a Fields<'_>, declared: &'a Fields<'_>) -> impl Iterator<Item = String> + 'a {
    let entries = declared.iter().filter(|(_, entry)| fields.is_fault(entry.value));
    entries.map(|(name, _)| name.value.to_owned())
}
