//! What the bad example of each rule prints. The tests run the examples and write `messages.txt`.

use std::collections::BTreeMap;
use std::fmt;

use gwc_syntax::diagnostic::Rule;

/// Messages by the code of their rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Messages(BTreeMap<String, String>);

impl Messages {
    /// Those of the examples in this version.
    pub fn built_in() -> Self {
        Self::parse(include_str!("messages.txt"))
    }

    /// Reads what [`fmt::Display`] writes.
    fn parse(text: &str) -> Self {
        let blocks = text.split("\n\n").filter_map(|block| block.trim().strip_prefix('[')?.split_once("]\n"));
        Self(blocks.map(|(code, message)| (code.to_owned(), message.to_owned())).collect())
    }

    /// Sets what the example of a rule prints, without empty lines: they separate the entries.
    pub fn set(&mut self, rule: &Rule, message: &str) {
        let lines: Vec<&str> = message.lines().filter(|line| !line.trim().is_empty()).collect();
        self.0.insert(rule.code.to_owned(), lines.join("\n"));
    }

    /// What the example of a rule prints.
    pub fn of(&self, rule: &Rule) -> Option<&str> {
        self.0.get(rule.code).map(String::as_str)
    }
}

impl fmt::Display for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "# What the bad example of each rule prints: written by `INSTA_UPDATE=always cargo test`."
        )?;
        self.0.iter().try_for_each(|(code, message)| write!(f, "\n[{code}]\n{message}\n"))
    }
}
