//! `auth.NAME.jwt`.

use super::fields::{Fields, text, texts};
use crate::codes;
use crate::model::{Audiences, Jwt, TokenSource};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;
use gwc_syntax::value::parse_duration;

/// The word in place of the URL of a key set.
const DISCOVER: &str = "discover";

/// Reads `jwt`; nothing if it has an error.
pub(super) fn read(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Jwt> {
    let issuer = fields.text("issuer").filter(|issuer| issuer.value != "any");
    let written = fields.text("jwks")?;
    let discover = written.value == DISCOVER;
    Some(Jwt {
        jwks: if discover { discovery(&written, issuer.as_ref(), out)? } else { written },
        discover,
        allow_http: fields.bool("allow_http") == Some(true),
        issuer,
        algorithms: fields.texts("algorithms"),
        audiences: audiences(fields, out)?,
        from: token_sources(fields, out),
        leeway: fields.parsed("leeway", parse_duration).map(|d| d.value),
    })
}

/// The document of an issuer that has the URL of its keys (OpenID Connect Discovery 1.0, section 4).
fn discovery(
    discover: &Spanned<String>,
    issuer: Option<&Spanned<String>>,
    out: &mut Diagnostics,
) -> Option<Spanned<String>> {
    let Some(issuer) = issuer else {
        let message = "`jwks: discover` requires the URL of an issuer, and `issuer` is `any`";
        let finding = codes::CONFLICTING_KEYS.at(discover.span, message);
        out.push(finding.help("set `issuer`, or the URL of the key set"));
        return None;
    };
    let base = issuer.value.trim_end_matches('/');
    Some(Spanned::new(format!("{base}/.well-known/openid-configuration"), discover.span))
}

fn audiences(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Audiences> {
    let entry = fields.get("audiences")?;
    let (list, audiences) = match fields.map("audiences") {
        Some(map) => {
            let all = map.get("all")?;
            (all.value, Audiences::All(map.texts("all")))
        }
        None if fields.doc.seq(entry.value).is_none() => return Some(Audiences::Any),
        None => (entry.value, Audiences::List(texts(fields.doc, entry.value))),
    };
    if fields.doc.seq(list).is_some_and(<[_]>::is_empty) {
        let finding = codes::BAD_VALUE.at(fields.doc.span(list), "the list of `audiences` is empty");
        out.push(finding.help("list at least one, or write `audiences: any`"));
        return None;
    }
    Some(audiences)
}

/// The items of `from`; nothing where it is not set.
fn token_sources(fields: &Fields<'_>, out: &mut Diagnostics) -> Vec<Spanned<TokenSource>> {
    let Some(entry) = fields.get("from").filter(|entry| !fields.is_fault(entry.value)) else {
        return Vec::new();
    };
    let items = fields.doc.seq(entry.value).unwrap_or_default();
    if items.is_empty() {
        let finding = codes::BAD_VALUE.at(fields.doc.span(entry.value), "the list of `from` is empty");
        out.push(finding.help("list at least one header or cookie"));
    }
    let mut sources: Vec<Spanned<TokenSource>> = Vec::new();
    for item in items {
        let cookie = fields.doc.map(*item).and_then(|_| fields.below(*item).text("cookie"));
        let header = || text(fields.doc, *item).map(|name| name.map(TokenSource::Header));
        let Some(source) = cookie.map(|name| name.map(TokenSource::Cookie)).or_else(header) else { continue };
        let name = match &source.value {
            TokenSource::Header(name) | TokenSource::Cookie(name) => name,
        };
        if let Some(first) = sources.iter().find(|known| is_same_source(&known.value, &source.value)) {
            let message = format!("duplicate `{name}` in `from`");
            let finding =
                codes::CONFLICTING_KEYS.at(source.span, message).related(first.span, "first listed here");
            out.push(finding.help("remove one of them"));
            continue;
        }
        sources.push(source);
    }
    sources
}

fn is_same_source(one: &TokenSource, other: &TokenSource) -> bool {
    match (one, other) {
        (TokenSource::Header(one), TokenSource::Header(other)) => one.eq_ignore_ascii_case(other),
        (one, other) => one == other,
    }
}
