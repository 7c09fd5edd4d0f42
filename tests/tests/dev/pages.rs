//! README and docs/testing.md: what they show beside `gwc dev routes/hanzo --echo` is what a shell prints.

use std::os::unix::fs::symlink;
use std::process::Command;

use gwc_tests::golden;
use gwc_tests::guide::blocks;

use super::Dev;

/// The address that the pages name.
const ADDRESS: &str = "localhost:8080";

/// The gateway of the pages, and a folder with `gwc` for the search path.
struct Running {
    dev: Dev,
    programs: tempfile::TempDir,
}

impl Running {
    fn new() -> Self {
        let programs = tempfile::tempdir().expect("a folder");
        symlink(env!("CARGO_BIN_EXE_gwc-under-test"), programs.path().join("gwc")).expect("a link");
        let routes = golden::repository().join("routes/hanzo");
        let routes = routes.to_str().expect("a path in UTF-8");
        let dev = Dev::start_with(programs.path(), &["dev", routes, "--echo", "--listen", "127.0.0.1:0"]);
        Self { dev, programs }
    }

    /// What a shell in the repository prints.
    fn shell(&self, script: &str) -> String {
        let path = std::env::var("PATH").unwrap_or_default();
        let run = Command::new("sh")
            .args(["-euc", &script.replace(ADDRESS, &self.dev.address)])
            .current_dir(golden::repository())
            .env("PATH", format!("{}:{path}", self.programs.path().display()))
            .output()
            .expect("a shell runs");
        assert!(run.status.success(), "{script}: {}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).expect("text")
    }
}

fn page(name: &str) -> String {
    std::fs::read_to_string(golden::repository().join(name)).expect("a page")
}

/// Each command of the page, with what the page says that it prints; `...` stands for other lines.
#[test]
fn the_tour_with_tokens_prints_what_the_page_says() {
    let text = page("docs/testing.md");
    let blocks: Vec<_> = blocks(&text).into_iter().filter(|block| block.directive == "dev").collect();
    let running = Running::new();
    let mut commands = 0;
    for part in blocks.iter().flat_map(|block| block.text.split("$ curl").skip(1)) {
        commands += 1;
        let (rest, expected) = part.split_once('\n').unwrap_or((part, ""));
        compare(&running, &format!("curl{rest}"), expected);
    }
    for part in blocks.iter().flat_map(|block| block.text.split("$ for").skip(1)) {
        commands += 1;
        let (rest, expected) = part.split_once('\n').unwrap_or((part, ""));
        compare(&running, &format!("for{rest}"), expected);
    }
    assert!(commands > 7, "only {commands} commands");
}

fn compare(running: &Running, command: &str, expected: &str) {
    let printed = running.shell(command);
    let mut lines = printed.lines().map(without_count);
    let mut skips = false;
    for line in expected.lines().map(without_count) {
        if line == "..." {
            skips = true;
            continue;
        }
        let next = if skips { lines.find(|printed| *printed == line) } else { lines.next() };
        assert_eq!(next, Some(line), "{command}\n{printed}");
        skips = false;
    }
    // A command without an output on the page only has to work.
    assert!(skips || expected.trim().is_empty() || lines.next().is_none(), "{command}\n{printed}");
}

/// `50 200` of `uniq -c` is 51 on a slow machine, where the limit refills.
fn without_count(line: &str) -> &str {
    let line = line.trim();
    match line.split_once(' ') {
        Some((count, status)) if count.bytes().all(|b| b.is_ascii_digit()) => status,
        _ => line,
    }
}

/// Each line of the README prints the status in its comment.
#[test]
fn the_tour_of_the_readme_prints_the_statuses_in_its_comments() {
    let text = page("README.md");
    let block = blocks(&text).into_iter().find(|block| block.directive == "dev").expect("the block");
    let (functions, lines): (Vec<&str>, Vec<&str>) =
        block.text.lines().partition(|line| line.contains("() {"));
    assert!(functions.len() == 2 && lines.len() > 7, "{}", block.text);
    let running = Running::new();
    for line in lines {
        let (command, comment) = line.rsplit_once(" # ").expect("a comment");
        let printed = running.shell(&format!("{}\n{command}", functions.join("\n")));
        let statuses = comment.split(|c: char| !c.is_ascii_digit()).filter(|word| word.len() == 3);
        if command.starts_with("curl") {
            let (_, header) = comment.split_once("gets ").expect("a header");
            let (name, value) = header.split_once(": ").expect("a value");
            let echoed = format!("\"{}\": \"{value}\"", name.to_lowercase());
            assert!(printed.contains(&echoed), "{line}\n{printed}");
        } else {
            let shown: Vec<&str> = printed.lines().map(without_count).collect();
            assert_eq!(shown, statuses.collect::<Vec<_>>(), "{line}");
        }
    }
}
