//! Many files change together: each is written beside the folder's own files first, then renamed into place. What a
//! rename replaces is set aside until all are done, and a journal tells the next build how to undo an interrupted one.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::output::WriteError;

/// Below the output folder while a build writes.
const STAGE: &str = ".gwc-build";
const LOCK: &str = "lock";
const JOURNAL: &str = "journal";
/// How a line of the journal begins.
const WRITES: &str = "write ";
const REMOVES: &str = "remove ";

/// A build that is being written.
pub(super) struct Transaction {
    folder: PathBuf,
    stage: PathBuf,
    /// Folders that did not exist, the outermost first.
    made: Vec<PathBuf>,
    /// Paths below the folder, in the order of their staged files.
    staged: Vec<String>,
    _lock: File,
}

impl Transaction {
    /// Locks the output folder, which is made when it does not exist, and undoes a build that was interrupted there.
    pub(super) fn begin(folder: &Path) -> Result<Self, WriteError> {
        let mut made = Vec::new();
        make(folder, &mut made).inspect_err(|_| unmake(&made)).map_err(WriteError::at(folder))?;
        let stage = folder.join(STAGE);
        let lock = locked(&stage).inspect_err(|_| unmake(&made)).map_err(WriteError::at(folder))?;
        let transaction = Self { folder: folder.to_owned(), stage, made, staged: Vec::new(), _lock: lock };
        transaction.undo().map_err(WriteError::at(folder))?;
        Ok(transaction)
    }

    /// Writes a file where it changes nothing yet.
    pub(super) fn stage(&mut self, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
        let staged = self.fresh(self.staged.len());
        self.staged.push(path.to_owned());
        write_synced(&staged, bytes).map_err(WriteError::at(&self.folder.join(path)))
    }

    /// Puts every staged file in its place and removes others; all of it or nothing.
    pub(super) fn commit(mut self, removals: &[String]) -> Result<(), WriteError> {
        let writes = self.staged.iter().map(|path| format!("{WRITES}{path}\n"));
        let journal: String =
            writes.chain(removals.iter().map(|path| format!("{REMOVES}{path}\n"))).collect();
        write_synced(&self.stage.join(JOURNAL), journal.as_bytes()).map_err(WriteError::at(&self.folder))?;
        let paths: Vec<String> = self.staged.iter().chain(removals).cloned().collect();
        for (at, path) in paths.iter().enumerate() {
            self.replace(at, path).map_err(WriteError::at(&self.folder.join(path)))?;
        }
        // From here on the build is the folder's content: without a journal nothing is undone.
        fs::remove_file(self.stage.join(JOURNAL)).map_err(WriteError::at(&self.folder))?;
        self.made.clear();
        removals.iter().for_each(|path| self.tidy(path));
        Ok(())
    }

    fn replace(&mut self, at: usize, path: &str) -> io::Result<()> {
        let (place, new) = (self.folder.join(path), self.fresh(at));
        if let Some(parent) = place.parent() {
            make(parent, &mut self.made)?;
        }
        match fs::rename(&place, self.old(at)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        match at < self.staged.len() {
            true => fs::rename(new, place),
            false => Ok(()),
        }
    }

    /// Puts back what a journal names, the last first.
    fn undo(&self) -> io::Result<()> {
        let journal = self.stage.join(JOURNAL);
        let text = match fs::read_to_string(&journal) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            read => read?,
        };
        for (at, line) in text.lines().enumerate() {
            let old = self.old(at);
            let (path, is_new) = match line.strip_prefix(WRITES) {
                Some(path) => (path, !self.fresh(at).exists()),
                None => (line.strip_prefix(REMOVES).unwrap_or(line), false),
            };
            match (old.exists(), is_new) {
                (true, _) => fs::rename(old, self.folder.join(path))?,
                (false, true) => fs::remove_file(self.folder.join(path))?,
                (false, false) => {}
            }
        }
        fs::remove_file(journal)
    }

    fn fresh(&self, at: usize) -> PathBuf {
        self.stage.join(format!("new-{at}"))
    }

    fn old(&self, at: usize) -> PathBuf {
        self.stage.join(format!("old-{at}"))
    }

    /// Removes the folders that a removed file leaves empty, up to the gateway's.
    fn tidy(&self, path: &str) {
        let mut folder = Path::new(path).parent();
        while let Some(empty) = folder.filter(|f| f.components().count() > 1) {
            if fs::remove_dir(self.folder.join(empty)).is_err() {
                return;
            }
            folder = empty.parent();
        }
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        // What could not be undone stays in the journal, and the next build tries again.
        if self.undo().is_ok() {
            let _ = fs::remove_dir_all(&self.stage);
            unmake(&self.made);
        }
    }
}

/// The lock of the stage, which is made when it does not exist.
fn locked(stage: &Path) -> io::Result<File> {
    fs::create_dir_all(stage)?;
    let lock = File::create(stage.join(LOCK))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(io::Error::other("another build is writing to the folder")),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Makes a folder and those above it, and notes which did not exist.
fn make(folder: &Path, made: &mut Vec<PathBuf>) -> io::Result<()> {
    let missing: Vec<&Path> =
        folder.ancestors().take_while(|f| !f.as_os_str().is_empty() && !f.exists()).collect();
    for folder in missing.into_iter().rev() {
        fs::create_dir(folder)?;
        made.push(folder.to_owned());
    }
    match folder.as_os_str().is_empty() || folder.is_dir() {
        true => Ok(()),
        false => Err(io::ErrorKind::NotADirectory.into()),
    }
}

/// Removes folders that were made, as far as nothing is in them.
fn unmake(made: &[PathBuf]) {
    for folder in made.iter().rev() {
        let _ = fs::remove_dir(folder);
    }
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
