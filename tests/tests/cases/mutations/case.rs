//! Edits as data.
//!
//! ```text
//! == name of the edit
//! file.yaml
//! - text that stands there, exactly once
//! + what it becomes
//! ```
//!
//! Several `-` or `+` lines are lines of one text. `+` lines may be absent: then the text is deleted. More edits of the
//! same or other files follow each other. `*` instead of the file's name replaces in all route files, as often as the
//! text stands there.

/// One change of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edit {
    /// The file, below the gateway's folder; `*` is all of them.
    pub(crate) file: String,
    /// What is replaced; empty to append, or to make the file.
    pub(crate) find: String,
    /// By what.
    pub(crate) replace: String,
}

/// Changes that make one case.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// What it does, in words with dashes.
    pub(crate) name: String,
    /// The changes.
    pub(crate) edits: Vec<Edit>,
}

impl Case {
    /// A case of one edit.
    pub(crate) fn one(name: String, file: &str, find: &str, replace: &str) -> Self {
        let edit = Edit { file: file.into(), find: find.into(), replace: replace.into() };
        Self { name, edits: vec![edit] }
    }
}

/// Reads the cases of a table.
pub(crate) fn parse(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix("== ") {
            cases.push(Case { name: name.into(), edits: Vec::new() });
            continue;
        }
        let edits = &mut cases.last_mut().expect("a case begins with its name").edits;
        match (line.strip_prefix("- "), line.strip_prefix("+ ")) {
            (Some(old), _) => push_line(&mut edits.last_mut().expect("a file comes first").find, old),
            (_, Some(new)) => push_line(&mut edits.last_mut().expect("a file comes first").replace, new),
            _ => edits.push(Edit { file: line.into(), find: String::new(), replace: String::new() }),
        }
    }
    cases
}

fn push_line(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}
