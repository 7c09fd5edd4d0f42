//! All rules, whoever reports them, and what is said about each: `gwc rules`, `gwc explain`, the pages under
//! `docs/rules/`. Everything comes from the doc comment of the rule.

mod doc;
mod pages;

use crate::{around, baseline, codes, lint, settings, suppress, targets};
use gwc_syntax::diagnostic::{Category, Rule, Severity};
use gwc_syntax::suggest;

pub use doc::{Doc, Example, Verdict, examples};
pub use pages::{explain, explain_json, list_json, list_text, markdown, pages};

/// All rules, by code. A module that declares rules adds one line here.
pub fn rules() -> Vec<&'static Rule> {
    let mut rules = [
        codes::rules(),
        lint::rules(),
        targets::rules(),
        settings::RULES.to_vec(),
        suppress::RULES.to_vec(),
        baseline::RULES.to_vec(),
        lint::configuration::rules(),
        around::rules(),
    ]
    .concat();
    rules.sort_by_key(|rule| rule.code);
    rules
}

/// The rule with this code or name, upper or lower case.
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    rules().into_iter().find(|rule| is_called(rule, code_or_name))
}

/// Whether `word` is the rule's code or name, upper or lower case.
pub fn is_called(rule: &Rule, word: &str) -> bool {
    rule.code.eq_ignore_ascii_case(word) || rule.name.eq_ignore_ascii_case(word)
}

/// The name that somebody who wrote `word` may have meant. A wrong code is near to many, so it gets no answer.
pub fn suggest(word: &str) -> Option<&'static str> {
    let digits = word.strip_prefix("GW").or(word.strip_prefix("gw")).unwrap_or_default();
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    suggest::nearest(word, rules().into_iter().map(|rule| rule.name))
}

/// What a category is about, for headings.
fn category_word(category: Category) -> &'static str {
    category.as_str()
}

/// What a severity means for a run, in a few words.
fn severity_meaning(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "nothing is written while one stands",
        Severity::Warning => "fails a check unless `--fail-on error`",
        Severity::Loss => "a target says less than the source; never fails a check",
        Severity::Note => "worth knowing; never fails a check",
    }
}

#[cfg(test)]
mod tests;
