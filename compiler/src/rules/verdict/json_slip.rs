//! Frequent slips in JSON, found at the place where a parser stops: the cause is often before it.

use crate::codes::UNREADABLE_CONFIG;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::Span;

/// The slip that a stop at `span` comes from, if it is a known one.
pub(super) fn find(bytes: &[u8], span: Span) -> Option<Diagnostic> {
    let text = std::str::from_utf8(bytes).ok()?;
    let at = span.start as usize;
    let (before, rest) = (text.get(..at)?, text.get(at..)?);
    let open = Open::at(before);
    let last = before.trim_end();
    let place = |index: usize| Span { start: index as u32, end: index as u32 + 1, ..span };
    let finding = |span: Span, message: String| UNREADABLE_CONFIG.at(span, message);
    if text.trim().is_empty() {
        let found = finding(span, "the file is empty, and KrakenD expects a JSON object".to_owned());
        return Some(found.help(
            "write the configuration, such as `{ \"version\": 3, \"endpoints\": [] }`, or remove the file",
        ));
    }
    match rest.chars().next() {
        None => {
            let (bracket, start, _) = open.stack.last()?;
            let missing = if *bracket == '[' { ']' } else { '}' };
            let found = finding(span, format!("the file ends before `{missing}`"));
            Some(found.related(place(*start), "opened here").help(format!("close it with `{missing}`")))
        }
        Some(':') => member_of_list(&open, last, span),
        Some('"' | '{' | '[') if last.ends_with(['"', '}', ']']) || ends_with_word(last) => {
            let line = last.lines().count();
            let found = finding(place(last.len() - 1), format!("missing comma at the end of line {line}"));
            Some(found.help("add a comma between the two entries"))
        }
        Some('}' | ']') if last.ends_with(',') => {
            let found = finding(place(last.len() - 1), "a comma before a closing bracket".to_owned());
            Some(found.help("remove the comma: JSON has none after the last entry"))
        }
        Some(found @ ('}' | ']')) => mismatch(&open, found, span),
        Some('/' | '#') => Some(
            finding(span, "JSON has no comments".to_owned())
                .help("remove it, or write it as a key `\"@comment\"`"),
        ),
        Some('\'') => Some(finding(span, "JSON has no single quotes".to_owned()).help("use double quotes")),
        Some('\u{feff}') => Some(
            finding(span, "the file begins with a byte order mark, which KrakenD rejects".to_owned())
                .help("save the file as UTF-8 without a byte order mark"),
        ),
        _ => None,
    }
}

/// `"key": value` in a list: a bracket above is missing, or the key belongs behind the list.
fn member_of_list(open: &Open<'_>, before: &str, span: Span) -> Option<Diagnostic> {
    let (bracket, start, name) = open.stack.last()?;
    if *bracket != '[' || !before.ends_with('"') {
        return None;
    }
    let begin = before[..before.len() - 1].rfind('"')?;
    let key = &before[begin + 1..before.len() - 1];
    let list = if name.is_empty() { "a list".to_owned() } else { format!("the list `{name}`") };
    let place = Span { start: begin as u32, end: before.len() as u32, ..span };
    let opened = Span { start: *start as u32, end: *start as u32 + 1, ..span };
    Some(
        UNREADABLE_CONFIG
            .at(place, format!("key `{key}` is directly in {list}, which has no keys"))
            .related(opened, "list begins here")
            .help("move the key after the `]` of the list, or add the bracket that is missing above it"),
    )
}

fn mismatch(open: &Open<'_>, found: char, span: Span) -> Option<Diagnostic> {
    let (bracket, start, _) = open.stack.last()?;
    let expected = if *bracket == '[' { ']' } else { '}' };
    let opened = Span { start: *start as u32, end: *start as u32 + 1, ..span };
    (expected != found).then(|| {
        UNREADABLE_CONFIG
            .at(span, format!("expected `{expected}`, found `{found}`"))
            .related(opened, "opened here")
            .help(format!("add the missing `{expected}` before it"))
    })
}

/// Whether the text ends with a number, `true`, `false` or `null`.
fn ends_with_word(text: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_alphanumeric())
}

/// The brackets that are open at the end of a text: each with its place and the key before it.
struct Open<'a> {
    stack: Vec<(char, usize, &'a str)>,
}

impl<'a> Open<'a> {
    fn at(text: &'a str) -> Self {
        let mut stack = Vec::new();
        let (mut last, mut key) = ("", "");
        let mut chars = text.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => last = string(text, at, &mut chars),
                ':' => key = last,
                '{' | '[' => {
                    stack.push((c, at, key));
                    key = "";
                }
                '}' | ']' => {
                    stack.pop();
                    key = "";
                }
                ',' => key = "",
                _ => {}
            }
        }
        Self { stack }
    }
}

/// The text of a string whose quote was just read; moves behind it.
fn string<'a>(text: &'a str, from: usize, chars: &mut std::str::CharIndices<'a>) -> &'a str {
    let mut escaped = false;
    for (at, c) in chars.by_ref() {
        match c {
            '"' if !escaped => return &text[from + 1..at],
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    ""
}
