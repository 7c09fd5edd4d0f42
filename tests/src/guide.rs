//! Pages that are run: their files are written, their commands executed, their output compared.
//!
//! A comment in front of a fenced block states what it is: `<!-- file: NAME -->` writes the block, `<!-- add: NAME -->`
//! appends it to a file, `<!-- under KEY: NAME -->` puts it below the line `KEY:`, `<!-- run -->` executes its lines that
//! begin with `$ `, and compares what follows each. `INSTA_UPDATE=always` writes the output into the page.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::golden;

/// What executes the words of a command, of which the first is the program, and returns what it prints.
pub type Runner<'a> = &'a dyn Fn(&[&str]) -> String;

/// A fenced block and the comment before it.
pub struct Block<'a> {
    /// The comment.
    pub directive: &'a str,
    /// The lines between the fences.
    pub text: &'a str,
}

/// The blocks of a page, each a part of its text.
///
/// # Panics
/// When a comment has no block.
pub fn blocks(page: &str) -> Vec<Block<'_>> {
    let parts = page.split("<!-- ").skip(1).filter_map(|part| part.split_once(" -->\n"));
    let blocks = parts.map(|(directive, rest)| {
        let (fence, text) = rest.split_once('\n').unwrap_or_default();
        assert!(fence.starts_with("```"), "a fenced block follows `{directive}`");
        let end = text.find("```").unwrap_or_else(|| panic!("the block of `{directive}` ends"));
        Block { directive, text: &text[..end] }
    });
    blocks.collect()
}

/// Does what a page tells its reader to do, in a folder; it has at least some number of commands.
///
/// # Panics
/// When something cannot be done, or prints something else.
pub fn walk(page: &str, place: &Path, at_least: usize, runner: Runner<'_>) {
    let text = fs::read_to_string(golden::repository().join(page)).expect(page);
    let (mut written, mut copied, mut commands) = (String::new(), 0, 0);
    for block in blocks(&text) {
        let (kind, name) = block.directive.split_once(": ").unwrap_or((block.directive, ""));
        let path = place.join(name);
        match kind {
            "file" => {
                fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
                fs::write(path, block.text).expect("the file can be written");
            }
            "add" => {
                let before = fs::read_to_string(&path).expect("the file to add to exists");
                fs::write(path, before + block.text).expect("the file can be written");
            }
            key if key.starts_with("under ") => under(&path, &key["under ".len()..], block.text),
            "run" => {
                commands += block.text.matches("$ ").count();
                // The block is a part of the page.
                let start = block.text.as_ptr() as usize - text.as_ptr() as usize;
                written += &text[copied..start];
                written += &run(block.text, runner);
                copied = start + block.text.len();
            }
            other => panic!("{page}: what is `{other}`?"),
        }
    }
    written += &text[copied..];
    assert!(commands >= at_least, "{page}: only {commands} commands were run");
    golden::file(page, &written);
}

/// Puts lines below the line `key:` of a file.
fn under(path: &Path, key: &str, lines: &str) {
    let before = fs::read_to_string(path).expect("the file to change is there");
    let head = format!("\n{key}:\n");
    assert_eq!(before.matches(&head).count(), 1, "{} has one `{key}:`", path.display());
    fs::write(path, before.replace(&head, &format!("{head}{lines}"))).expect("the file can be written");
}

/// Runs the commands of a block; returns it with what they print now.
fn run(block: &str, runner: Runner<'_>) -> String {
    let mut written = String::new();
    let parts: Vec<&str> = block.split("$ ").collect();
    assert!(parts[0].is_empty(), "a block to run begins with `$ `");
    for part in &parts[1..] {
        let (command, expected) = part.split_once('\n').unwrap_or((part, ""));
        let actual = runner(&arguments(command));
        let same = without_times(&actual).trim_end() == without_times(expected).trim_end();
        let shown = if same { expected } else { &actual };
        written += &format!("$ {command}\n{shown}");
    }
    written
}

/// Runs `git` in a folder, as an author of its own.
///
/// # Panics
/// When it fails.
pub fn git(arguments: &[&str], place: &Path) -> String {
    let author = ["-c", "user.name=author", "-c", "user.email=author@example.com"];
    let run = Command::new("git").args(author).args(arguments).current_dir(place).output().expect("git runs");
    assert!(run.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).expect("git prints text")
}

/// The words of a command; what is between double quotes is one.
fn arguments(command: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, part) in command.split('"').enumerate() {
        match at % 2 {
            0 => found.extend(part.split_whitespace()),
            _ => found.push(part),
        }
    }
    found
}

/// `12 ms` depends on the day.
fn without_times(text: &str) -> String {
    let mut kept = String::new();
    for line in text.lines() {
        let line =
            match line.rsplit_once(" - ").filter(|(_, time)| time.ends_with(" ms") || time.ends_with(" s")) {
                Some((before, _)) => before,
                None => line,
            };
        kept.push_str(line.trim_end());
        kept.push('\n');
    }
    kept
}
