//! README and guides are run, as [`gwc_tests::guide`] describes.

use std::fs;

use gwc_tests::guide::{blocks, git};
use gwc_tests::{golden, guide};

use super::{gwc, with_routes};

/// Does what a page tells its reader to do, in a folder with the `routes/` of this repository.
fn walk(page: &str, at_least: usize) {
    let place = with_routes();
    guide::walk(page, place.path(), at_least, &|words| match words.split_first() {
        Some((&"gwc", rest)) => {
            let run = gwc(place.path()).run(rest);
            format!("{}{}", run.stdout, run.stderr)
        }
        Some((&"git", rest)) => git(rest, place.path()),
        _ => panic!("a command is `gwc` or `git`: {words:?}"),
    });
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
