//! `respond`.

use gwc_artifact::{FixedResponse, HeaderEdit, HeaderLine};

use super::fields::Fields;
use super::header_edits;
use crate::codes;
use crate::decl::{Redirect, Respond};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;
use gwc_syntax::value::parse_redirect;

/// Reads `respond` of a map that fits the grammar; nothing where it is not set, or in error.
pub(super) fn read(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Spanned<Respond>> {
    let entry = fields.get("respond").filter(|entry| !fields.is_fault(entry.value))?;
    let span = fields.doc.span(entry.value);
    let Some(map) = fields.map("respond") else { return Some(Spanned::new(Respond::Health, span)) };
    let other = ["body", "headers"].iter().find_map(|key| Some((key, map.key_span(key)?)));
    let respond = match (map.key_span("redirect"), other) {
        (Some(_), Some((key, other))) => {
            let message = format!("`{key}` cannot be combined with `redirect`");
            let finding = codes::CONFLICTING_KEYS.at(other, message);
            out.push(finding.help(format!("remove `{key}`, or remove `redirect`")));
            return None;
        }
        (Some(_), None) => Respond::Redirect(redirect(&map, out)?),
        (None, _) => Respond::Fixed(fixed(&map, out)?),
    };
    Some(Spanned::new(respond, span))
}

fn redirect(map: &Fields<'_>, out: &mut Diagnostics) -> Option<Redirect> {
    let to = map.parsed("redirect", parse_redirect)?;
    let status = status(map);
    let is_redirect = |status: &Spanned<u16>| matches!(status.value, 301 | 302 | 303 | 307 | 308);
    if let Some(other) = status.as_ref().filter(|status| !is_redirect(status)) {
        let message = format!("{} is not the status of a redirect", other.value);
        let help = "use `308`, or `301`, `302`, `303` or `307`";
        out.push(codes::BAD_VALUE.at(other.span, message).help(help));
        return None;
    }
    let (origin, path) = to.value;
    Some(Redirect { status: status.map_or(308, |s| s.value), origin, path: Spanned::new(path, to.span) })
}

fn fixed(map: &Fields<'_>, out: &mut Diagnostics) -> Option<FixedResponse> {
    let status = status(map);
    let number = status.as_ref().map_or(200, |status| status.value);
    let body = map.text("body").map(|text| text.value).unwrap_or_default();
    if let (false, true, Some(span)) =
        (body.is_empty(), matches!(number, 204 | 205 | 304), map.key_span("body"))
    {
        let finding =
            codes::CONFLICTING_KEYS.at(span, format!("a response with status {number} has no body"));
        out.push(finding.help("remove `body`, or use another status"));
        return None;
    }
    let edits = map.map("headers").map_or(Some(Default::default()), |map| header_edits::edits(&map, out))?;
    let line = |edit: &HeaderEdit| match edit {
        HeaderEdit::Set { name, value } => Some(HeaderLine { name: name.clone(), value: value.clone() }),
        HeaderEdit::Remove(_) => None,
    };
    Some(FixedResponse { status: number, headers: edits.iter().filter_map(line).collect(), body })
}

fn status(map: &Fields<'_>) -> Option<Spanned<u16>> {
    map.parsed("status", |text| text.parse::<u16>().map_err(|error| error.to_string()))
}
