//! Pages that are run: their files are written, their commands executed, their output compared.
//!
//! A comment in front of a fenced block states what it is:
//!
//! | comment | meaning |
//! |---|---|
//! | `<!-- file: NAME -->` | the text of a file |
//! | `<!-- add: NAME -->` | lines to append to a file |
//! | `<!-- under KEY: NAME -->` | lines to put below the line `KEY:` of a file |
//! | `<!-- run -->` | commands after `$ `, each with what it prints; `INSTA_UPDATE=always` writes the output into the page |
//! | `<!-- shell -->` | a script |
//! | `<!-- gateway -->` | keys that a gateway accepts |
//! | `<!-- dev -->` | commands for a shell beside `gwc dev routes/hanzo --echo` |
//! | `<!-- not run: REASON -->` | commands that nothing runs |
//!
//! Each command of `run`, and each script, exits with 0. With `<!-- run, exits 1 -->`, the last command exits with 1.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::golden;

/// What executes the words of a command, of which the first is the program.
pub type Runner<'a> = &'a dyn Fn(&[&str]) -> Printed;

/// What a command did.
pub struct Printed {
    /// What it printed.
    pub text: String,
    /// Its exit code; nothing when a signal ended it.
    pub code: Option<i32>,
}

/// The gateway to which the keys of a `gateway` block are added.
const BARE_GATEWAY: &str = "gateway: bare\nlisten: 8080\ntargets: [gwr]\nupstreams: { origin: \"http://origin:8080\" }\n\
    services: { origin: { at: /origin, upstream: origin, methods: GET, auth: public } }\n";

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
        assert!(fence.trim_start().starts_with("```"), "a fenced block follows `{directive}`");
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
    let mut wrong = Vec::new();
    for block in blocks(&text) {
        let (kind, name) = block.directive.split_once(": ").unwrap_or((block.directive, ""));
        let (kind, exits) = kind.split_once(", exits ").unwrap_or((kind, "0"));
        let exits = exits.parse().ok();
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
                written += &run(block.text, exits, runner, &mut wrong);
                copied = start + block.text.len();
            }
            "shell" => {
                commands += block.text.lines().count();
                script(block.text, exits, runner);
            }
            "gateway" => accepted(block.text, place, runner),
            "dev" | "not run" => {}
            other => panic!("{page}: what is `{other}`?"),
        }
    }
    written += &text[copied..];
    assert!(wrong.is_empty(), "{page}: {wrong:#?}");
    assert!(commands >= at_least, "{page}: only {commands} commands were run");
    golden::file(page, &written);
}

/// The blocks of a page with commands that nothing runs, and that do not say why: the line of each.
pub fn not_run(page: &str) -> Vec<usize> {
    let lines: Vec<&str> = page.lines().map(str::trim).collect();
    let mut found = Vec::new();
    let mut inside = false;
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("```")) {
        inside = !inside;
        let before = at.checked_sub(1).map_or("", |before| lines[before]);
        let known = ["<!-- run", "<!-- shell", "<!-- dev", "<!-- not run: "];
        let says = known.iter().any(|comment| before.starts_with(comment));
        if inside && matches!(*line, "```sh" | "```console" | "```shell" | "```bash") && !says {
            found.push(at + 1);
        }
    }
    found
}

/// Puts lines below the line `key:` of a file.
fn under(path: &Path, key: &str, lines: &str) {
    let before = fs::read_to_string(path).expect("the file to change is there");
    let head = format!("\n{key}:\n");
    assert_eq!(before.matches(&head).count(), 1, "{} has one `{key}:`", path.display());
    fs::write(path, before.replace(&head, &format!("{head}{lines}"))).expect("the file can be written");
}

/// Runs a block as one script.
fn script(text: &str, exits: Option<i32>, runner: Runner<'_>) {
    let printed = runner(&["sh", "-euc", text]);
    assert_eq!(printed.code, exits, "{text}{}", printed.text);
}

/// Checks that a gateway with these keys has no errors.
fn accepted(keys: &str, place: &Path, runner: Runner<'_>) {
    let folder = place.join("of-the-page");
    fs::create_dir_all(&folder).expect("the folder can be made");
    fs::write(folder.join("gateway.yaml"), format!("{BARE_GATEWAY}{keys}")).expect("the file can be written");
    let printed = runner(&["gwc", "check", "of-the-page", "--fail-on", "error"]);
    assert_eq!(printed.code, Some(0), "{keys}{}", printed.text);
    fs::remove_dir_all(folder).expect("the folder can be removed");
}

/// Runs the commands of a block, of which the last exits with `exits`; returns it with what they print now. A command
/// with another exit code is added to `wrong`.
fn run(block: &str, exits: Option<i32>, runner: Runner<'_>, wrong: &mut Vec<String>) -> String {
    let mut written = String::new();
    let parts: Vec<&str> = block.split("$ ").collect();
    assert!(parts[0].is_empty(), "a block to run begins with `$ `");
    for (at, part) in parts.iter().enumerate().skip(1) {
        let (command, expected) = part.split_once('\n').unwrap_or((part, ""));
        let Printed { text: actual, code } = runner(&arguments(command));
        let right = if at + 1 == parts.len() { exits } else { Some(0) };
        wrong.extend((code != right).then(|| format!("`{command}` exits with {code:?}")));
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
pub fn git(arguments: &[&str], place: &Path) -> Printed {
    let author = ["-c", "user.name=author", "-c", "user.email=author@example.com"];
    let run = Command::new("git").args(author).args(arguments).current_dir(place).output().expect("git runs");
    assert!(run.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    Printed { text: String::from_utf8(run.stdout).expect("git prints text"), code: run.status.code() }
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
