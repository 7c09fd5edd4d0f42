//! Reads `gwc: ignore[GW203] reason, until=2027-01-01` out of a comment.

use gwc_syntax::source::{SourceMap, Span};
use gwc_syntax::tree::Comment;
use gwc_syntax::value::Date;

/// The content of a suppression comment, before it is checked against the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive {
    /// The whole comment.
    pub(super) comment: Span,
    /// Whether it is for the whole file.
    pub(super) whole_file: bool,
    /// Codes or names, each with its place.
    pub(super) rules: Vec<(String, Span)>,
    /// The inside of the brackets.
    pub(super) list: Span,
    /// The reason; may be empty.
    pub(super) reason: String,
    /// The first day on which it no longer applies.
    pub(super) until: Option<(Date, Span)>,
}

/// Why a comment that starts with `gwc:` is not a suppression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Malformed {
    /// The malformed part.
    pub(super) span: Span,
    /// What is wrong with it.
    pub(super) message: String,
}

/// The directive of a comment; `None` for any other comment.
pub(super) fn read(comment: Comment, sources: &SourceMap) -> Option<Result<Directive, Malformed>> {
    let text = sources.text(comment.span);
    let body = text.trim_start_matches(['#', ' ', '\t']).strip_prefix("gwc:")?;
    let body = body.trim_start();
    let start = text.len() - body.len();
    Some(directive(body, comment.span, start))
}

fn directive(body: &str, comment: Span, start: usize) -> Result<Directive, Malformed> {
    let at = |from: usize, to: usize| comment.slice(start + from, start + to);
    let word_len = body.find(|c: char| !c.is_ascii_alphabetic() && c != '-').unwrap_or(body.len());
    let whole_file = match &body[..word_len] {
        "ignore" => false,
        "ignore-file" => true,
        "" => return Err(malformed(comment, "expected `ignore` or `ignore-file` after `gwc:`".to_string())),
        word => {
            return Err(malformed(
                at(0, word_len),
                format!("expected `ignore` or `ignore-file`, found `{word}`"),
            ));
        }
    };
    let rest = &body[word_len..];
    let close = rest.find(']').filter(|_| rest.starts_with('['));
    let Some(close) = close else {
        return Err(malformed(
            at(0, word_len),
            "malformed suppression: expected rules in brackets after `ignore`, such as `[GW203]`".to_string(),
        ));
    };
    let list = &rest[1..close];
    let rules = words(list)
        .map(|(from, to)| (list[from..to].to_string(), at(word_len + 1 + from, word_len + 1 + to)));
    let rules: Vec<_> = rules.collect();
    let list = at(word_len + 1, word_len + close);
    if rules.is_empty() {
        return Err(malformed(
            at(word_len, word_len + close + 1),
            "expected at least one rule in the brackets".to_string(),
        ));
    }
    let after = word_len + close + 1;
    let (reason, until) = match body[after..].find("until=") {
        None => (&body[after..], None),
        Some(found) => {
            let from = after + found + "until=".len();
            let day = &body[from..from + body[from..].find([' ', ',', '\t']).unwrap_or(body.len() - from)];
            let span = at(from, from + day.len());
            let wrong = || malformed(span, format!("expected a date such as `2027-01-01`, found `{day}`"));
            (&body[after..after + found], Some((Date::parse(day).ok_or_else(wrong)?, span)))
        }
    };
    let reason = reason.trim_matches([' ', '\t', ',', ':', ';', '-']).to_string();
    Ok(Directive { comment, whole_file, rules, list, reason, until })
}

fn malformed(span: Span, message: String) -> Malformed {
    Malformed { span, message }
}

/// Byte ranges of the words between commas and white space.
fn words(list: &str) -> impl Iterator<Item = (usize, usize)> {
    let separator = |c: char| c == ',' || c.is_whitespace();
    list.split(separator).filter(|word| !word.is_empty()).map(move |word| {
        let from = word.as_ptr() as usize - list.as_ptr() as usize;
        (from, from + word.len())
    })
}

impl Directive {
    /// The line (from 1) of the findings that it suppresses: its own line if there is other text on it, or else the
    /// next line that is not a comment, so several can be stacked.
    pub(super) fn target_line(&self, sources: &SourceMap) -> usize {
        let file = sources.file(self.comment.file);
        let mut line = file.position(self.comment.start).line;
        if !self.is_alone(sources) {
            return line;
        }
        line += 1;
        while line < file.lines() && file.text[file.line_range(line)].trim_start().starts_with('#') {
            line += 1;
        }
        line
    }

    /// Whether only white space precedes it on its line.
    fn is_alone(&self, sources: &SourceMap) -> bool {
        self.before(sources).trim_start_matches('\u{feff}').trim().is_empty()
    }

    fn before<'a>(&self, sources: &'a SourceMap) -> &'a str {
        let file = sources.file(self.comment.file);
        let line = file.position(self.comment.start).line;
        &file.text[file.line_range(line).start..self.comment.start as usize]
    }

    /// The bytes to delete to remove it: the whole line, or the comment and the white space before it.
    pub(super) fn removal(&self, sources: &SourceMap) -> Span {
        let text = &sources.file(self.comment.file).text;
        let before = self.before(sources);
        let mut span = self.comment;
        span.start -= (before.len() - before.trim_end_matches([' ', '\t']).len()) as u32;
        if self.is_alone(sources) {
            let after = &text[span.end as usize..];
            span.end += if after.starts_with("\r\n") { 2 } else { u32::from(after.starts_with('\n')) };
        }
        span
    }
}
