//! Checks route files that a test holds in memory.

use std::collections::BTreeMap;

use gwc::cli::Io;
use gwc::cli::session::{Inputs, Session};
use gwc_syntax::value::Date;

/// Checks files by name, from a folder of their own.
pub fn files(files: &BTreeMap<String, String>) -> Session {
    let folder = tempfile::tempdir().expect("a folder");
    // The same name for all, so that messages with paths do not differ.
    let gateway = folder.path().join("hanzo");
    std::fs::create_dir(&gateway).expect("a folder");
    for (name, text) in files {
        std::fs::write(gateway.join(name), text).expect("a file can be written");
    }
    let inputs = Inputs::one(&gateway, None);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let today = Date::parse("2026-11-21").expect("a day");
    let io =
        Io { out: &mut out, err: &mut err, colours: false, width: None, today, environment: BTreeMap::new() };
    Session::new(&inputs, &io)
}

/// The files of a folder below the repository, by name.
pub fn folder(path: &str) -> BTreeMap<String, String> {
    let folder = crate::golden::repository().join(path);
    let entries = std::fs::read_dir(&folder).expect("the folder can be read");
    let files = entries.map(|entry| {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(&path).expect("a text"))
    });
    files.collect()
}
