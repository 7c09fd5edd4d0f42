//! Golden files: plain files below `snapshots/` that other tools can open.

use std::fs;
use std::path::PathBuf;

/// The root of the repository.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests crate lies in the repository")
        .to_path_buf()
}

/// Whether golden files are to be rewritten: `INSTA_UPDATE=always cargo test`.
pub fn updating() -> bool {
    std::env::var("INSTA_UPDATE").is_ok_and(|value| value == "always")
}

/// Compares with `<repository>/<path>`, or rewrites it when [`updating`].
///
/// # Panics
/// When the file differs or is missing: that is the failure of the test.
pub fn check(path: &str, actual: &str) {
    let file = repository().join(path);
    let expected = fs::read_to_string(&file).unwrap_or_default();
    if expected == actual {
        return;
    }
    if updating() {
        let folder = file.parent().expect("a golden file lies in a folder");
        fs::create_dir_all(folder).expect("the folder of the golden file can be made");
        fs::write(&file, actual).expect("the golden file can be written");
        return;
    }
    let at = expected.lines().zip(actual.lines()).position(|(a, b)| a != b);
    let line = at.unwrap_or(expected.lines().count().min(actual.lines().count()));
    panic!(
        "{path} differs from line {} on\n  expected: {:?}\n  actual:   {:?}\nINSTA_UPDATE=always cargo test rewrites it; whole text:\n{actual}",
        line + 1,
        expected.lines().nth(line),
        actual.lines().nth(line),
    );
}
