//! `auth.NAME.check`.

use super::fields::Fields;
use crate::codes;
use crate::model::ExternalCheck;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;
use gwc_syntax::suggest::shown;
use gwc_syntax::value::parse_duration;

/// Headers that `gwr` sets itself for the request to the service.
const OF_A_CONNECTION: [&str; 9] = [
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "keep-alive",
    "te",
    "trailer",
    "upgrade",
    "expect",
];

/// Reads `check`; nothing if it has an error.
pub(super) fn read(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<ExternalCheck> {
    let url = fields.text("url")?;
    if url.value.starts_with("http://") && fields.bool("allow_http") != Some(true) {
        let message = format!("the credentials in `send` reach `{}` without encryption", shown(&url.value));
        let help =
            "use an `https://` URL; or, for a service in the same cluster, add `allow_http: true` to `check`";
        out.push(codes::MISSING_KEY.at(url.span, message).help(help));
        return None;
    }
    let send = sent(fields, out)?;
    let duration = |key| fields.parsed(key, parse_duration);
    let timeout = duration("timeout");
    let on_error = fields.text("on_error");
    Some(ExternalCheck {
        url,
        send,
        timeout: timeout.map(|timeout| timeout.value),
        cache: duration("cache").map(|cache| cache.value),
        open_on_error: on_error.filter(|word| word.value == "open").map(|word| word.span),
    })
}

/// The headers of `send`: at least one, and none twice.
fn sent(fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Vec<Spanned<String>>> {
    let send = fields.texts("send");
    if send.is_empty() {
        let span = fields.key_span("send")?;
        let finding = codes::BAD_VALUE.at(span, "the list of `send` is empty");
        out.push(finding.help("list the headers that hold the credential, such as `Cookie`"));
        return None;
    }
    if let Some(name) = send.iter().find(|name| OF_A_CONNECTION.contains(&&*name.value.to_ascii_lowercase()))
    {
        let message = format!(
            "`send` copies headers of the client to the request of `check`, which has its own `{}`",
            name.value
        );
        let help = match send.len() {
            1 => "list the headers that hold the credential instead, such as `Cookie` or `Authorization`",
            _ => "remove it: `send` needs only the headers that hold the credential, such as `Cookie`",
        };
        out.push(codes::BAD_VALUE.at(name.span, message).help(help));
        return None;
    }
    for (at, name) in send.iter().enumerate() {
        let same = |other: &&Spanned<String>| other.value.eq_ignore_ascii_case(&name.value);
        if let Some(first) = send[..at].iter().find(same) {
            let message = format!("duplicate `{}` in `send`", name.value);
            let finding =
                codes::CONFLICTING_KEYS.at(name.span, message).related(first.span, "first listed here");
            out.push(finding.help("remove one of them; case makes no difference"));
            return None;
        }
    }
    Some(send)
}
