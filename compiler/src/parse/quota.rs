//! `quotas`.

use gwc_artifact::OnError;

use super::fields::Fields;
use crate::grammar::quota::parse_count;
use crate::model::Quota;
use gwc_syntax::source::Spanned;

/// Reads a quota of a map that fits the grammar; nothing where it has an error.
pub(super) fn read(name: Spanned<String>, fields: &Fields<'_>) -> Option<Quota> {
    let (count, period) = parse_count(&fields.text("count")?.value)?;
    Some(Quota {
        name,
        claim: fields.map("per")?.text("claim")?,
        count,
        period,
        soft: fields.text("soft").and_then(|soft| soft.value.strip_suffix('%')?.parse().ok()),
        on_error: on_error(fields).unwrap_or(OnError::Closed),
    })
}

/// The words of the grammar; another word is an error already.
pub(super) fn on_error(fields: &Fields<'_>) -> Option<OnError> {
    let word = fields.text("on_error")?.value;
    [OnError::Open, OnError::Closed].into_iter().find(|known| known.as_str() == word)
}
