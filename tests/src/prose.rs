//! The texts that people read, and the phrases that the style of this project replaces.
//!
//! Texts are the pages in Markdown, the string literals and doc comments of all sources but tests, and the files that
//! build, package and deploy the project. Code spans, fenced blocks and quotations are left out.

mod configuration;
mod literals;
mod names;
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
    files.extend(delivery());
    let mut found = Vec::new();
    for (name, bytes) in &files {
        let text = || String::from_utf8_lossy(bytes).into_owned();
        let texts = match name.rsplit_once('.') {
            Some((_, "md")) => vec![Text { line: 1, text: text() }],
            Some((_, "rs")) if !is_test(name) => literals::of(&text()),
            _ if is_delivery(name) => configuration::of(&text()),
            _ => continue,
        };
        found.extend(texts.iter().flat_map(|text| in_text(name, text)));
    }
    found
}

/// Files at the root that build, package and deploy the project.
const DELIVERY: [&str; 11] = [
    ".dockerignore",
    ".gitignore",
    ".pre-commit-hooks.yaml",
    "Cargo.toml",
    "Dockerfile",
    "Makefile",
    "action.yml",
    "clippy.toml",
    "compose.yaml",
    "deny.toml",
    "rustfmt.toml",
];
/// Folders of such files.
const DELIVERY_FOLDERS: [&str; 5] = [".ci", ".github", ".gitlab", "routes", "templates"];

/// Their names and contents.
fn delivery() -> folder::Files {
    let root = repository();
    let mut files = folder::Files::new();
    for name in DELIVERY {
        let bytes = fs::read(root.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        files.insert(name.to_owned(), bytes);
    }
    for part in DELIVERY_FOLDERS {
        let found = folder::read(&root.join(part));
        assert!(!found.is_empty(), "{part} has no files");
        files.extend(found.into_iter().map(|(name, bytes)| (format!("{part}/{name}"), bytes)));
    }
    files
}

fn is_delivery(name: &str) -> bool {
    let folder = name.split_once('/').map(|(folder, _)| folder);
    DELIVERY.contains(&name) || folder.is_some_and(|folder| DELIVERY_FOLDERS.contains(&folder))
}

/// All definitions with a name to replace, in all Rust sources.
///
/// # Panics
/// When a file cannot be read or parsed.
pub fn names() -> Vec<String> {
    let root = repository();
    let mut found = Vec::new();
    for part in ["compiler", "runtime", "artifact", "tests", "fuzz"] {
        for (name, bytes) in folder::read(&root.join(part)).iter().filter(|(name, _)| name.ends_with(".rs")) {
            let names = names::find(&String::from_utf8_lossy(bytes));
            found.extend(names.iter().map(|(line, known)| format!("{part}/{name}:{}: `{known}`", line + 1)));
        }
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
