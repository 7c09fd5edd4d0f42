//! `auth.NAME.headers`: headers that are made from claims.

use gwc_artifact::{Bit, ClaimValue, Minted};

use super::fields::{Fields, text};
use super::require::literal;
use crate::codes;
use crate::grammar::Entry;
use crate::model::Mint;
use gwc_syntax::diagnostic::Diagnostics;

/// Reads the headers of an auth that fit the grammar. With `answered`, they are made from the answer of a `check`.
pub(super) fn read(fields: &Fields<'_>, answered: bool, out: &mut Diagnostics) -> Vec<Mint> {
    let Some(map) = fields.map("headers") else { return Vec::new() };
    let mut mints = Vec::new();
    for (header, entry) in map.iter().filter(|(_, entry)| !map.is_fault(entry.value)) {
        let Some(value) = value(&map, entry, out) else { continue };
        if matches!(value, Minted::Header(_)) == answered {
            mints.push(Mint { header: header.map(str::to_owned), value });
            continue;
        }
        let (message, help) = match answered {
            true => (
                "this names a claim of a token, but the response of `check.url` has only headers",
                "name a header of the response, as in `X-User-Id: { header: X-Auth-User }`",
            ),
            false => (
                "`header` requires `check`: this auth reads claims, not headers of a response",
                "name a claim, such as `{ claim: sub }`; or verify callers with `check` in place of `api_key` or `jwt`",
            ),
        };
        out.push(codes::CONFLICTING_KEYS.at(map.doc.span(entry.value), message).help(help));
    }
    mints
}

fn value(map: &Fields<'_>, entry: Entry, out: &mut Diagnostics) -> Option<Minted> {
    let doc = map.doc;
    if doc.map(entry.value).is_some() {
        return computed(&map.below(entry.value), entry, out);
    }
    let Some(items) = doc.seq(entry.value) else {
        return Some(Minted::First(vec![text(doc, entry.value)?.value]));
    };
    if items.is_empty() {
        let finding = codes::BAD_VALUE.at(doc.span(entry.value), "the list of claims is empty");
        out.push(finding.help("list at least one claim"));
        return None;
    }
    Some(Minted::First(items.iter().filter_map(|item| Some(text(doc, *item)?.value)).collect()))
}

/// How a value is made of a claim; a claim alone is its text.
const WAYS: [&str; 4] = ["join", "equals", "bits", "select"];

fn computed(fields: &Fields<'_>, entry: Entry, out: &mut Diagnostics) -> Option<Minted> {
    if let Some(from) = fields.text("header") {
        let mut others = ["claim"].iter().chain(&WAYS).chain(&["value"]);
        if let Some((key, span)) = others.find_map(|key| Some((key, fields.key_span(key)?))) {
            let message = format!(
                "`{key}` has no effect beside `header`: the header of the response is copied as it is"
            );
            out.push(codes::CONFLICTING_KEYS.at(span, message).help(format!("remove `{key}`")));
            return None;
        }
        return Some(Minted::Header(from.value));
    }
    let Some(claim) = fields.text("claim").map(|claim| claim.value) else {
        let message = "this entry of `headers` sets neither `claim` nor `header`";
        out.push(
            codes::MISSING_KEY
                .at(fields.doc.span(entry.value), message)
                .help("add `claim`, such as `claim: sub`"),
        );
        return None;
    };
    let ways: Vec<(&str, Entry)> = WAYS.iter().filter_map(|way| Some((*way, fields.get(way)?))).collect();
    if let [(first, _), (second, at), ..] = ways.as_slice() {
        let message = format!("`{first}` and `{second}` both set the value of the header");
        out.push(codes::CONFLICTING_KEYS.at(fields.doc.span(at.key), message).help("keep one of them"));
        return None;
    }
    let way = ways.first().map(|(way, _)| *way);
    match (way, fields.text("value")) {
        (Some("equals"), None) => {
            let span = fields.key_span("equals")?;
            let finding = codes::MISSING_KEY.at(span, "missing key `value` beside `equals`");
            out.push(finding.help("add the text of the header: `value: \"true\"`"));
            return None;
        }
        (Some("equals"), Some(_)) | (_, None) => {}
        (_, Some(value)) => {
            let finding = codes::CONFLICTING_KEYS.at(value.span, "`value` has no effect without `equals`");
            out.push(finding.help("add `equals`, or remove `value`"));
            return None;
        }
    }
    Some(match way {
        None => Minted::First(vec![claim]),
        Some("join") => Minted::Join { claim, separator: fields.text("join")?.value },
        Some("equals") => Minted::Equals {
            claim: ClaimValue { claim, value: literal(fields, fields.get("equals")?)? },
            text: fields.text("value")?.value,
        },
        Some("bits") => Minted::Bits { claim, bits: bits(fields, entry, out)?.into() },
        Some(_) => {
            let select = fields.map("select")?;
            Minted::Select {
                claim,
                header: select.text("header")?.value,
                within: select.text("within")?.value,
            }
        }
    })
}

fn bits(fields: &Fields<'_>, entry: Entry, out: &mut Diagnostics) -> Option<Vec<Bit>> {
    let map = fields.map("bits")?;
    let bit = |(name, entry): (gwc_syntax::source::Spanned<&str>, Entry)| {
        let position = text(fields.doc, entry.value)?.value.parse().ok()?;
        Some(Bit { name: name.value.to_owned(), position })
    };
    let bits: Vec<Bit> = map.iter().filter_map(bit).collect();
    if bits.is_empty() {
        let span = fields.key_span("bits").unwrap_or(fields.doc.span(entry.value));
        out.push(codes::BAD_VALUE.at(span, "`bits` is empty").help(
            "add at least one name with the position of its bit, such as `bits: { admin: 4 }` for the mask 16",
        ));
        return None;
    }
    Some(bits)
}
