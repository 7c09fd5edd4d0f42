//! The texts that people read, and the phrases that the style of this project replaces.
//!
//! Texts are the pages in Markdown, and the string literals and doc comments of all sources but tests. Code spans,
//! fenced blocks and quotations are left out.

mod literals;
mod phrases;

use std::fmt;
use std::fs;

use self::literals::Text;
use crate::folder;
use crate::golden::repository;

/// A phrase that is to be replaced, and where it is.
#[derive(Debug)]
pub struct Found {
    file: String,
    line: usize,
    phrase: &'static str,
    text: String,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: `{}` in: {}", self.file, self.line, self.phrase, self.text)
    }
}

/// All phrases to replace, in all texts of the repository.
///
/// # Panics
/// When a file cannot be read or parsed.
pub fn found() -> Vec<Found> {
    let root = repository();
    let mut files = folder::Files::new();
    for part in ["compiler", "runtime", "artifact", "docs"] {
        let sources = folder::read(&root.join(part)).into_iter();
        files.extend(sources.map(|(name, bytes)| (format!("{part}/{name}"), bytes)));
    }
    for name in folder::names(&root).into_iter().filter(|name| name.ends_with(".md")) {
        let bytes = fs::read(root.join(&name)).expect("a page can be read");
        files.insert(name, bytes);
    }
    let mut found = Vec::new();
    for (name, bytes) in &files {
        let text = || String::from_utf8_lossy(bytes).into_owned();
        let texts = match name.rsplit_once('.') {
            Some((_, "md")) => vec![Text { line: 1, text: text() }],
            Some((_, "rs")) if !is_test(name) => literals::of(&text()),
            _ => continue,
        };
        found.extend(texts.iter().flat_map(|text| in_text(name, text)));
    }
    found
}

/// Sources that only tests and benchmarks use.
fn is_test(file: &str) -> bool {
    file.split('/').any(|part| ["tests", "benches", "fuzz", "tests.rs"].contains(&part))
}

fn in_text(file: &str, text: &Text) -> Vec<Found> {
    let found = phrases::find(&text.text).into_iter();
    let found = found.map(|(line, phrase)| Found {
        file: file.to_owned(),
        line: text.line + line,
        phrase,
        text: text.text.lines().nth(line).unwrap_or_default().trim().to_owned(),
    });
    found.collect()
}
