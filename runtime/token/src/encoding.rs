//! Base64url, one spelling for each value.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The bytes of canonical base64url without padding; `None` for padding, other characters, and bits behind the last byte
/// that are not 0: a second spelling of a token would pass as another one.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_each() {
        assert_eq!(decode("-_8").unwrap(), [0xfb, 0xff]);
        assert_eq!(decode("").unwrap(), []);
        for other in ["-_9", "-_8=", "+/8", "-_8 ", " -_8", "-_\n8", "A", "AAAAA", "AA==", "A.A", "ÄÄÄÄ"]
        {
            assert_eq!(decode(other), None, "{other}");
        }
    }
}
