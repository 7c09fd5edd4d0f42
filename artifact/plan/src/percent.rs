//! Percent-decoding, for comparing; what is sent on keeps its spelling.

/// The bytes of a text, its escapes decoded once. A broken escape remains as it is written.
pub fn decoded(text: &str) -> impl Iterator<Item = u8> {
    decoded_with(text, b'+')
}

/// As [`decoded`], with `plus` for a plus sign that is not escaped.
pub(crate) fn decoded_with(text: &str, plus: u8) -> impl Iterator<Item = u8> {
    let mut rest = text.as_bytes();
    std::iter::from_fn(move || {
        let (byte, length) = match *rest {
            [b'%', high, low, ..] => {
                hex(high).zip(hex(low)).map_or((b'%', 1), |(high, low)| (high * 16 + low, 3))
            }
            [b'+', ..] => (plus, 1),
            [byte, ..] => (byte, 1),
            [] => return None,
        };
        rest = &rest[length..];
        Some(byte)
    })
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}
