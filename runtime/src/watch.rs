//! Looking for a new artifact under the name of the old one.
//!
//! The file is looked at, not subscribed to: that sees every way in which a file changes (a write, a rename, the symbolic
//! link of a mounted ConfigMap that points to another folder) on every file system.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::report;
use crate::server::Reloader;

/// How often the file is looked at.
pub const EVERY: Duration = Duration::from_secs(1);

/// What tells one content of a file from another without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    device: u64,
    inode: u64,
    length: u64,
    /// Seconds and nanoseconds.
    changed: (i64, i64),
}

impl Seen {
    /// What the file is now, through symbolic links; nothing if it cannot be looked at.
    pub fn of(path: &Path) -> Option<Seen> {
        let file = fs::metadata(path).ok()?;
        let changed = (file.mtime(), file.mtime_nsec());
        Some(Seen { device: file.dev(), inode: file.ino(), length: file.len(), changed })
    }
}

/// Reloads the file when it has become another than `loaded`, on a thread of its own, until the process ends. A file that
/// still changes between two looks is waited for.
///
/// # Errors
/// If no thread can be had.
pub fn watch(reloader: Arc<Reloader>, mut loaded: Option<Seen>, every: Duration) -> io::Result<()> {
    let look = move || {
        let mut before = loaded;
        loop {
            std::thread::sleep(every);
            let now = Seen::of(reloader.path());
            if now.is_some() && now != loaded && now == before {
                loaded = now;
                report::debug(format!("`{}` has changed", reloader.path().display()));
                // What is wrong with it was reported; the next change is another attempt.
                let _ = reloader.reload();
            }
            before = now;
        }
    };
    std::thread::Builder::new().name("watch".to_owned()).spawn(look).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A mounted ConfigMap: `gateway.gwa` → `..data/gateway.gwa`, and `..data` → a folder that is exchanged.
    #[test]
    fn a_swapped_link_shows_another_file() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        for folder in ["one", "two"] {
            fs::create_dir(at(folder)).unwrap();
            fs::write(at(folder).join("gateway.gwa"), "same").unwrap();
        }
        std::os::unix::fs::symlink("one", at("..data")).unwrap();
        std::os::unix::fs::symlink("..data/gateway.gwa", at("gateway.gwa")).unwrap();
        let first = Seen::of(&at("gateway.gwa"));
        assert!(first.is_some());
        assert_eq!(Seen::of(&at("gateway.gwa")), first);
        std::os::unix::fs::symlink("two", at("..data.new")).unwrap();
        fs::rename(at("..data.new"), at("..data")).unwrap();
        let second = Seen::of(&at("gateway.gwa"));
        assert!(second.is_some() && second != first);
        fs::remove_file(at("..data")).unwrap();
        assert_eq!(Seen::of(&at("gateway.gwa")), None);
    }
}
