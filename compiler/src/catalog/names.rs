//! Findings about names of rules in comments and settings.

use super::list::Catalog;
use crate::codes::{REFUSED_SUPPRESSION, RETIRED_RULE, UNKNOWN_RULE};
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Edit, Rule};
use gwc_syntax::source::Span;

/// A suppression names a rule that cannot be suppressed.
pub(crate) fn cannot_be_suppressed(rule: &Rule, span: Span) -> Diagnostic {
    REFUSED_SUPPRESSION
        .at(span, format!("rule `{}` cannot be suppressed", rule.title()))
        .help(format!("fix the cause; see `gwc explain {}`", rule.code))
}

/// A word names no rule. The fix writes the nearest name, if one is similar.
pub(crate) fn unknown_rule(catalog: &Catalog, word: &str, span: Span) -> Diagnostic {
    let found = UNKNOWN_RULE.at(span, format!("unknown rule `{word}`"));
    match catalog.suggest(word) {
        Some(near) => {
            let edit = Edit { span, text: near.to_string() };
            let title = format!("write `{near}`");
            found.help(format!("did you mean `{near}`?")).fix(title, Applicability::Unsafe, vec![edit])
        }
        None => found.help("run `gwc rules` for the list of rules"),
    }
}

/// An old code or name of a rule, within `text`. The fix writes the new one: a code for a code.
pub(crate) fn retired_rule(word: &str, rule: &Rule, (span, text): (Span, &str)) -> Diagnostic {
    let is_code = word.as_bytes().last().is_some_and(u8::is_ascii_digit);
    let now = if is_code { rule.code } else { rule.name };
    let edit = Edit { span, text: text.replacen(word, now, 1) };
    let finding = RETIRED_RULE.at(span, format!("rule `{word}` was replaced by `{}`", rule.title()));
    finding.fix(format!("write `{now}`"), Applicability::Safe, vec![edit])
}
