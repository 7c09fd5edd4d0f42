//! `balances` and `usage`.

use super::fields::{Fields, one_of};
use super::{quota, secret};
use crate::codes;
use crate::model::{Balance, Usage, UsageSink};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;
use gwc_syntax::value::parse_duration;

/// Reads a balance of a map that fits the grammar; nothing where it has an error.
pub(super) fn read(name: Spanned<String>, fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Balance> {
    let account: Vec<String> = fields.texts("account").into_iter().map(|claim| claim.value).collect();
    if let (true, Some(span)) = (account.is_empty(), fields.key_span("account")) {
        let finding = codes::BAD_VALUE.at(span, "the list of `account` is empty");
        out.push(
            finding.help("list the claims of the token that identify the account, such as `[owner, sub]`"),
        );
    }
    let default = || ["owner", "sub"].map(str::to_owned).to_vec();
    Some(Balance {
        name,
        url: url(fields, "url", out)?,
        account: if account.is_empty() { default() } else { account },
        currency: fields.text("currency").map_or_else(|| "usd".to_owned(), |currency| currency.value),
        token: secret::read(fields, "token", out),
        cache: fields.parsed("cache", parse_duration).map(|cache| cache.value),
        on_error: quota::on_error(fields)?,
    })
}

/// Reads `usage`; nothing where it is not set, or in error.
pub(super) fn usage(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Usage> {
    let map = fields.map("usage").filter(|_| !fields.is_faulty("usage"))?;
    let text = |key| map.text(key).map(|text| text.value);
    Some(Usage {
        span: fields.key_span("usage")?,
        to: sink(&map, out)?,
        org: text("org"),
        user: text("user"),
        tokens: text("tokens"),
        spool: text("spool"),
    })
}

fn sink(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<UsageSink> {
    let Some(map) = fields.map("to") else { return Some(UsageSink::Stdout) };
    match (map.text("file"), map.get("http").is_some()) {
        (Some(file), false) => Some(UsageSink::File(file.value)),
        (None, true) => Some(UsageSink::Http {
            url: url(&map, "http", out)?.value,
            token: secret::read(&map, "token", out),
        }),
        (file, _) => {
            let both = ["file", "http"];
            let message = one_of(&both, if file.is_some() { &both } else { &[] }, "to");
            let finding = codes::CONFLICTING_KEYS.at(fields.key_span("to")?, message);
            out.push(finding.help(if file.is_some() { "keep one of them" } else { "set one of them" }));
            None
        }
    }
}

/// A URL of a service that the gateway calls with its token: over TLS, unless the file accepts clear text.
fn url(fields: &Fields<'_>, key: &str, out: &mut Diagnostics) -> Option<Spanned<String>> {
    let url = fields.text(key)?;
    if url.value.contains(['?', '#', '@']) {
        let message = format!(
            "the URL in `{key}` has {}: only scheme, host, port and path are allowed",
            extra_part(&url.value)
        );
        let help = match url.value.split(['?', '#']).next() {
            Some(plain) if !plain.contains('@') => format!("write `{plain}`"),
            _ => {
                "remove it; for a credential, set `token`, such as `token: { env: SERVICE_TOKEN }`".to_owned()
            }
        };
        out.push(codes::BAD_VALUE.at(url.span, message).help(help));
        return None;
    }
    if url.value.starts_with("http://") && !fields.bool("allow_http").unwrap_or(false) {
        let message = format!("`{key}` uses plain HTTP: accounts and the token are sent in clear text");
        out.push(
            codes::BAD_VALUE
                .at(url.span, message)
                .help(format!("use `https://`, or add `allow_http: true` beside `{key}`")),
        );
        return None;
    }
    Some(url)
}

/// The part of a URL that it may not have.
fn extra_part(url: &str) -> &'static str {
    let authority = url.split("://").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next());
    match url.find(['?', '#']).map(|at| &url[at..=at]) {
        _ if authority.is_some_and(|authority| authority.contains('@')) => "a user",
        Some("?") => "a query",
        Some(_) => "a fragment",
        None => "an `@`",
    }
}
