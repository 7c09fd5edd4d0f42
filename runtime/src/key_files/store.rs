//! One file of keys, and all of them.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use arc_swap::ArcSwapOption;
use gwc_artifact::NamedLimit;
use gwc_token::ApiKeys;

use crate::report;

/// The keys of one file.
#[derive(Debug)]
pub(crate) struct KeyStore {
    path: PathBuf,
    /// The limits that its records may name.
    limits: Vec<String>,
    newest: ArcSwapOption<Read>,
    /// The state that was seen last, also that of a file that was refused; the inner `None` is no file.
    seen: Mutex<Option<Option<Stamp>>>,
}

/// A file as it was read.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) keys: ApiKeys,
    /// Differs between any two files of the process.
    pub(crate) generation: u64,
}

/// What tells one state of a file from another: a link that is set to another file changes it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    device: u64,
    inode: u64,
    size: u64,
    changed: (i64, i64),
}

/// The files of a process that a gateway uses.
#[derive(Debug, Default)]
pub(crate) struct KeyFiles {
    known: Mutex<Vec<Weak<KeyStore>>>,
}

impl KeyFiles {
    /// The keys of a file, read now: the store that is there, as long as a gateway uses it.
    pub(crate) fn at(&self, path: &str, limits: &[NamedLimit]) -> Arc<KeyStore> {
        let limits: Vec<String> = limits.iter().map(|named| named.name.clone()).collect();
        let same = |store: &Arc<KeyStore>| store.path == Path::new(path) && store.limits == limits;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|store| store.strong_count() > 0);
        let store = known.iter().filter_map(Weak::upgrade).find(same).unwrap_or_else(|| {
            let store = Arc::new(KeyStore {
                path: PathBuf::from(path),
                limits,
                newest: ArcSwapOption::empty(),
                seen: Mutex::default(),
            });
            known.push(Arc::downgrade(&store));
            store
        });
        store.refresh();
        store
    }

    /// Reads the files that have changed.
    pub(crate) fn refresh(&self) {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        known.iter().filter_map(Weak::upgrade).for_each(|store| store.refresh());
    }
}

impl KeyStore {
    /// The keys that were read last; `None` until a file could be read.
    pub(crate) fn newest(&self) -> Option<Arc<Read>> {
        self.newest.load_full()
    }

    /// Reads the file if it has changed, and reports one that is refused once.
    fn refresh(&self) {
        let stamp = Stamp::of(&self.path);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        // The state is looked at before the file is read, so a change in between is seen the next time.
        if seen.replace(stamp) == Some(stamp) {
            return;
        }
        match self.read() {
            Ok(keys) => {
                static GENERATIONS: AtomicU64 = AtomicU64::new(1);
                let generation = GENERATIONS.fetch_add(1, Ordering::Relaxed);
                self.newest.store(Some(Arc::new(Read { keys, generation })));
            }
            Err(error) => {
                let kept = match self.newest.load().is_some() {
                    true => "the keys before it stay valid",
                    false => "every key is rejected",
                };
                report::warning(format!(
                    "the keys of `{}` cannot be read: {error}; {kept}",
                    self.path.display()
                ));
            }
        }
    }

    fn read(&self) -> Result<ApiKeys, String> {
        let bytes = fs::read(&self.path).map_err(|error| error.to_string())?;
        ApiKeys::parse(&bytes, &self.limits).map_err(|error| error.to_string())
    }
}

impl Stamp {
    fn of(path: &Path) -> Option<Stamp> {
        let data = fs::metadata(path).ok()?;
        let changed = (data.mtime(), data.mtime_nsec());
        Some(Stamp { device: data.dev(), inode: data.ino(), size: data.size(), changed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(key: &str) -> String {
        let hash: String =
            gwc_token::digest(key.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        format!(r#"{{"id":"{key}","hash":"{hash}"}}"#)
    }

    fn passes(store: &KeyStore, key: &str) -> bool {
        store.newest().is_some_and(|read| read.keys.verify(key, 0).is_ok())
    }

    #[test]
    fn a_file_is_read_again_when_it_changes_and_a_broken_one_is_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.jsonl");
        let files = KeyFiles::default();
        let at = || files.at(path.to_str().unwrap(), &[]);
        let store = at();
        assert!(store.newest().is_none());
        let write = |name: &str, text: &str| {
            let at = folder.path().join(name);
            fs::write(&at, text).unwrap();
            let _ = fs::remove_file(&path);
            std::os::unix::fs::symlink(at, &path).unwrap();
            files.refresh();
        };
        write("one", &line("ak_one"));
        assert!(passes(&store, "ak_one"));
        let generation = store.newest().unwrap().generation;
        files.refresh();
        assert_eq!(store.newest().unwrap().generation, generation, "it is not read without a change");
        write("two", "broken");
        assert!(passes(&store, "ak_one"), "a broken file is not used");
        write("three", &line("ak_two"));
        assert!(passes(&store, "ak_two") && !passes(&store, "ak_one"));
        fs::remove_file(&path).unwrap();
        files.refresh();
        assert!(passes(&store, "ak_two"), "a file that is gone revokes nothing");
        // A gateway that is loaded again has the same store.
        assert!(Arc::ptr_eq(&store, &at()));
    }
}
