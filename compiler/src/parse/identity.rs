//! `identity`: the headers that are removed from every request.

use super::fields::Fields;
use crate::codes;
use gwc_artifact::HeaderNames;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;

/// The entries of `identity.strip`. One that another has already has no effect of its own.
pub(super) fn stripped(fields: &Fields<'_>, out: &mut Diagnostics) -> Vec<Spanned<String>> {
    let Some(map) = fields.map("identity").filter(|_| !fields.is_faulty("identity")) else {
        return Vec::new();
    };
    let entries = map.texts("strip");
    if let (true, Some(span)) = (entries.is_empty(), map.key_span("strip")) {
        let finding = codes::BAD_VALUE.at(span, "`strip` lists no header");
        out.push(finding.help("list headers such as `X-Tenant` or `X-IAM-*`, or remove it"));
    }
    for (at, entry) in entries.iter().enumerate() {
        let covers = |other: &&Spanned<String>| has(&other.value, &entry.value);
        // Of two with one meaning, the later one is reported.
        let wider = |(position, other): &(usize, &Spanned<String>)| {
            *position != at && covers(other) && (*position < at || !has(&entry.value, &other.value))
        };
        if let Some((_, other)) = entries.iter().enumerate().find(wider) {
            let message = format!(
                "`{}` in `strip` has no effect: `{}` already matches it{}",
                entry.value,
                other.value,
                because(&entry.value, &other.value)
            );
            let finding = codes::CONFLICTING_KEYS.at(entry.span, message).related(other.span, "listed here");
            out.push(finding.help(format!("remove `{}`", entry.value)));
        }
    }
    entries
}

/// Why one name matches another in other letters.
fn because(narrow: &str, wide: &str) -> &'static str {
    let begins = |prefix: &str| narrow.to_ascii_lowercase().starts_with(&prefix.to_ascii_lowercase());
    match wide.strip_suffix('*') {
        Some(prefix) if begins(prefix) => "",
        None if narrow == wide => "",
        _ => ", because `_` and `-`, and upper and lower case, make no difference in the name of a header",
    }
}

/// Whether one entry has all that another has.
fn has(wide: &str, narrow: &str) -> bool {
    HeaderNames::of([wide, narrow]) == HeaderNames::of([wide])
}
