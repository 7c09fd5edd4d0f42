//! Folders of files: copied, read whole, compared.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Every file below a folder: its path from there, with forward slashes, and its bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Reads a folder; one that is absent holds nothing.
///
/// # Panics
/// When something in it cannot be read.
pub fn read(folder: &Path) -> Files {
    let mut files = Files::new();
    if folder.exists() {
        read_below(folder, "", &mut files);
    }
    files
}

fn read_below(folder: &Path, prefix: &str, files: &mut Files) {
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let entry = entry.expect("the entry can be read");
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            read_below(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fs::read(entry.path()).expect("the file can be read"));
        }
    }
}

/// Copies a folder with everything in it.
///
/// # Panics
/// When it cannot be read or written.
pub fn copy(from: &Path, to: &Path) {
    write(to, read(from).iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
}

/// Writes files below a folder, which is made when it is absent.
///
/// # Panics
/// When they cannot be written.
pub fn write<'a>(folder: &Path, files: impl IntoIterator<Item = (&'a str, &'a [u8])>) {
    fs::create_dir_all(folder).expect("the folder can be made");
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("the folder can be made");
        fs::write(&path, bytes).expect("the file can be written");
    }
}

/// Names of everything directly in a folder, sorted.
///
/// # Panics
/// When it cannot be listed.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder can be listed");
    let name = |e: std::io::Result<fs::DirEntry>| {
        e.expect("the entry can be read").file_name().to_string_lossy().into_owned()
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}
