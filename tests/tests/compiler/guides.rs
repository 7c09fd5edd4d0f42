//! README and guides are run, as [`gwc_tests::guide`] describes.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};

use gwc_tests::guide::{Printed, blocks, git, not_run};
use gwc_tests::process::Tool;
use gwc_tests::{golden, guide};

use super::{gwc, with_routes};

/// Programs of other projects that pages name; they read what they get, and do nothing.
const OTHERS: [&str; 2] = ["redis-cli", "kubectl"];

/// The pages that other tests walk: with a cluster, or beside `gwc dev`.
const ELSEWHERE: [&str; 2] = ["docs/kubernetes.md", "docs/testing.md"];

/// Does what a page tells its reader to do, in a folder with the `routes/` of this repository.
fn walk(page: &str, at_least: usize) {
    let place = with_routes();
    let programs = tempfile::tempdir().expect("a folder");
    for name in ["gwc", "gwc-old", "gwc-new"] {
        symlink(env!("CARGO_BIN_EXE_gwc-under-test"), programs.path().join(name)).expect("a link");
    }
    for name in OTHERS {
        let path = programs.path().join(name);
        fs::write(&path, "#!/bin/sh\ncat > /dev/null\n").expect("a script can be written");
        fs::set_permissions(&path, Permissions::from_mode(0o755)).expect("it can be executed");
    }
    guide::walk(page, place.path(), at_least, &|words| match words.split_first() {
        Some((&"gwc", rest)) => {
            let run = gwc(place.path()).run(rest);
            Printed { text: format!("{}{}", run.stdout, run.stderr), code: run.code }
        }
        Some((&"git", rest)) => git(rest, place.path()),
        Some((&"sh", rest)) => {
            let path = format!("{}:{}", programs.path().display(), std::env::var("PATH").unwrap_or_default());
            let run = Tool::new("sh", place.path()).env("PATH", &path).run(rest);
            Printed { text: format!("{}{}", run.stdout, run.stderr), code: run.code }
        }
        _ => panic!("a command is `gwc`, `git` or a script: {words:?}"),
    });
}

macro_rules! pages {
    ($($test:ident: $page:literal, $at_least:literal;)*) => {
        /// The pages that are walked here.
        const PAGES: &[&str] = &[$($page),*];

        $(#[test]
        fn $test() {
            walk($page, $at_least);
        })*
    };
}

// Each with how many commands it has at least.
pages! {
    the_tour_and_the_tutorial_work_as_written: "README.md", 7;
    the_guide_to_ci_works_as_written: "docs/ci.md", 9;
    the_guide_to_credentials_works_as_written: "docs/credentials.md", 4;
    the_guide_to_comparisons_works_as_written: "docs/diff.md", 4;
    the_guide_to_the_gateway_resource_works: "docs/gateway-resource.md", 3;
    the_guide_to_imports_works_as_written: "docs/import.md", 1;
    the_guide_to_production_works_as_written: "docs/production.md", 3;
    the_settings_of_the_page_are_accepted: "docs/settings.md", 1;
    the_guide_to_topologies_works_as_written: "docs/topology.md", 1;
    the_guide_to_upgrades_works_as_written: "docs/upgrading.md", 5;
}

/// Commands on a page are run by a test, or the page says why not.
#[test]
fn commands_are_run_or_say_why_not() {
    let mut silent = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(golden::repository().join(&page)).expect("a page");
        silent.extend(not_run(&text).into_iter().map(|line| format!("{page}:{line}")));
        let walked = PAGES.contains(&page.as_str()) || ELSEWHERE.contains(&page.as_str());
        let runs = text.contains("<!-- run") || text.contains("<!-- shell");
        assert!(walked || !runs, "{page} is walked by a test");
    }
    assert!(silent.is_empty(), "commands that nothing runs: {silent:#?}");
}

/// README and the guides.
fn pages() -> Vec<String> {
    let root = golden::repository();
    let mut pages = vec!["README.md".to_owned(), "docs/operations/README.md".to_owned()];
    for file in fs::read_dir(root.join("docs")).expect("the folder of pages") {
        let name = file.expect("a file").file_name().into_string().expect("a name");
        if name.ends_with(".md") {
            pages.push(format!("docs/{name}"));
        }
    }
    pages
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
