//! Findings about words that should name a rule: in comments and in settings.

use super::list::Catalog;
use crate::codes::{REFUSED_SUPPRESSION, RETIRED_RULE, UNKNOWN_RULE};
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Edit, Rule};
use gwc_syntax::source::Span;

/// A rule that cannot be suppressed is named.
pub(crate) fn cannot_be_suppressed(rule: &Rule, span: Span) -> Diagnostic {
    REFUSED_SUPPRESSION
        .at(span, format!("`{}` cannot be suppressed", rule.title()))
        .help(format!("remove the cause: `gwc explain {}` says how", rule.code))
}

/// A word names no rule. The fix renames it, when a rule is near.
pub(crate) fn unknown_rule(catalog: &Catalog, word: &str, span: Span) -> Diagnostic {
    let found = UNKNOWN_RULE.at(span, format!("there is no rule `{word}`"));
    match catalog.suggest(word) {
        Some(near) => {
            let edit = Edit { span, text: near.to_string() };
            let title = format!("write `{near}`");
            found.help(format!("did you mean `{near}`?")).fix(title, Applicability::Unsafe, vec![edit])
        }
        None => found.help("`gwc rules` lists all rules"),
    }
}

/// A rule was named by a word that it had once, here within `text`. The fix writes today's word: the code for a code.
pub(crate) fn retired_rule(word: &str, rule: &Rule, (span, text): (Span, &str)) -> Diagnostic {
    let is_code = word.as_bytes().last().is_some_and(u8::is_ascii_digit);
    let now = if is_code { rule.code } else { rule.name };
    let edit = Edit { span, text: text.replacen(word, now, 1) };
    let finding = RETIRED_RULE.at(span, format!("`{word}` is now `{}`", rule.title()));
    finding.fix(format!("write `{now}`"), Applicability::Safe, vec![edit])
}
