//! Common mistakes that make text invalid YAML, found in the text itself: the parser only reports the unexpected
//! character.

use super::message::SyntaxError;

/// The slip near a byte offset at which the parser stopped, if one is there.
pub(super) fn of(info: &str, text: &str, offset: usize) -> Option<SyntaxError> {
    let line = line_at(text, offset);
    conflict_mark(text)
        .or_else(|| no_break_space(text, line))
        .or_else(|| wide_character(text, line))
        .or_else(|| bare_star(text, offset))
        .or_else(|| star_key(text, offset))
        .or_else(|| missing_blank(info, text, line))
        .or_else(|| missing_colon(info, text, line))
        .or_else(|| missing_blank_in_list(info, text, line))
}

/// The start and end of the line that holds a byte offset, without its line break.
pub(super) fn line_at(text: &str, offset: usize) -> (usize, usize) {
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    (start, end)
}

pub(super) fn line_before(text: &str, line: (usize, usize)) -> Option<(usize, usize)> {
    (line.0 > 0).then(|| line_at(text, line.0 - 1))
}

fn conflict_mark(text: &str) -> Option<SyntaxError> {
    let mut start = 0;
    for line in text.split('\n') {
        if line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") {
            return Some(SyntaxError {
                message: "unresolved merge conflict".to_owned(),
                token: Some((start, start + line.trim_end().len())),
                help: Some("resolve the conflict and remove its markers".to_owned()),
            });
        }
        start += line.len() + 1;
    }
    None
}

/// A character that looks like a space and is not one, in the line or the one before it.
fn no_break_space(text: &str, line: (usize, usize)) -> Option<SyntaxError> {
    let is_foreign = |c: char| c.is_whitespace() && !c.is_ascii();
    for (start, end) in [Some(line), line_before(text, line)].into_iter().flatten() {
        let Some((at, space)) = text[start..end].char_indices().find(|(_, c)| is_foreign(*c)) else {
            continue;
        };
        return Some(SyntaxError {
            message: format!(
                "U+{:04X} looks like a space, but YAML does not read it as one",
                u32::from(space)
            ),
            token: Some((start + at, start + at + space.len_utf8())),
            help: Some("replace it with a space".to_owned()),
        });
    }
    None
}

/// A character of an East Asian keyboard that looks like a character of YAML, in the line or the one before it.
fn wide_character(text: &str, line: (usize, usize)) -> Option<SyntaxError> {
    const WIDE: [(char, char); 7] = [
        ('\u{ff1a}', ':'),
        ('\u{ff0c}', ','),
        ('\u{ff5b}', '{'),
        ('\u{ff5d}', '}'),
        ('\u{ff3b}', '['),
        ('\u{ff3d}', ']'),
        ('\u{ff0d}', '-'),
    ];
    for (start, end) in [Some(line), line_before(text, line)].into_iter().flatten() {
        for (at, found) in text[start..end].char_indices() {
            let Some((wide, plain)) = WIDE.into_iter().find(|(wide, _)| *wide == found) else { continue };
            return Some(SyntaxError {
                message: format!("`{wide}` is U+{:04X}, which is text in YAML", u32::from(wide)),
                token: Some((start + at, start + at + wide.len_utf8())),
                help: Some(format!("replace it with `{plain}` and a space")),
            });
        }
    }
    None
}

fn bare_star(text: &str, offset: usize) -> Option<SyntaxError> {
    let rest = text[offset..].strip_prefix('*')?;
    let alone = rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || ",]}".contains(c));
    alone.then(|| SyntaxError {
        message: "`*` needs quotes: without them, `*` begins an alias in YAML".to_owned(),
        token: Some((offset, offset + 1)),
        help: Some("put it in quotes: `\"*\"`; to forward all headers or parameters, write `all`".to_owned()),
    })
}

/// A key that begins with `*`, behind other keys.
fn star_key(text: &str, offset: usize) -> Option<SyntaxError> {
    let rest = text[offset..].strip_prefix('*')?;
    let word = rest.split(char::is_whitespace).next().unwrap_or_default();
    let key = word.strip_suffix(':')?;
    Some(SyntaxError {
        message: format!("the key `*{key}` needs quotes: without them, `*` begins an alias in YAML"),
        token: Some((offset, offset + 1 + word.len())),
        help: Some(quoted_star_key(key)),
    })
}

/// How to write a key that begins with `*`: `rest` is what follows.
pub(in crate::tree::yaml) fn quoted_star_key(rest: &str) -> String {
    match rest {
        "" => "put it in quotes: `\"*\":`; for all paths, write `/*:`".to_owned(),
        rest => format!("put it in quotes: `\"*{rest}\":`"),
    }
}

/// `key:value` in the line, or in the one before it: without a space the parser reads one word that spans lines.
fn missing_blank(info: &str, text: &str, line: (usize, usize)) -> Option<SyntaxError> {
    if !info.starts_with("mapping values are not allowed") && !info.starts_with("simple key expected") {
        return None;
    }
    for (start, end) in [Some(line), line_before(text, line)].into_iter().flatten() {
        let trimmed = text[start..end].trim();
        let Some((key, value)) = trimmed.split_once(':') else { continue };
        let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !is_key || value.is_empty() || value.starts_with([' ', '\t']) || value.starts_with("//") {
            continue;
        }
        let from = start + text[start..end].find(trimmed).unwrap_or(0);
        return Some(SyntaxError {
            message: format!("missing space after `{key}:`"),
            token: Some((from, from + key.len() + 1)),
            help: Some(format!("write `{key}: {value}`")),
        });
    }
    None
}

/// `key` without its colon above a map: the parser reads it and the first key below as one text.
fn missing_colon(info: &str, text: &str, line: (usize, usize)) -> Option<SyntaxError> {
    if !info.starts_with("mapping values are not allowed") {
        return None;
    }
    let (start, end) = line_before(text, line)?;
    let key = text[start..end].trim();
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-/.".contains(c));
    let indentation = |from: usize| text[from..].len() - text[from..].trim_start_matches(' ').len();
    if !is_key || key.starts_with('-') || indentation(line.0) <= indentation(start) {
        return None;
    }
    let from = start + indentation(start);
    Some(SyntaxError {
        message: format!("missing `:` after `{key}`"),
        token: Some((from, from + key.len())),
        help: Some(format!("write `{key}:`")),
    })
}

/// `-value` in a list: without a space it is text, and the parser takes it for a key.
fn missing_blank_in_list(info: &str, text: &str, line: (usize, usize)) -> Option<SyntaxError> {
    if !info.starts_with("simple key expect") {
        return None;
    }
    for (start, end) in [Some(line), line_before(text, line)].into_iter().flatten() {
        let trimmed = text[start..end].trim();
        let Some(value) = trimmed.strip_prefix('-') else { continue };
        if value.is_empty() || value.starts_with([' ', '\t', '-']) {
            continue;
        }
        let from = start + text[start..end].find(trimmed).unwrap_or(0);
        return Some(SyntaxError {
            message: "missing space after `-`".to_owned(),
            token: Some((from, from + 1)),
            help: Some(format!("write `- {value}`")),
        });
    }
    None
}
