//! The parser's messages in the words of someone who writes route files.

mod message;
mod slips;

use super::text::{MAX_DEPTH, offending_token};
pub(super) use message::SyntaxError;

impl SyntaxError {
    /// Words for a message of the parser, which stood at a byte offset of the text.
    pub(super) fn of(info: &str, text: &str, offset: usize) -> Self {
        let say = |message: &str, token, help: &str| Self {
            message: message.to_owned(),
            token,
            help: (!help.is_empty()).then(|| help.to_owned()),
        };
        if let Some(error) = slips::of(info, text, offset) {
            return error;
        }
        if let Some(tab) = tab_near(info, text, offset) {
            return say(
                "a tab stands where YAML wants blanks",
                Some(tab),
                "indent with spaces, not with tabs",
            );
        }
        let bracket = text[offset..].starts_with(['[', '{']).then_some((offset, offset + 1));
        if info.starts_with("unclosed bracket") {
            return say("this bracket is never closed", bracket, "close it");
        }
        if info.starts_with("mismatched bracket") {
            return say(
                "this bracket is closed by one of another kind",
                bracket,
                "close it with its own kind",
            );
        }
        if info.contains("recursion limit") {
            let message = format!("lists and maps are nested deeper than {} levels here", MAX_DEPTH);
            return say(&message, bracket, "");
        }
        if info.starts_with("unclosed quote") {
            return say("this quote is never closed", None, "close it with the same quote");
        }
        if info.contains("unknown escape character") {
            return say(
                "no such escape in double quotes",
                None,
                "use single quotes, where `\\` is a character like any other",
            );
        }
        if info.starts_with("unexpected character") {
            return cannot_begin(text, offset);
        }
        if info.starts_with("mapping values are not allowed") {
            return say(
                "a second `:` in one value",
                None,
                "put the inner key on a line of its own, or quote the text that holds the `:`",
            );
        }
        if info.contains("did not find expected key") {
            return say("the indentation is that of no key above", None, "line up the keys of one map");
        }
        say(info, None, "")
    }
}

/// A character that has a meaning in YAML and cannot begin a plain value.
fn cannot_begin(text: &str, offset: usize) -> SyntaxError {
    let (start, end) = offending_token(text, offset);
    let token = text[start..end].trim_end_matches([',', '}', ']']);
    let first = token.chars().next().unwrap_or(' ');
    if first.is_control() {
        return SyntaxError {
            message: format!("the control character U+{:04X} cannot stand here", u32::from(first)),
            token: Some((start, start + first.len_utf8())),
            help: Some("remove it".to_owned()),
        };
    }
    let message = match first {
        '`' => "a value cannot begin with a backtick".to_owned(),
        _ => format!("a value cannot begin with `{first}`"),
    };
    let help = if first == '`' {
        "remove the backticks, or use quotes".to_owned()
    } else {
        format!("quote it: `\"{token}\"`")
    };
    SyntaxError { message, token: Some((start, start + token.len())), help: Some(help) }
}

/// The tab that the parser complains of: where it stood, or in what it was reading.
fn tab_near(info: &str, text: &str, offset: usize) -> Option<(usize, usize)> {
    if !info.contains("tab") {
        return None;
    }
    let before = text[..offset].len() - text[..offset].trim_end_matches('\t').len();
    let start = match before {
        0 => offset + text[offset..].find('\t')?,
        tabs => offset - tabs,
    };
    let tabs = text[start..].len() - text[start..].trim_start_matches('\t').len();
    Some((start, start + tabs))
}
