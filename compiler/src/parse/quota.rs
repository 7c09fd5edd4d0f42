//! `quotas`.

use gwc_artifact::{OnError, QuotaKey};

use super::fields::Fields;
use crate::codes;
use crate::grammar::quota::parse_count;
use crate::model::Quota;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;

/// Reads a quota of a map that fits the grammar; nothing where it has an error.
pub(super) fn read(name: Spanned<String>, fields: &Fields<'_>, out: &mut Diagnostics) -> Option<Quota> {
    let (count, period) = parse_count(&fields.text("count")?.value)?;
    Some(Quota {
        key: key(&name, &fields.map("per")?, out)?,
        count,
        period,
        soft: fields.text("soft").and_then(|soft| soft.value.strip_suffix('%')?.parse().ok()),
        on_error: on_error(fields).unwrap_or(OnError::Closed),
        name,
    })
}

/// What identifies a client: a claim, or the key that the gateway verified.
fn key(name: &Spanned<String>, per: &Fields<'_>, out: &mut Diagnostics) -> Option<Spanned<QuotaKey>> {
    let claim = per.text("claim").map(|claim| claim.map(QuotaKey::Claim));
    let of_key = per.key_span("key").filter(|_| per.bool("key") == Some(true));
    match (claim, of_key) {
        (Some(claim), None) => Some(claim),
        (None, Some(span)) => Some(Spanned::new(QuotaKey::Key, span)),
        (Some(_), Some(span)) => {
            let message = format!("`per` of quota `{}` sets both `claim` and `key`", name.value);
            out.push(codes::CONFLICTING_KEYS.at(span, message).help("keep one of them"));
            None
        }
        (None, None) => {
            if !per.is_faulty("claim") && !per.is_faulty("key") && !per.has_faulty_keys() {
                let message = format!("`per` of quota `{}` sets neither `claim` nor `key: true`", name.value);
                let help = "set what identifies a client, such as `per: { claim: owner }`";
                out.push(codes::MISSING_KEY.at(name.span, message).help(help));
            }
            None
        }
    }
}

/// The words of the grammar; another word is an error already.
pub(super) fn on_error(fields: &Fields<'_>) -> Option<OnError> {
    let word = fields.text("on_error")?.value;
    [OnError::Open, OnError::Closed].into_iter().find(|known| known.as_str() == word)
}
