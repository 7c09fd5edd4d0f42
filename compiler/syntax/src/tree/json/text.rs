//! Bytes as text: of a string as Go decodes it, of a message as Go quotes it, of a file to show it.

/// The text to show for bytes that may not be UTF-8: each offending byte becomes `?`, so that spans into the
/// bytes are spans into the text.
pub fn display_text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    text
}

/// A string being decoded: holds back the first half of a surrogate pair.
#[derive(Default)]
pub(super) struct Text {
    done: String,
    high: Option<u16>,
}

impl Text {
    pub(super) fn push_bytes(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.lone();
        for chunk in bytes.utf8_chunks() {
            self.done.push_str(chunk.valid());
            self.done.extend(std::iter::repeat_n('\u{fffd}', chunk.invalid().len()));
        }
    }

    pub(super) fn push_char(&mut self, c: char) {
        self.lone();
        self.done.push(c);
    }

    pub(super) fn push_unit(&mut self, unit: u16) {
        match (self.high.take(), unit) {
            (Some(high), 0xdc00..=0xdfff) => {
                let code = 0x10000 + ((u32::from(high) - 0xd800) << 10) + (u32::from(unit) - 0xdc00);
                self.done.push(char::from_u32(code).unwrap_or('\u{fffd}'));
                return;
            }
            (Some(_), _) => self.done.push('\u{fffd}'),
            (None, _) => {}
        }
        match unit {
            0xd800..=0xdbff => self.high = Some(unit),
            _ => self.done.push(char::from_u32(u32::from(unit)).unwrap_or('\u{fffd}')),
        }
    }

    /// A first half that nothing followed.
    fn lone(&mut self) {
        if self.high.take().is_some() {
            self.done.push('\u{fffd}');
        }
    }

    pub(super) fn finish(mut self) -> String {
        self.lone();
        self.done
    }
}

/// A byte as Go's scanner quotes it: as the Latin-1 letter with that number, escaped when it cannot be printed.
pub(super) fn quote(byte: u8) -> String {
    match byte {
        b'\'' => r"'\''".into(),
        b'"' => "'\"'".into(),
        b'\\' => r"'\\'".into(),
        0x07 => r"'\a'".into(),
        0x08 => r"'\b'".into(),
        0x0c => r"'\f'".into(),
        b'\n' => r"'\n'".into(),
        b'\r' => r"'\r'".into(),
        b'\t' => r"'\t'".into(),
        0x0b => r"'\v'".into(),
        0..0x20 | 0x7f => format!("'\\x{byte:02x}'"),
        0x80..=0xa0 | 0xad => format!("'\\u{byte:04x}'"),
        _ => format!("'{}'", char::from(byte)),
    }
}
