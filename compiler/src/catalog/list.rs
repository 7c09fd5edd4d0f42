//! Rules by code and name.

use gwc_syntax::diagnostic::Rule;
use gwc_syntax::suggest;

/// Old codes and names of rules, with the rule that replaced them.
#[derive(Debug)]
pub struct Retired {
    /// The words.
    pub words: &'static [&'static str],
    /// The rule that they name now.
    pub now: &'static Rule,
}

/// Rules, by code.
#[derive(Debug)]
pub struct Catalog {
    rules: Vec<&'static Rule>,
    retired: &'static [Retired],
}

impl Catalog {
    /// A catalogue of these rules, and of words that named some of them once.
    pub fn new(mut rules: Vec<&'static Rule>, retired: &'static [Retired]) -> Self {
        rules.sort_by_key(|rule| rule.code);
        Self { rules, retired }
    }

    /// All rules, by code.
    pub fn rules(&self) -> &[&'static Rule] {
        &self.rules
    }

    /// The rule with this code or name, today or once, upper or lower case.
    pub fn find(&self, word: &str) -> Option<&'static Rule> {
        let is_called =
            |rule: &Rule| rule.code.eq_ignore_ascii_case(word) || rule.name.eq_ignore_ascii_case(word);
        self.rules.iter().copied().find(|rule| is_called(rule)).or_else(|| self.retired(word))
    }

    /// The rule that a word names only because it did so once.
    pub fn retired(&self, word: &str) -> Option<&'static Rule> {
        let is_called = |retired: &&Retired| retired.words.iter().any(|w| w.eq_ignore_ascii_case(word));
        self.retired.iter().find(is_called).map(|retired| retired.now)
    }

    /// The name that is most similar to `word`. A wrong code is similar to many, so codes have no suggestion.
    pub fn suggest(&self, word: &str) -> Option<&'static str> {
        let digits = word.strip_prefix("GW").or(word.strip_prefix("gw")).unwrap_or_default();
        if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        suggest::nearest(word, self.rules.iter().map(|rule| rule.name))
    }
}
