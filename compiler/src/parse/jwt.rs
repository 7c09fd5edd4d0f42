//! `auth.NAME.jwt`.

use super::fields::{Fields, text, texts};
use super::secret;
use crate::codes;
use crate::model::{Audiences, Jwt, TokenSource};
use gwc_artifact::KeyFailure;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;
use gwc_syntax::value::parse_duration;

/// The word in place of the URL of a key set.
const DISCOVER: &str = "discover";

/// Reads `jwt`; nothing if it has an error.
pub(super) fn read(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Jwt> {
    let issuer = fields.text("issuer").filter(|issuer| issuer.value != "any");
    let secret = secret::read(fields, "secret", out);
    let written = keys(fields, secret.is_some(), out)?;
    let discover = written.value == DISCOVER;
    let secret = secret.map(|secret| Spanned::new(secret, written.span));
    algorithms_fit(fields, secret.is_some(), out)?;
    Some(Jwt {
        jwks: if discover { discovery(&written, issuer.as_ref(), out)? } else { written },
        secret,
        on_error: fields.text("on_error").and_then(|word| {
            let known = [KeyFailure::Closed, KeyFailure::Unauthorized];
            let found = known.into_iter().find(|known| known.as_str() == word.value)?;
            Some(Spanned::new(found, word.span))
        }),
        probe: fields.key_span("probe").filter(|_| fields.bool("probe") == Some(true)),
        discover,
        allow_http: fields.bool("allow_http") == Some(true),
        can_allow_http: true,
        issuer,
        algorithms: fields.texts("algorithms"),
        audiences: audiences(fields, out)?,
        from: token_sources(fields, out),
        leeway: fields.parsed("leeway", parse_duration).map(|d| d.value),
    })
}

/// Where the keys are: the text of `jwks`, or nothing at the place of `secret`.
fn keys(fields: &Fields<'_>, has_secret: bool, out: &mut Diagnostics) -> Option<Spanned<String>> {
    let (jwks, secret) = (fields.key_span("jwks"), fields.key_span("secret"));
    match (jwks, secret) {
        (Some(_), Some(span)) => {
            let finding = codes::CONFLICTING_KEYS.at(span, "`jwt` sets both `jwks` and `secret`");
            out.push(finding.help(
                "if `algorithms` lists `HS` algorithms, keep `secret`; for all other algorithms, keep `jwks`",
            ));
            None
        }
        (Some(_), None) => fields.text("jwks"),
        (None, Some(span)) => {
            for key in ["allow_http", "probe", "on_error"] {
                if let Some(at) = fields.key_span(key) {
                    let message = format!("`{key}` has no effect with `secret`: no key is fetched");
                    out.push(codes::CONFLICTING_KEYS.at(at, message).help(format!("remove `{key}`")));
                }
            }
            has_secret.then(|| Spanned::new(String::new(), span))
        }
        (None, None) => {
            if !fields.has_faulty_keys() {
                let span = fields.span();
                let finding = codes::MISSING_KEY.at(span, "missing key `jwks` in `jwt`");
                out.push(finding.help("add the URL of the key set, such as `jwks: https://id.example.com/jwks`; for an `HS` algorithm, add `secret: { env: TOKEN_SECRET }` instead"));
            }
            None
        }
    }
}

/// A secret verifies tokens of the `HS` family alone: a public key is no secret.
fn algorithms_fit(fields: &Fields<'_>, has_secret: bool, out: &mut Diagnostics) -> Option<()> {
    let mut fits = Some(());
    for algorithm in fields.texts("algorithms").iter().filter(|_| has_secret) {
        if !algorithm.value.starts_with("HS") {
            let message =
                format!("`{}` requires the public keys of `jwks`, but `secret` is set", algorithm.value);
            let help = "list `HS256`, `HS384` or `HS512`, or set `jwks` in place of `secret`";
            out.push(codes::CONFLICTING_KEYS.at(algorithm.span, message).help(help));
            fits = None;
        }
    }
    fits
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
        out.push(
            finding.help(
                "set `issuer` to the URL of the identity provider, or `jwks` to the URL of its key set",
            ),
        );
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
        out.push(finding.help("list at least one, such as `audiences: [shop]`; `audiences: any` accepts tokens for every audience"));
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
