//! Running text: wrapped for a terminal, whole for a pipe, and never broken inside backticks.

use textwrap::core::Word;
use textwrap::{WordSeparator, WordSplitter};

use crate::render::printable::printable;
use gwc_syntax::diagnostic::Severity;

/// Longer lines are hard to read, however wide the terminal is.
const WIDEST: usize = 100;

/// What the output can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Style {
    /// Whether it shows colours.
    pub(super) colours: bool,
    /// Columns to wrap at; nothing wraps without.
    pub(super) width: Option<usize>,
}

impl Style {
    /// `error[GW101 duplicate-endpoint]: ` and the message.
    pub(super) fn headline(self, severity: Severity, rule: &str, message: &str) -> String {
        let colour = match severity {
            Severity::Error => "31",
            Severity::Warning => "33",
            Severity::Loss | Severity::Note => "36",
        };
        let head = self.painted(&format!("{}[{rule}]:", severity.as_str()), colour);
        self.fill(message, &format!("{head} "), "  ")
    }

    /// `  help: ` and its text.
    pub(super) fn paragraph(self, word: &str, content: &str) -> String {
        let head = self.painted(&format!("{word}:"), "36");
        self.fill(content, &format!("  {head} "), &" ".repeat(word.len() + 4))
    }

    /// A line that belongs to the one before.
    pub(super) fn indented(self, content: &str) -> String {
        self.fill(content, "  ", "  ")
    }

    /// A line by itself.
    pub(super) fn line(self, content: &str) -> String {
        self.fill(content, "", "  ")
    }

    fn painted(self, text: &str, colour: &str) -> String {
        if self.colours { format!("\u{1b}[{colour}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn fill(self, content: &str, first: &str, rest: &str) -> String {
        let content = printable(content);
        let mut text = match self.width {
            None => format!("{first}{}", content.replace('\n', &format!("\n{rest}"))),
            Some(width) => textwrap::fill(
                &content,
                textwrap::Options::new(width.min(WIDEST))
                    .initial_indent(first)
                    .subsequent_indent(rest)
                    .break_words(false)
                    .word_separator(WordSeparator::Custom(words))
                    .word_splitter(WordSplitter::NoHyphenation),
            ),
        };
        text.push('\n');
        text
    }
}

/// Words end at blanks, but not at those inside backticks.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut rest = line;
    Box::new(std::iter::from_fn(move || {
        let end = word_end(rest)?;
        let (word, more) = rest.split_at(end);
        rest = more;
        Some(Word::from(word))
    }))
}

/// Where the first word ends, the blanks behind it included; nothing in an empty text.
fn word_end(text: &str) -> Option<usize> {
    let mut after_blank = false;
    let mut quoted_until = 0;
    for (at, c) in text.char_indices() {
        if at < quoted_until {
            continue;
        }
        match c {
            ' ' => after_blank = true,
            _ if after_blank => return Some(at),
            // A backtick without a partner quotes nothing.
            '`' => quoted_until = text[at + 1..].find('`').map_or(0, |length| at + length + 2),
            _ => {}
        }
    }
    (!text.is_empty()).then_some(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_line_breaks_inside_backticks(
            parts in proptest::collection::vec("[a-z-]{1,9}|`[a-z -]{0,30}`", 1..30),
            width in 1..60usize,
        ) {
            let text = parts.join(" ");
            let filled = Style { colours: false, width: Some(width) }.paragraph("help", &text);
            for line in filled.lines() {
                prop_assert_eq!(line.matches('`').count() % 2, 0, "{}", filled);
            }
            let blanks = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(blanks(&filled), blanks(&format!("help: {text}")));
        }

        #[test]
        fn words_are_the_text(text in "[a-z` -]{0,60}") {
            let joined: String = words(&text).map(|w| format!("{}{}", w.word, w.whitespace)).collect();
            prop_assert_eq!(joined, text);
        }
    }

    #[test]
    fn a_pipe_gets_whole_lines() {
        let long = "word ".repeat(100);
        assert_eq!(Style::default().paragraph("note", &long).lines().count(), 1);
        let wrapped = Style { colours: false, width: Some(400) }.paragraph("note", &long);
        assert!(wrapped.lines().all(|line| line.len() <= WIDEST), "{wrapped}");
    }
}
