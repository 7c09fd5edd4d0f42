//! The check every request path passes before it is matched: spellings that two programs could read differently are
//! refused, so that no policy is passed by spelling.
//!
//! Nothing is rewritten: a path that passes is matched, and sent on, with the bytes it came with.

use std::fmt;

/// Longest path that is looked at, in bytes.
pub const MAX_PATH: usize = u16::MAX as usize;

/// Why a path is refused before it is matched. All of them are the client's mistake: answer 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// It does not begin with `/`.
    NotAbsolute,
    /// It is longer than [`MAX_PATH`].
    TooLong,
    /// A raw space, `?` or `#`: the caller did not cut the path out of the request target.
    Delimiter,
    /// A control byte (0x00-0x1f, 0x7f), raw or encoded.
    Control,
    /// A backslash, raw or encoded.
    Backslash,
    /// A `;`, raw or encoded: some servers cut it and what follows off the segment.
    Semicolon,
    /// Two slashes in a row.
    EmptySegment,
    /// A segment `.` or `..`, raw or encoded.
    DotSegment,
    /// An encoded slash.
    EncodedSlash,
    /// A `%` without two hexadecimal digits.
    BadEscape,
    /// An escape that decodes to another escape.
    DoubleEncoding,
    /// The escapes do not decode to UTF-8 (overlong forms and surrogates do not).
    Utf8,
}

