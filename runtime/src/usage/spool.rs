//! Records that could not be written before the end: they are kept in a file, and written by the next process.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

use crate::report;

/// The largest file, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// The file, if one is set.
#[derive(Debug)]
pub(super) struct Spool(Option<PathBuf>);

impl Spool {
    pub(super) fn new(path: Option<&str>) -> Spool {
        Spool(path.map(PathBuf::from))
    }

    /// The records of a process before, which the file no longer has.
    pub(super) fn take(&self) -> Vec<String> {
        let Some(path) = &self.0 else { return Vec::new() };
        let Ok(text) = std::fs::read_to_string(path) else { return Vec::new() };
        if std::fs::remove_file(path).is_err() {
            // It would be written again and again.
            return Vec::new();
        }
        text.split_inclusive('\n').filter(|line| line.ends_with('\n')).map(str::to_owned).collect()
    }

    /// Appends records while there is room; answers how many.
    pub(super) fn keep(&self, records: &[String]) -> usize {
        let Some(path) = &self.0 else { return 0 };
        let mut room = LARGEST.saturating_sub(std::fs::metadata(path).map_or(0, |file| file.len()));
        let fits = records.iter().take_while(|record| {
            let length = record.len() as u64;
            let fits = length <= room;
            room = room.saturating_sub(length);
            fits
        });
        let count = fits.count();
        let file = OpenOptions::new().create(true).append(true).open(path);
        let written = file.and_then(|mut file| {
            file.write_all(records[..count].concat().as_bytes())?;
            file.sync_all()
        });
        match written {
            Ok(()) => count,
            Err(error) => {
                report::warning(format!("usage records cannot be spooled to `{}`: {error}", path.display()));
                0
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_taken_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("spool");
        let spool = Spool::new(path.to_str());
        assert!(spool.take().is_empty());
        assert_eq!(spool.keep(&["a\n".to_owned(), "b\n".to_owned()]), 2);
        assert_eq!(spool.keep(&["c\n".to_owned()]), 1);
        assert_eq!(spool.take(), ["a\n", "b\n", "c\n"]);
        assert!(spool.take().is_empty());
        assert_eq!(Spool::new(None).keep(&["a\n".to_owned()]), 0);
    }

    #[test]
    fn the_file_is_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("spool");
        std::fs::File::create(&path).unwrap().set_len(LARGEST - 5).unwrap();
        let spool = Spool::new(path.to_str());
        assert_eq!(spool.keep(&["abc\n".to_owned(), "d\n".to_owned()]), 1);
    }
}
