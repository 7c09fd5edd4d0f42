//! Conditions that several policies share.

use std::time::Duration;

/// `Err` is the reason as a phrase.
pub(crate) type Check = Result<(), &'static str>;

pub(crate) fn ensure(condition: bool, reason: &'static str) -> Check {
    condition.then_some(()).ok_or(reason)
}

/// A duration as it is encoded.
pub(crate) fn nanoseconds(duration: Duration) -> Option<u64> {
    u64::try_from(duration.as_nanos()).ok()
}

pub(crate) fn header_names(names: &[String]) -> Check {
    ensure(names.iter().all(|name| is_token(name)), "a header has no proper name")
}

/// A header name (RFC 9110, section 5.6.2).
pub(crate) fn is_token(name: &str) -> bool {
    let is_token_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_token_byte)
}

pub(crate) fn is_visible(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}