impl Refusal {
    /// The reason as a phrase.
    pub fn as_str(self) -> &'static str {
        match self {
            Refusal::NotAbsolute => "the path does not begin with a slash",
            Refusal::TooLong => "the path is too long",
            Refusal::Delimiter => "the path has a space, `?` or `#` in it",
            Refusal::Control => "the path has a control byte in it",
            Refusal::Backslash => "the path has a backslash in it",
            Refusal::Semicolon => "the path has a semicolon in it",
            Refusal::EmptySegment => "the path has an empty segment",
            Refusal::DotSegment => "the path has a `.` or `..` segment",
            Refusal::EncodedSlash => "the path has an encoded slash in it",
            Refusal::BadEscape => "the path has a broken percent escape",
            Refusal::DoubleEncoding => "the path is percent-encoded twice",
            Refusal::Utf8 => "the path does not decode to UTF-8",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a raw path may be matched; if so, whether it has escapes in it.
#[inline]
pub(crate) fn check(path: &str) -> Result<bool, Refusal> {
    let bytes = path.as_bytes();
    if bytes.first() != Some(&b'/') {
        return Err(Refusal::NotAbsolute);
    }
    if bytes.len() > MAX_PATH {
        return Err(Refusal::TooLong);
    }
    if is_ordinary(bytes) { Ok(false) } else { check_closely(bytes) }
}

/// Whether a path has ordinary bytes only and no slash before a slash or dot, as nearly all have: those need no closer
/// look. Eight bytes at a time; a few innocent bytes (`!`, `'` and those beyond ASCII) count as not ordinary.
#[inline]
fn is_ordinary(bytes: &[u8]) -> bool {
    let Some(last) = bytes.last_chunk::<8>() else { return false };
    let (words, rest) = bytes.as_chunks::<8>();
    let mut odd = 0;
    let mut slash_before = 0;
    for word in words {
        let (of_word, slashes) = oddities(u64::from_le_bytes(*word));
        odd |= of_word | (slash_before & slashes.1);
        slash_before = slashes.0 >> 56;
    }
    // The last eight bytes reach back into those that have been looked at.
    if !rest.is_empty() {
        odd |= oddities(u64::from_le_bytes(*last)).0;
    }
    odd & all(0x80) == 0
}

/// In the top bit of each byte: whether it is odd; whether it is a slash; whether it is a slash or a dot.
#[inline]
fn oddities(word: u64) -> (u64, (u64, u64)) {
    // Tells in the top bit whether a byte is another one than `byte`; right for ASCII.
    let differs = |word: u64, byte: u8| (word ^ all(byte)) + all(0x7f);
    let ascii = word & all(0x7f);
    let plain = (ascii + all(0x80 - 0x21)) // neither control byte nor space
        & !(ascii + all(1)) // nor 0x7f
        & differs(ascii | all(b'?' ^ b';'), b'?') // nor `?`, `;`
        & differs(ascii | all(6), b'\'') // nor `#`, `%`
        & differs(ascii, b'\\');
    let slash = !differs(ascii, b'/') & all(0x80);
    let slash_or_dot = !differs(ascii | all(1), b'/') & all(0x80);
    (!plain | word | ((slash << 8) & slash_or_dot), (slash, slash_or_dot))
}

/// A word of eight equal bytes.
const fn all(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// As [`check`], for paths that have something in them.
fn check_closely(bytes: &[u8]) -> Result<bool, Refusal> {
    let mut start = 1;
    let mut escaped = false;
    for (i, byte) in bytes.iter().enumerate().skip(1) {
        match byte {
            b'/' if i == start => return Err(Refusal::EmptySegment),
            b'/' => {
                check_segment(&bytes[start..i])?;
                start = i + 1;
            }
            b'%' => escaped = true,
            b' ' | b'?' | b'#' => return Err(Refusal::Delimiter),
            other => check_byte(*other)?,
        }
    }
    check_segment(&bytes[start..])?;
    Ok(escaped)
}

/// Refuses what is refused raw and encoded alike.
fn check_byte(byte: u8) -> Result<(), Refusal> {
    match byte {
        0..0x20 | 0x7f => Err(Refusal::Control),
        b'\\' => Err(Refusal::Backslash),
        b';' => Err(Refusal::Semicolon),
        _ => Ok(()),
    }
}

fn check_segment(segment: &[u8]) -> Result<(), Refusal> {
    if segment.contains(&b'%') {
        check_escapes(segment)?;
    }
    let mut decoded = decode(segment);
    match [decoded.next(), decoded.next(), decoded.next()] {
        [Some(b'.'), None, None] | [Some(b'.'), Some(b'.'), None] => Err(Refusal::DotSegment),
        _ => Ok(()),
    }
}

/// Checks that every `%` begins an escape, that a run of escapes is UTF-8 by itself, and that no decoded byte would
/// be read as syntax by the next program.
fn check_escapes(segment: &[u8]) -> Result<(), Refusal> {
    let mut rest = segment;
    while let Some(at) = rest.iter().position(|byte| *byte == b'%') {
        let byte = escape(&rest[at..]).ok_or(Refusal::BadEscape)?;
        match byte {
            b'/' => return Err(Refusal::EncodedSlash),
            0x80.. => check_wide(&rest[at..])?,
            _ => check_byte(byte)?,
        }
        // The continuation escapes of a wide character have been looked at with its first.
        rest = &rest[at + 3 * width(byte)..];
    }
    check_once_encoded(decode(segment))
}

/// Refuses what would decode to something else if it were decoded again.
fn check_once_encoded(decoded: impl Iterator<Item = u8>) -> Result<(), Refusal> {
    let mut digits = None;
    for byte in decoded {
        digits = match digits {
            _ if byte == b'%' => Some(0),
            Some(0) if byte.is_ascii_hexdigit() => Some(1),
            Some(_) if byte.is_ascii_hexdigit() => return Err(Refusal::DoubleEncoding),
            _ => None,
        };
    }
    Ok(())
}

/// Whether a request can have a segment that decodes to this. An empty one is for the caller to judge.
pub(crate) fn check_decoded(segment: &[u8]) -> Result<(), Refusal> {
    if segment == b"." || segment == b".." {
        return Err(Refusal::DotSegment);
    }
    segment.iter().try_for_each(|byte| match byte {
        b'/' => Err(Refusal::EncodedSlash),
        byte => check_byte(*byte),
    })?;
    check_once_encoded(segment.iter().copied())
}

/// How many bytes the UTF-8 character beginning with this byte has.
fn width(first: u8) -> usize {
    match first {
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0.. => 4,
        _ => 1,
    }
}

/// Checks the character beyond ASCII whose escapes `text` begins with.
fn check_wide(text: &[u8]) -> Result<(), Refusal> {
    let mut character = [0; 4];
    let width = escape(text).map_or(1, width);
    for (i, byte) in character[..width].iter_mut().enumerate() {
        *byte = text.get(3 * i..).and_then(escape).ok_or(Refusal::Utf8)?;
    }
    std::str::from_utf8(&character[..width]).map(drop).map_err(|_| Refusal::Utf8)
}

/// The byte of the escape that `text` begins with.
fn escape(text: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = text else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
}

/// The bytes of a raw segment with its escapes decoded, once. A broken escape is kept as it is.
pub(crate) fn decode(raw: &[u8]) -> impl Iterator<Item = u8> {
    let mut rest = raw;
    std::iter::from_fn(move || {
        let (byte, length) = match escape(rest) {
            Some(byte) => (byte, 3),
            None => (*rest.first()?, 1),
        };
        rest = &rest[length..];
        Some(byte)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pair of bytes at every place of paths around one, two and three words.
    #[test]
    fn the_quick_look_lets_nothing_pass_that_the_close_one_refuses() {
        for length in 1..26 {
            for at in 1..length {
                for pair in 0..=u16::MAX {
                    let mut path = vec![b'a'; length];
                    path[0] = b'/';
                    path[at] = pair.to_le_bytes()[0];
                    if let Some(next) = path.get_mut(at + 1) {
                        *next = pair.to_le_bytes()[1];
                    } else if pair > 0xff {
                        break;
                    }
                    if is_ordinary(&path) {
                        assert_eq!(check_closely(&path), Ok(false), "{path:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_quick_look_takes_what_paths_are_mostly_made_of() {
        assert!(is_ordinary(b"/abcxyzABCXYZ/019-_~/$&()*+,=:@/a.b/c."));
        // A segment that begins with a dot may be one of the two that are refused.
        assert!(!is_ordinary(b"/abcdefgh/.well-known"));
    }
}
