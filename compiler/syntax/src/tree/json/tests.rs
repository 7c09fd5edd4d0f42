//! What is read and refused, word for word as Go does it.

use super::*;

fn refused(text: &[u8]) -> String {
    parse(FileId(0), text).expect_err("should be refused").message
}

/// Found by fuzzing: the place was one byte, also of a character of several.
#[test]
fn the_offending_character_is_pointed_at_as_a_whole() {
    for (text, token) in [
        ("{\"a\": é}", "é"),
        ("\u{feff}{}", "\u{feff}"),
        ("[1] 網", "網"),
        ("[\"\\😀\"]", "😀"),
        ("[1,}", "}"),
        ("[1", ""),
    ] {
        let span = parse(FileId(0), text.as_bytes())
            .expect_err("should be refused")
            .span(FileId(0), text.as_bytes());
        assert_eq!(text.get(span.start as usize..span.end as usize), Some(token), "{text}");
    }
    for (text, end) in [(&b"[\xff]"[..], 2), (b"[\xef\xbb\xbf, \"\xff\"]", 4), (b"[\xef\xbb]", 2)] {
        let span = parse(FileId(0), text).expect_err("should be refused").span(FileId(0), text);
        assert_eq!((span.start, span.end), (1, end), "{text:?}");
    }
}

fn string(text: &[u8]) -> String {
    let document = parse(FileId(0), text).expect("should be read");
    document.scalar(document.root.expect("a root")).expect("a scalar").text.to_string()
}

#[test]
fn errors_are_worded_as_go_words_them() {
    for (text, message) in [
        (&b""[..], "unexpected end of JSON input"),
        (b"{", "unexpected end of JSON input"),
        (b"\"a", "unexpected end of JSON input"),
        (b"tru", "invalid character ' ' in literal true (expecting 'e')"),
        (b"-", "invalid character ' ' in numeric literal"),
        (b"1.", "invalid character ' ' after decimal point in numeric literal"),
        (b"1e+x", "invalid character 'x' in exponent of numeric literal"),
        (b"{,", "invalid character ',' looking for beginning of object key string"),
        (b"{\"a\" 1}", "invalid character '1' after object key"),
        (b"{\"a\":1 \"b\":2}", "invalid character '\"' after object key:value pair"),
        (b"[1 2]", "invalid character '2' after array element"),
        (b"[1,]", "invalid character ']' looking for beginning of value"),
        (b"{} x", "invalid character 'x' after top-level value"),
        (b"\xef\xbb\xbf{}", "invalid character '\u{ef}' looking for beginning of value"),
        (b"\"\\u12g4\"", "invalid character 'g' in \\u hexadecimal character escape"),
        (b"\"\n\"", "invalid character '\\n' in string literal"),
        (b"'a'", "invalid character '\\'' looking for beginning of value"),
        (b"01", "invalid character '1' after top-level value"),
    ] {
        assert_eq!(refused(text), message, "{}", display_text(text));
    }
}

#[test]
fn strings_are_decoded_as_go_decodes_them() {
    assert_eq!(string(br#""\ud83d\ude00""#), "\u{1f600}");
    assert_eq!(string(br#""\ud800""#), "\u{fffd}");
    assert_eq!(string(br#""\ud800\ud83d\ude00""#), "\u{fffd}\u{1f600}");
    assert_eq!(string(br#""\ude00a\/\t""#), "\u{fffd}a/\t");
    assert_eq!(string(b"\"a\xff\xe2\x82b\""), "a\u{fffd}\u{fffd}\u{fffd}b");
}

#[test]
fn nesting_ends_at_ten_thousand_levels() {
    let deep = |levels: usize| [vec![b'['; levels], vec![b']'; levels]].concat();
    assert!(parse(FileId(0), &deep(MAX_DEPTH)).is_ok());
    assert_eq!(refused(&deep(MAX_DEPTH + 1)), "invalid character '[' exceeded max depth");
    assert_eq!(refused(&vec![b'['; 1_000_000]), "invalid character '[' exceeded max depth");
}

#[test]
fn spans_and_duplicate_keys_are_kept() {
    let text = br#"{"a": 1, "a": [true]}"#;
    let document = parse(FileId(0), text).expect("valid");
    let root = document.root.expect("a root");
    assert_eq!(document.map(root).map(<[_]>::len), Some(2));
    let last = document.get(root, "a").expect("present");
    assert_eq!(document.span(last), Span::new(FileId(0), 14, 20));
    assert_eq!(document.span(root), Span::new(FileId(0), 0, text.len()));
}
