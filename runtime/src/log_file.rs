//! A file that a log or usage records are appended to, opened again where its name leads to another file: as after a rotation.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::report;

/// An open file, and its name.
#[derive(Debug)]
pub(crate) struct LogFile {
    path: PathBuf,
    file: File,
    /// Device and inode.
    identity: (u64, u64),
    /// Whether the name leads elsewhere, and that could not be opened.
    is_stuck: bool,
}

impl LogFile {
    /// Opens a file, or makes it.
    ///
    /// # Errors
    /// If it cannot be opened for appending.
    pub(crate) fn open(path: &Path) -> io::Result<LogFile> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        let identity = identity(&file.metadata()?);
        Ok(LogFile { path: path.to_owned(), file, identity, is_stuck: false })
    }

    /// Opens it again if the name leads to no file any more, or to another one. Where that fails, which is reported once,
    /// the old file is written on: no line is lost.
    pub(crate) fn follow(&mut self) {
        if std::fs::metadata(&self.path).is_ok_and(|now| identity(&now) == self.identity) {
            return;
        }
        match LogFile::open(&self.path) {
            Ok(opened) => *self = opened,
            Err(error) if !std::mem::replace(&mut self.is_stuck, true) => {
                report::warning(format!(
                    "cannot open `{}` again, so the file that had this name is written: {error}",
                    self.path.display()
                ));
            }
            Err(_) => {}
        }
    }
}

fn identity(file: &Metadata) -> (u64, u64) {
    (file.dev(), file.ino())
}

impl Write for LogFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_renamed_or_removed_is_made_again() {
        let place = tempfile::tempdir().unwrap();
        let (path, old) = (place.path().join("log"), place.path().join("log.1"));
        let mut log = LogFile::open(&path).unwrap();
        let mut line = |text: &[u8]| {
            log.follow();
            log.write_all(text).unwrap();
        };
        line(b"one\n");
        line(b"two\n");
        std::fs::rename(&path, &old).unwrap();
        line(b"three\n");
        std::fs::remove_file(&path).unwrap();
        line(b"four\n");
        assert_eq!(std::fs::read_to_string(&old).unwrap(), "one\ntwo\n");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "four\n");
    }

    #[test]
    fn without_a_place_for_the_new_file_the_old_one_is_written() {
        let place = tempfile::tempdir().unwrap();
        let (folder, moved) = (place.path().join("a"), place.path().join("b"));
        std::fs::create_dir(&folder).unwrap();
        let mut log = LogFile::open(&folder.join("log")).unwrap();
        std::fs::rename(&folder, &moved).unwrap();
        log.follow();
        log.write_all(b"one\n").unwrap();
        assert_eq!(std::fs::read_to_string(moved.join("log")).unwrap(), "one\n");
    }
}
