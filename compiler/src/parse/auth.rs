//! `auth.NAME`.

use super::fields::Fields;
use super::{external, jwt, minted, require};
use crate::codes;
use crate::model::{ApiKey, Auth, CredentialLimit, Scheme};
use gwc_artifact::KeySource;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;

/// The keys that set what is checked; an auth has one of them.
const SCHEMES: [&str; 4] = ["jwt", "api_key", "check", "edge"];

/// Reads an auth; nothing if it has an error.
pub(super) fn read(name: Spanned<String>, fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Auth> {
    let scheme = scheme(&name, fields, out)?;
    let mints = minted::read(fields, matches!(scheme, Scheme::External(_)), out);
    let auth = Auth {
        name,
        scheme,
        require: require::read(fields, out).unwrap_or_default(),
        mints,
        origins: fields.texts("origins"),
        rate_limit: fields.text("rate_limit").map(|name| CredentialLimit {
            name,
            id: None,
            message: fields.text("rate_limit_message"),
        }),
    };
    options_fit(&auth, fields, out);
    Some(auth)
}

fn scheme(name: &Spanned<String>, fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Scheme> {
    let is_set = |key: &&str| {
        if *key == "edge" { fields.bool("edge") == Some(true) } else { fields.map(key).is_some() }
    };
    let set: Vec<&str> = SCHEMES.into_iter().filter(|key| is_set(key)).collect();
    match set.as_slice() {
        ["jwt"] => Some(Scheme::Jwt(jwt::read(&fields.map("jwt")?, out)?)),
        ["api_key"] => Some(Scheme::ApiKey(api_key(&fields.map("api_key")?))),
        ["check"] => Some(Scheme::External(external::read(&fields.map("check")?, out)?)),
        [_] => Some(Scheme::Edge),
        [] => {
            let attempted = SCHEMES[..3].iter().any(|key| fields.get(key).is_some());
            if !attempted && !fields.has_faulty_keys() {
                let message =
                    format!("auth `{}` sets none of `jwt`, `api_key`, `check` and `edge`", name.value);
                out.push(
                    codes::MISSING_KEY.at(name.span, message).help(
                        "add `jwt` (signed tokens), `api_key` (API keys) or `check` (an external service); or, for the target `hanzo` only, `edge: true` (the Hanzo gateway verifies callers itself)",
                    ),
                );
            }
            None
        }
        [first, second, ..] => {
            let span = fields.key_span(second).unwrap_or(name.span);
            let message = format!("auth `{}` sets both `{first}` and `{second}`", name.value);
            let help = match *second {
                "edge" => "keep one of them",
                _ => {
                    "define two auths, one with each key; where either is enough, list both names, such as `auth: [iam, key]`"
                }
            };
            out.push(codes::CONFLICTING_KEYS.at(span, message).help(help));
            None
        }
    }
}

fn api_key(fields: &Fields<'_>) -> ApiKey {
    let from: Vec<String> = fields.texts("from").into_iter().map(|t| t.value).collect();
    let headers =
        if from.is_empty() { vec!["Authorization".to_owned(), "X-API-Key".to_owned()] } else { from };
    ApiKey { prefixes: fields.texts("prefixes"), headers, records: key_source(fields) }
}

/// `verify`: a map with a file, or the word `store`.
fn key_source(fields: &Fields<'_>) -> Option<Spanned<KeySource>> {
    let entry = fields.get("verify").filter(|entry| !fields.is_fault(entry.value))?;
    match fields.map("verify") {
        Some(verify) => verify.text("file").map(|file| Spanned::new(KeySource::File(file.value), file.span)),
        None => Some(Spanned::new(KeySource::Store, fields.doc.span(entry.value))),
    }
}

/// Reports options that the credential cannot have.
fn options_fit(auth: &Auth, fields: &Fields<'_>, out: &mut Diagnostics) {
    let mut conflict = |key: &str, why: &str| {
        let Some(span) = fields.key_span(key) else { return };
        let help = match (key, &auth.scheme) {
            ("require", Scheme::External(_)) => "verify callers with `jwt` in place of `check`; or let the service of `check` reject the other callers, and remove `require`".to_owned(),
            ("headers", Scheme::ApiKey(_)) => {
                "add `verify: { file: /keys/keys.jsonl }` to `api_key`, or remove `headers`".to_owned()
            }
            ("require", Scheme::ApiKey(_)) => "add `verify: { file: /keys/keys.jsonl }` to `api_key`; or remove `require` if each holder of a key may call".to_owned(),
            ("rate_limit_message", scheme) if !matches!(scheme, Scheme::Edge) => {
                "add `rate_limit`, or remove `rate_limit_message`".to_owned()
            }
            _ => format!("remove `{key}`"),
        };
        out.push(codes::CONFLICTING_KEYS.at(span, format!("`{key}` {why}")).help(help));
    };
    match &auth.scheme {
        Scheme::Jwt(_) => {}
        Scheme::ApiKey(key) if key.records.is_some() => {}
        Scheme::ApiKey(_) => {
            let why = "needs a caller that the gateway verifies, with `jwt` or `api_key: { verify: ... }`";
            ["headers", "require"].into_iter().for_each(|key| conflict(key, why));
        }
        Scheme::External(_) => conflict(
            "require",
            "checks the claims of a token, but with `check`, the gateway verifies no token",
        ),
        Scheme::Edge => {
            let why = "requires `jwt`, `api_key` or `check`: with `edge`, hanzo's gateway verifies the caller before it reads the endpoints";
            ["headers", "require", "origins", "rate_limit", "rate_limit_message"]
                .into_iter()
                .for_each(|key| conflict(key, why));
        }
    }
    if auth.rate_limit.is_none() && fields.get("rate_limit").is_none() && auth.scheme_has_limits() {
        conflict("rate_limit_message", "has no effect without `rate_limit`");
    }
    if auth.origins.is_empty() && fields.get("origins").is_some() && !fields.is_faulty("origins") {
        let span = fields.key_span("origins").unwrap_or(auth.name.span);
        let finding = codes::BAD_VALUE.at(span, "the list of `origins` is empty");
        out.push(
            finding.help(
                "list a host without scheme, such as `origins: [app.example.com]`, or remove `origins`",
            ),
        );
    }
}
