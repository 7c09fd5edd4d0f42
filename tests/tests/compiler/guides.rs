//! README and guides are run: their files are written, their commands executed, their output compared.
//!
//! A comment in front of a fenced block states what it is: `<!-- file: NAME -->` writes the block, `<!-- add: NAME -->`
//! appends it to a file, `<!-- under KEY: NAME -->` puts it below the line `KEY:`, `<!-- run -->` executes its lines that
//! begin with `$ gwc` or `$ git`, and compares what follows each. `INSTA_UPDATE=always` writes the output into the page.

use std::fs;
use std::path::Path;
use std::process::Command;

use gwc_tests::golden;

use super::{gwc, with_routes};

/// A fenced block and the comment before it.
struct Block<'a> {
    directive: &'a str,
    text: &'a str,
}

/// The blocks of a page, each a part of its text.
fn blocks(page: &str) -> Vec<Block<'_>> {
    let parts = page.split("<!-- ").skip(1).filter_map(|part| part.split_once(" -->\n"));
    let blocks = parts.map(|(directive, rest)| {
        let (fence, text) = rest.split_once('\n').unwrap_or_default();
        assert!(fence.starts_with("```"), "a fenced block follows `{directive}`");
        let end = text.find("```").unwrap_or_else(|| panic!("the block of `{directive}` ends"));
        Block { directive, text: &text[..end] }
    });
    blocks.collect()
}

/// Does what a page tells its reader to do, in a folder with the `routes/` of this repository.
fn walk(page: &str, at_least: usize) {
    let text = fs::read_to_string(golden::repository().join(page)).expect(page);
    let place = with_routes();
    let mut written = text.clone();
    let mut commands = 0;
    for block in blocks(&text) {
        let (kind, name) = block.directive.split_once(": ").unwrap_or((block.directive, ""));
        let path = place.path().join(name);
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
                written = written.replace(block.text, &run(block.text, place.path()));
            }
            other => panic!("{page}: what is `{other}`?"),
        }
    }
    assert!(commands >= at_least, "{page}: only {commands} commands were run");
    golden::file(page, &written);
}

#[test]
fn the_tour_and_the_tutorial_work_as_written() {
    walk("README.md", 7);
}

#[test]
fn the_guide_to_ci_works_as_written() {
    walk("docs/ci.md", 9);
}

#[test]
fn the_guide_to_comparisons_works_as_written() {
    walk("docs/diff.md", 4);
}

#[test]
fn the_guide_to_imports_works_as_written() {
    walk("docs/import.md", 1);
}

#[test]
fn the_guide_to_topologies_works_as_written() {
    walk("docs/topology.md", 1);
}

#[test]
fn the_settings_of_the_page_are_accepted() {
    walk("docs/settings.md", 1);
}

#[test]
fn the_guide_to_the_gateway_resource_works() {
    walk("docs/gateway-resource.md", 1);
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

/// Runs the commands of a block; returns it with what they print now.
fn run(block: &str, place: &Path) -> String {
    let mut written = String::new();
    let parts: Vec<&str> = block.split("$ ").collect();
    assert!(parts[0].is_empty(), "a block to run begins with `$ `");
    for part in &parts[1..] {
        let (command, expected) = part.split_once('\n').unwrap_or((part, ""));
        let actual = output(command, place);
        let same = without_times(&actual).trim_end() == without_times(expected).trim_end();
        let shown = if same { expected } else { &actual };
        written += &format!("$ {command}\n{shown}");
    }
    written
}

fn output(command: &str, place: &Path) -> String {
    let arguments = arguments(command);
    match arguments.split_first() {
        Some((&"gwc", rest)) => {
            let run = gwc(place).run(rest);
            format!("{}{}", run.stdout, run.stderr)
        }
        Some((&"git", rest)) => {
            let author = ["-c", "user.name=author", "-c", "user.email=author@example.com"];
            let run =
                Command::new("git").args(author).args(rest).current_dir(place).output().expect("git runs");
            assert!(run.status.success(), "{command}: {}", String::from_utf8_lossy(&run.stderr));
            String::from_utf8(run.stdout).expect("git prints text")
        }
        _ => panic!("a command is `gwc` or `git`: {command}"),
    }
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
        blocks(tutorial).iter().filter(|b| b.directive != "run").map(|b| b.text.lines().count()).sum();
    assert!((4..10).contains(&added), "{added} lines");
}
