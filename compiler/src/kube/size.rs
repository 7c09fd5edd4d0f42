//! How large a ConfigMap may be, and how large the annotation that `kubectl apply` keeps of it.

/// The limit of Kubernetes for the data of one ConfigMap, in bytes.
pub const MAX_DATA: usize = 1 << 20;
/// The limit for the annotations of one object, names and values together, in bytes.
pub const MAX_ANNOTATIONS: usize = 256 << 10;
/// The annotation in which `kubectl apply` stores the last applied object.
pub const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Sizes of a ConfigMap in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Its data.
    pub data: usize,
    /// Its annotations after a client-side `kubectl apply`.
    pub annotations: usize,
}

/// The length of the annotations of an object with `object` bytes and no annotation yet.
pub fn annotation(object: usize) -> usize {
    LAST_APPLIED.len() + object + r#""annotations":{},"#.len()
}

/// The length of a text as Go writes it in JSON: it also escapes `<`, `>` and `&`, as in `\u003c`.
pub fn quoted(text: &str) -> usize {
    escaped(text.as_bytes()) + 2
}

/// The same without the quotes, of UTF-8.
pub fn escaped(text: &[u8]) -> usize {
    let more = |byte: u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x8 | 0xc => 1,
        b'<' | b'>' | b'&' | ..b' ' => 5,
        _ => 0,
    };
    // U+2028 and U+2029 have three bytes each, and are rare.
    let wide = match text.contains(&0xe2) {
        true => text.windows(3).filter(|w| matches!(w, [0xe2, 0x80, 0xa8 | 0xa9])).count(),
        false => 0,
    };
    text.len() + text.iter().copied().map(more).sum::<usize>() + 3 * wide
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `encoding/json` of Go writes it: compact, and safe to put into HTML.
    fn as_go(value: &serde_json::Value) -> String {
        let text = value.to_string();
        let escaped = [("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u{2028}", "\\u2028")];
        escaped.iter().fold(text, |text, (from, to)| text.replace(from, to))
    }

    #[test]
    fn text_has_the_length_that_go_gives_it() {
        for text in
            ["", "a", "{\"a\":\"b\\n\"}\n", "<b>&amp;</b>", "Grüße \u{2028} \u{1F600}", "\u{1}\t\u{8}"]
        {
            assert_eq!(quoted(text), as_go(&text.into()).len(), "{text:?}");
        }
    }
}
