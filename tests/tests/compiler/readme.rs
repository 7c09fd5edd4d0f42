//! The README is run: its files are written, its commands executed, its output compared.
//!
//! A comment in front of a fenced block says what it is: `<!-- file: NAME -->` writes the block, `<!-- add: NAME -->`
//! appends it to a file, `<!-- under KEY: NAME -->` puts it below the
//! line `KEY:`, `<!-- run -->` executes its lines that begin with `$ gwc` and compares what follows each.

use std::fs;
use std::path::Path;

use gwc_tests::golden;

use super::{gwc, with_routes};

/// A fenced block and what the comment before it says.
struct Block {
    said: String,
    text: String,
}

fn blocks(markdown: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        let Some(said) = line.trim().strip_prefix("<!-- ").and_then(|l| l.strip_suffix(" -->")) else {
            continue;
        };
        let fence = lines.next().unwrap_or_default();
        assert!(fence.starts_with("```"), "a fenced block follows `{said}`");
        let text = lines.by_ref().take_while(|l| !l.starts_with("```")).map(|l| format!("{l}\n")).collect();
        found.push(Block { said: said.to_owned(), text });
    }
    found
}

#[test]
fn the_tour_and_the_tutorial_work_as_written() {
    let readme = fs::read_to_string(golden::repository().join("README.md")).expect("README.md");
    let place = with_routes();
    let mut ran = 0;
    for block in blocks(&readme) {
        let (kind, name) = block.said.split_once(": ").unwrap_or((&block.said, ""));
        let path = place.path().join(name);
        match kind {
            "file" => {
                fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
                fs::write(path, &block.text).expect("the file can be written");
            }
            "add" => {
                let before = fs::read_to_string(&path).expect("the file to add to is there");
                fs::write(path, before + &block.text).expect("the file can be written");
            }
            key if key.starts_with("under ") => under(&path, &key["under ".len()..], &block.text),
            "run" => ran += run(&block.text, place.path()),
            other => panic!("README.md: what is `{other}`?"),
        }
    }
    assert!(ran >= 7, "only {ran} commands were run");
}

/// The first command that a reader runs: building a clean gateway says that it is clean, not what KrakenD cannot do.
#[test]
fn the_first_command_prints_a_few_lines() {
    let place = with_routes();
    let run = gwc(place.path()).run(&["build", "routes/", "-o", "dist/"]);
    let lines = run.stdout.lines().count() + run.stderr.lines().count();
    assert!(lines <= 15, "{lines} lines\n{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("(shown with --show note)"), "{}", run.stdout);
}

/// Puts lines below the line `key:` of a file.
fn under(path: &Path, key: &str, lines: &str) {
    let before = fs::read_to_string(path).expect("the file to change is there");
    let head = format!("\n{key}:\n");
    assert_eq!(before.matches(&head).count(), 1, "{} has one `{key}:`", path.display());
    fs::write(path, before.replace(&head, &format!("{head}{lines}"))).expect("the file can be written");
}

/// Runs the commands of a block; says how many there were.
fn run(block: &str, place: &Path) -> usize {
    let mut commands = 0;
    let parts: Vec<&str> = block.split("$ gwc ").collect();
    assert!(parts[0].is_empty(), "a block to run begins with `$ gwc `");
    for part in &parts[1..] {
        let (command, expected) = part.split_once('\n').unwrap_or((part, ""));
        let arguments: Vec<&str> = command.split_whitespace().collect();
        let run = gwc(place).run(&arguments);
        let actual = without_times(&format!("{}{}", run.stdout, run.stderr));
        assert_eq!(actual.trim_end(), without_times(expected).trim_end(), "gwc {command}");
        commands += 1;
    }
    commands
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

/// The tutorial keeps its promise: a service with an alias, a public health path and a limit of its own.
#[test]
fn the_tutorial_adds_a_service_in_under_ten_lines() {
    let readme = fs::read_to_string(golden::repository().join("README.md")).expect("README.md");
    let tutorial = readme
        .split("## Add a service")
        .nth(1)
        .expect("the tutorial")
        .split("\n## ")
        .next()
        .unwrap_or_default();
    let added: usize =
        blocks(tutorial).iter().filter(|b| b.said != "run").map(|b| b.text.lines().count()).sum();
    assert!((4..10).contains(&added), "{added} lines");
}
