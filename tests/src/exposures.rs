//! Edits that open something, and edits that open nothing, as data: `tests/exposures/`.
//!
//! ```text
//! == GW804 name-of-the-edit
//! - text of the file, exactly once
//! + what it becomes
//! ```
//!
//! Several `-` or `+` lines are lines of one text. The file is `gateway.yaml` unless a line names `krakend.json`; such a line
//! also begins a further edit.

use std::fs;
use std::path::Path;

use crate::golden;

/// The file of an edit that names none.
const USUAL: &str = "gateway.yaml";

/// An edit with the code of the change that reports it; none for one that opens nothing.
#[derive(Debug, Clone)]
pub struct Exposure {
    /// The code, such as `GW804`.
    pub code: Option<String>,
    /// What the edit does, in words with dashes.
    pub name: String,
    /// The file that is edited.
    pub file: String,
    replaced: Vec<[String; 2]>,
}

impl Exposure {
    /// The text of the file before.
    pub fn before(&self) -> String {
        read(&self.file)
    }

    /// The text of the file after.
    pub fn after(&self) -> String {
        let mut text = self.before();
        for [old, new] in &self.replaced {
            assert_eq!(text.matches(old.as_str()).count(), 1, "{}: {old}", self.name);
            text = text.replace(old.as_str(), new);
        }
        text
    }

    /// Writes both into folders of this folder: `before` and `after`.
    pub fn write(&self, folder: &Path) {
        for (side, text) in [("before", self.before()), ("after", self.after())] {
            fs::create_dir_all(folder.join(side)).expect("a folder can be made");
            fs::write(folder.join(side).join(&self.file), text).expect("a file can be written");
        }
    }
}

/// The edits of a table that open something.
pub fn exposing() -> Vec<Exposure> {
    parse(&read("exposing.txt"))
}

/// Those that open nothing.
pub fn benign() -> Vec<Exposure> {
    parse(&read("benign.txt"))
}

fn read(name: &str) -> String {
    let path = golden::repository().join("tests/exposures").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn parse(text: &str) -> Vec<Exposure> {
    let mut all: Vec<Exposure> = Vec::new();
    // Whether the last line was of the new text.
    let mut is_new = true;
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(title) = line.strip_prefix("== ") {
            all.push(titled(title));
            is_new = true;
            continue;
        }
        let edit = all.last_mut().expect("an edit begins with its name");
        match (line.strip_prefix('-'), line.strip_prefix('+')) {
            (Some(old), _) => {
                if is_new {
                    edit.replaced.push(Default::default());
                }
                add(&mut edit.replaced.last_mut().expect("it was added")[0], old);
                is_new = false;
            }
            (_, Some(new)) => {
                add(&mut edit.replaced.last_mut().expect("old text comes first")[1], new);
                is_new = true;
            }
            _ => {
                line.clone_into(&mut edit.file);
                is_new = true;
            }
        }
    }
    all
}

fn titled(title: &str) -> Exposure {
    let (code, name) = match title.split_once(' ') {
        Some((code, name)) => (Some(code.to_owned()), name),
        None => (None, title),
    };
    Exposure { code, name: name.to_owned(), file: USUAL.to_owned(), replaced: Vec::new() }
}

fn add(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line.strip_prefix(' ').unwrap_or(line));
}
