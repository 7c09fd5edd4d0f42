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
    assert!(run.stderr.contains("cannot write `dist/"), "{}", run.stderr);
    assert!(run.stderr.contains("nothing was written"), "{}", run.stderr);
    unchanged(place.path(), &files, &names, &run);
}

#[test]
fn a_folder_that_can_not_be_made_writes_nothing() {
    let (place, files, names) = built_before();
    for out in ["routes/lux/gateway.yaml/dist", "routes/lux/gateway.yaml", "/dev/null/dist"] {
        let run = gwc(place.path()).run(&["build", "routes", "--out", out]);
        assert_eq!(run.code, Some(3), "{out}: {}", run.stderr);
        unchanged(place.path(), &files, &names, &run);
    }
}

#[test]
fn files_that_no_build_wrote_stay() {
    let (place, _, _) = built_before();
    let mine = ["dist/notes.txt", "dist/lux/k8s/kustomization.yaml"].map(|path| place.path().join(path));
    mine.iter().for_each(|path| fs::write(path, "mine").expect("a file"));
    fs::write(place.path().join("routes/lux/more.yaml"), "services: {}\n").expect("a file");
    let run = gwc(place.path()).run(&["build", "routes/lux", "--out", "dist"]);
    assert!(mine.iter().all(|path| fs::read(path).is_ok_and(|text| text == b"mine")), "{}", run.stderr);
}

#[test]
fn a_file_in_the_way_that_no_build_wrote_is_an_error() {
    let (place, _, names) = built_before();
    fs::create_dir_all(place.path().join("dist/hanzo")).expect("a folder");
    fs::write(place.path().join("dist/hanzo/gateway.json"), "by hand").expect("a file");
    let files = folder::read(&place.path().join("dist"));
    let run = gwc(place.path()).run(&["build", "routes", "--out", "dist"]);
    assert_eq!(run.code, Some(3));
    let message =
        "cannot write `dist/hanzo/gateway.json`: the file exists and was not written by `gwc build`";
    assert!(run.stderr.contains(message), "{}", run.stderr);
    unchanged(place.path(), &files, &names, &run);
}

#[test]
fn an_edited_output_stays_with_a_warning() {
    let (place, _, _) = built_before();
    let edited = place.path().join("dist/lux/krakend.json");
    fs::write(&edited, "edited").expect("a file");
    let build = || gwc(place.path()).run(&["build", "routes/lux", "--out", "dist"]);
    for run in [build(), build()] {
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        assert!(
            run.stderr.contains("`dist/lux/krakend.json` was edited since the last build"),
            "{}",
            run.stderr
        );
        assert_eq!(fs::read_to_string(&edited).expect("it is there"), "edited");
    }
    fs::remove_file(&edited).expect("it is there");
    assert_eq!(build().code, Some(0), "deleting it is the way out");
    assert_ne!(fs::read_to_string(&edited).expect("it is there"), "edited");
}

#[test]
fn a_linked_output_folder_is_followed() {
    let (place, _, _) = built_before();
    fs::create_dir(place.path().join("elsewhere")).expect("a folder");
    std::os::unix::fs::symlink("elsewhere", place.path().join("link")).expect("a link");
    let run = gwc(place.path()).run(&["build", "routes/lux", "--out", "link"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(fs::symlink_metadata(place.path().join("link")).is_ok_and(|m| m.is_symlink()));
    assert!(place.path().join("elsewhere/lux/gateway.json").is_file());
}

/// What a build leaves that was killed between two renames: the new build undoes it, and then writes its own files.
#[test]
fn an_interrupted_build_is_undone() {
    let (place, files, _) = built_before();
    let dist = place.path().join("dist");
    let stage = dist.join(".gwc-build");
    fs::create_dir(&stage).expect("a folder");
    fs::write(stage.join("journal"), "write lux/krakend.json\nwrite lux/new.json\nwrite lux/gateway.json\n")
        .expect("a file");
    fs::rename(dist.join("lux/krakend.json"), stage.join("old-0")).expect("it is there");
    fs::write(dist.join("lux/krakend.json"), "half a build").expect("a file");
    fs::write(dist.join("lux/new.json"), "half a build").expect("a file");
    fs::write(stage.join("new-2"), "half a build").expect("a file");
    let run = gwc(place.path()).run(&["build", "routes/lux", "--out", "dist"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(folder::read(&dist) == files, "{:?}", folder::names(&dist.join("lux")));
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
fn a_build_removes_what_the_last_one_wrote_and_leaves_other_gateways() {
    let (place, _, names) = built_before();
    let gateway = place.path().join("routes/lux/gateway.yaml");
    let text = fs::read_to_string(&gateway).expect("it is there");
    fs::write(&gateway, format!("targets: [krakend-ce]\n{text}")).expect("a file");
    assert_eq!(gwc(place.path()).run(&["build", "routes/hanzo", "--out", "dist/"]).code, Some(0));
    assert_eq!(folder::names(&place.path().join("dist")), ["hanzo", "lux"]);
    let run = gwc(place.path()).run(&["build", "routes/lux", "--out", "dist/", "--fail-on", "error"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let left = folder::names(&place.path().join("dist/lux"));
    assert!(!left.contains(&"gateway.gwa".to_owned()), "{left:?}");
    assert_eq!(folder::names(place.path()), names);
}

#[test]
fn an_empty_folder_may_be_filled() {
    let place = with_routes();
    fs::create_dir(place.path().join("dist")).expect("a folder");
    assert_eq!(gwc(place.path()).run(&["build", "routes", "--out", "dist"]).code, Some(0));
    assert_eq!(folder::names(place.path()), ["dist", "routes"]);
}
