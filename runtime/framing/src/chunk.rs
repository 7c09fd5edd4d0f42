//! The lines between the chunks of a body.

use crate::refusal::Refusal;
use crate::text::trim_blanks_end;

/// The longest `chunk-size` line with its extensions, and all trailers together.
pub(crate) const MAX_CHUNK_LINES: usize = 16 * 1024;

/// The size a chunk's line states, without the line's end.
pub(crate) fn chunk_size(line: &[u8]) -> Result<u64, Refusal> {
    if line.len() > MAX_CHUNK_LINES {
        return Err(Refusal::LineTooLong);
    }
    let digits = trim_blanks_end(line.split(|&byte| byte == b';').next().unwrap_or_default());
    let valid = (1..=16).contains(&digits.len()) && digits.iter().all(u8::is_ascii_hexdigit);
    let text = std::str::from_utf8(digits).ok().filter(|_| valid).ok_or(Refusal::ChunkSize)?;
    u64::from_str_radix(text, 16).map_err(|_| Refusal::ChunkSize)
}
