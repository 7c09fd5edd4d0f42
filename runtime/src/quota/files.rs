//! The files of a process with counts: one for each path, as long as a gateway uses it.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::file::FileCounts;

/// The files, by path.
#[derive(Debug, Default)]
pub(crate) struct Files(Mutex<HashMap<PathBuf, Weak<FileCounts>>>);

impl Files {
    /// The counts of a file: those there are, or what it holds.
    ///
    /// # Errors
    /// If it cannot be read, written or locked.
    pub(crate) fn at(&self, path: &Path) -> io::Result<Arc<FileCounts>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, counts| counts.strong_count() > 0);
        if let Some(counts) = known.get(path).and_then(Weak::upgrade) {
            return Ok(counts);
        }
        let counts = Arc::new(FileCounts::open(path)?);
        known.insert(path.to_owned(), Arc::downgrade(&counts));
        Ok(counts)
    }
}
