//! Labels and annotations.

use std::collections::BTreeMap;

use gwc_syntax::source::Spanned;

/// What the author sets, by key.
pub(super) fn pairs(written: &[(Spanned<String>, String)]) -> BTreeMap<&str, &str> {
    written.iter().map(|(key, value)| (key.value.as_str(), value.as_str())).collect()
}
