//! Expected outputs. `INSTA_UPDATE=always cargo test` rewrites all of them.
//!
//! A text that only people read is a snapshot of `insta`. Files that other programs read (configurations, manifests,
//! reports) and pages of the documentation are compared as they are.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::folder;

/// The root of the repository.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests crate lies in the repository")
        .to_path_buf()
}

/// Compares a text with `snapshots/<name>.snap`.
///
/// # Panics
/// When it differs.
pub fn text(name: &str, actual: &str) {
    let (folder, name) = name.rsplit_once('/').unwrap_or(("", name));
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(repository().join("snapshots").join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, actual));
}

/// Compares with the snapshots of a folder of `snapshots/`; none may belong to no text.
///
/// # Panics
/// When one differs, or is left over.
pub fn no_snapshots_but<'a>(folder: &str, names: impl IntoIterator<Item = &'a str>) {
    let files: Vec<String> = names.into_iter().map(|name| format!("{name}.snap")).collect();
    no_files_but(&format!("snapshots/{folder}"), files.iter().map(String::as_str));
}

/// Compares a file of the repository with what it has to hold.
///
/// # Panics
/// When it differs or is missing.
pub fn file(path: &str, actual: &str) {
    let file = repository().join(path);
    let expected = fs::read_to_string(&file).unwrap_or_default();
    if expected == actual {
        return;
    }
    if is_updating() {
        let folder = file.parent().expect("a file lies in a folder");
        fs::create_dir_all(folder).expect("the folder can be made");
        fs::write(&file, actual).expect("the file can be written");
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

/// Compares a folder of the repository: these files, and no others.
///
/// # Panics
/// When one differs, is missing, or is left over.
pub fn folder(path: &str, files: &BTreeMap<String, String>) {
    for (name, text) in files {
        file(&format!("{path}/{name}"), text);
    }
    no_files_but(path, files.keys().map(String::as_str));
}

/// Removes the other files of a folder when updating.
fn no_files_but<'a>(path: &str, names: impl IntoIterator<Item = &'a str>) {
    let mut others = folder::read(&repository().join(path));
    for name in names {
        others.remove(name);
    }
    for name in others.keys().filter(|name| !name.ends_with(".snap.new")) {
        assert!(is_updating(), "{path}/{name} is left over: it belongs to no test");
        fs::remove_file(repository().join(path).join(name)).expect("a file can be removed");
    }
}

fn is_updating() -> bool {
    std::env::var("INSTA_UPDATE").is_ok_and(|value| value == "always")
}
