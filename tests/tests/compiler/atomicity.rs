//! A build writes all or nothing: whatever goes wrong, the output folder is as it was, and nothing lies beside it.

use std::fs;
use std::path::Path;

use gwc_tests::folder::{self, Files};
use gwc_tests::process::{Run, Tool};

use super::{gwc, with_routes};

/// A place with an earlier build of the Lux gateway in `dist`.
fn built_before() -> (tempfile::TempDir, Files, Vec<String>) {
    let place = with_routes();
    let run = gwc(place.path()).run(&["build", "routes/lux", "--out", "dist"]);
    assert_eq!(run.code, Some(0), "{}", run.stdout);
    let files = folder::read(&place.path().join("dist"));
    let names = folder::names(place.path());
    (place, files, names)
}

fn unchanged(place: &Path, files: &Files, names: &[String], run: &Run) {
    assert_eq!(folder::names(place), names, "something lies beside the folder\n{}{}", run.stdout, run.stderr);
    assert!(folder::read(&place.join("dist")) == *files, "the folder changed\n{}{}", run.stdout, run.stderr);
}

#[test]
fn broken_input_writes_nothing() {
    let (place, files, names) = built_before();
    fs::write(place.path().join("routes/hanzo/broken.yaml"), "services: [\n").expect("a file");
    let run = gwc(place.path()).run(&["build", "routes", "--out", "dist"]);
    assert_eq!(run.code, Some(1));
    unchanged(place.path(), &files, &names, &run);
}

/// A limit on the size of files stands in for a full disk: the write fails in the middle.
#[test]
fn a_full_disk_writes_nothing() {
    let (place, files, names) = built_before();
    let gwc = env!("CARGO_BIN_EXE_gwc-under-test");
    // Ignored signals stay ignored in the new program, so that the write fails instead of ending it.
    let script = format!("trap '' XFSZ; ulimit -f 24; exec '{gwc}' build routes --out dist");
    let run = Tool::new("bash", place.path()).run(&["-c", &script]);
    assert_eq!(run.code, Some(3), "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains("`dist` can not be written, and is as it was"), "{}", run.stderr);
    unchanged(place.path(), &files, &names, &run);
}

#[test]
fn a_folder_that_can_not_be_made_writes_nothing() {
    let (place, files, names) = built_before();
    for out in ["routes/lux/gateway.yaml/dist", "routes/lux/gateway.yaml", ".", "/dev/null/dist"] {
        let run = gwc(place.path()).run(&["build", "routes", "--out", out]);
        assert_eq!(run.code, Some(3), "{out}: {}", run.stderr);
        unchanged(place.path(), &files, &names, &run);
    }
}

#[test]
fn files_of_others_are_not_replaced() {
    let (place, files, _) = built_before();
    fs::create_dir(place.path().join("mine")).expect("a folder");
    fs::write(place.path().join("mine/thesis.txt"), "years of work").expect("a file");
    let names = folder::names(place.path());
    let run = gwc(place.path()).run(&["build", "routes", "--out", "mine"]);
    assert_eq!(run.code, Some(3));
    assert!(run.stderr.contains("it holds files that no build has written"), "{}", run.stderr);
    unchanged(place.path(), &files, &names, &run);
    assert_eq!(
        fs::read_to_string(place.path().join("mine/thesis.txt")).expect("it is there"),
        "years of work"
    );
}

#[test]
fn a_reader_that_goes_away_does_not_matter() {
    let (place, _, _) = built_before();
    let gwc = env!("CARGO_BIN_EXE_gwc-under-test");
    let script = format!(
        "set -o pipefail; '{gwc}' rules | head -n 1; '{gwc}' build routes --out dist | head -c 1 > /dev/null"
    );
    let run = Tool::new("bash", place.path()).run(&["-c", &script]);
    assert!(place.path().join("dist/hanzo").is_dir(), "{}{}", run.stdout, run.stderr);
}

#[test]
fn a_build_replaces_the_folder_as_a_whole() {
    let (place, _, names) = built_before();
    let run = gwc(place.path()).run(&["build", "routes/hanzo", "--out", "dist/"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(folder::names(place.path()), names);
    assert_eq!(
        folder::names(&place.path().join("dist")),
        [".gwc", "hanzo"],
        "nothing of the last build is left"
    );
}

#[test]
fn an_empty_folder_may_be_filled() {
    let place = with_routes();
    fs::create_dir(place.path().join("dist")).expect("a folder");
    assert_eq!(gwc(place.path()).run(&["build", "routes", "--out", "dist"]).code, Some(0));
    assert_eq!(folder::names(place.path()), ["dist", "routes"]);
}
