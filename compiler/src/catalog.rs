//! All rules, whoever reports them, and what is said about each: `gwc rules`, `gwc explain`, the pages under
//! `docs/rules/`. Everything comes from the doc comment of the rule.

mod doc;
mod pages;

use crate::diagnostic::{Category, Rule, Severity};
use crate::{baseline, codes, settings, suppress};

pub use doc::{Doc, Example, Verdict, examples};
pub use pages::{explain, explain_json, list_json, list_text, markdown, pages};

/// All rules, by code. A module that declares rules adds one line here.
pub fn rules() -> Vec<&'static Rule> {
    let mut rules =
        [codes::rules(), settings::RULES.to_vec(), suppress::RULES.to_vec(), baseline::RULES.to_vec()]
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

/// The code or name that somebody who wrote `word` may have meant.
pub fn suggest(word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    let names = rules().into_iter().flat_map(|rule| [rule.name, rule.code]);
    let scored = names.map(|name| (strsim::jaro_winkler(&word, &name.to_ascii_lowercase()), name));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    // A code has few letters: only its digits tell it apart, so a name must be close and a code nearly equal.
    let enough = if best.1.starts_with("GW") { 0.94 } else { 0.85 };
    (best.0 >= enough).then_some(best.1)
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
