//! `--watch`: the artifact is read again when its file changes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often the file is looked at. Kubernetes takes up to a minute to change a mounted ConfigMap.
const PAUSE: Duration = Duration::from_secs(1);

/// What changes with the content. Kubernetes replaces the folder behind a symbolic link, so the real path is a part of it;
/// other tools rename a new file over the old one, or write into it.
#[derive(Debug, PartialEq, Eq)]
struct Identity {
    path: PathBuf,
    length: u64,
    modified: Option<SystemTime>,
}

impl Identity {
    /// Nothing while the file is absent, as it may be for a moment.
    fn of(path: &Path) -> Option<Self> {
        let path = fs::canonicalize(path).ok()?;
        let metadata = fs::metadata(&path).ok()?;
        Some(Self { path, length: metadata.len(), modified: metadata.modified().ok() })
    }
}

/// Calls `changed` on a thread of its own, each time that the file is another one than before.
///
/// # Errors
/// If no thread can be had.
pub(crate) fn start(path: PathBuf, mut changed: impl FnMut() + Send + 'static) -> io::Result<()> {
    // Before this returns: what changes afterwards is seen.
    let mut known = Identity::of(&path);
    let watch = move || loop {
        std::thread::sleep(PAUSE);
        let now = Identity::of(&path);
        if now.is_some() && now != known {
            known = now;
            changed();
        }
    };
    std::thread::Builder::new().name("watch".to_owned()).spawn(watch).map(drop)
}
