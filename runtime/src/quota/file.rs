//! Quotas counted in this process, and kept in a file: after a restart the counts go on.
//!
//! The file is a list of lines, `COUNT ENDS KEY`: for each key the last one is valid. A thread appends what has changed
//! once in half a second, so a process that is killed loses less than its last second. It writes the file anew when most
//! lines are old. A line that is cut off, the last one of a killed process, is ignored.

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::report;

/// How often the thread writes.
const INTERVAL: Duration = Duration::from_millis(500);
/// How many counts there may be at once: some 150 MiB. Another one is refused.
const MOST: usize = 1_000_000;
/// The file is written anew when it has this number of lines more than twice its valid ones.
const SPARE_LINES: usize = 10_000;

/// The counts of one file.
#[derive(Debug)]
pub(crate) struct FileCounts {
    counts: Arc<Mutex<Counts>>,
    /// Counts that were not written in time, because the disk was full or broken.
    failures: Arc<AtomicU64>,
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Counts {
    all: HashMap<String, Counted>,
    /// What the file does not have yet.
    changed: HashSet<String>,
}

#[derive(Debug, Clone, Copy)]
struct Counted {
    count: u64,
    /// When it is forgotten, in seconds since 1970.
    ends: u64,
}

/// There is no room for another count.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Full;

impl FileCounts {
    /// Opens a file, or makes it. No other process may have it open.
    ///
    /// # Errors
    /// If it cannot be read, written or locked.
    pub(crate) fn open(path: &Path) -> io::Result<FileCounts> {
        let file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        file.try_lock().map_err(|_| io::Error::other("another process has locked it"))?;
        let (all, lines) = read(&file)?;
        if is_cut(&file)? {
            // What comes next must not become a part of the line that a killed process has left.
            (&file).write_all(b"\n")?;
        }
        let counts = Arc::new(Mutex::new(Counts { all, changed: HashSet::new() }));
        let failures = Arc::new(AtomicU64::new(0));
        let (end, ended) = channel();
        let mut writer = Writer {
            path: path.to_owned(),
            file,
            lines,
            counts: Arc::clone(&counts),
            failures: Arc::clone(&failures),
        };
        let run = move || writer.run(&ended);
        let thread = std::thread::Builder::new().name("quotas".to_owned()).spawn(run)?;
        Ok(FileCounts { counts, failures, end: Some(end), thread: Some(thread) })
    }

    /// Takes one of a count of at most `limit`: answers how many are left, or nothing when it is used up.
    ///
    /// # Errors
    /// If there are too many counts for another one.
    pub(crate) fn take(&self, key: &str, limit: u64, now: u64, ends: u64) -> Result<Option<u64>, Full> {
        let counts = &mut *self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if !counts.all.contains_key(key) {
            if counts.all.len() >= MOST {
                counts.all.retain(|_, counted| counted.ends > now);
            }
            if counts.all.len() >= MOST {
                return Err(Full);
            }
            counts.all.insert(key.to_owned(), Counted { count: 0, ends });
        }
        let Some(counted) = counts.all.get_mut(key) else { return Err(Full) };
        if counted.count >= limit {
            return Ok(None);
        }
        counted.count += 1;
        let left = limit - counted.count;
        if !counts.changed.contains(key) {
            counts.changed.insert(key.to_owned());
        }
        Ok(Some(left))
    }

    /// How often the file could not be written.
    pub(crate) fn failures(&self) -> u64 {
        self.failures.load(Ordering::Relaxed)
    }
}

impl Drop for FileCounts {
    /// Writes what is not written yet.
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing more to write.
            let _ = thread.join();
        }
    }
}

/// The thread that writes.
struct Writer {
    path: PathBuf,
    file: File,
    /// Lines in the file.
    lines: usize,
    counts: Arc<Mutex<Counts>>,
    failures: Arc<AtomicU64>,
}

impl Writer {
    fn run(&mut self, ended: &Receiver<()>) {
        loop {
            let more = ended.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout);
            if let Err(error) = self.write()
                && self.failures.fetch_add(1, Ordering::Relaxed) == 0
            {
                let path = self.path.display();
                report::warning(format!("cannot write quotas to `{path}`: {error}; they count in memory"));
            }
            if !more {
                return;
            }
        }
    }

    fn write(&mut self) -> io::Result<()> {
        let (changed, live) = self.changed();
        if changed.is_empty() {
            return Ok(());
        }
        let written = match self.lines > 2 * live + SPARE_LINES {
            true => self.rewrite(),
            false => self.append(&changed),
        };
        if written.is_err() {
            // For the next time.
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            counts.changed.extend(changed.into_iter().map(|(key, _)| key));
        }
        written
    }

    /// What has changed since it was written, and how many counts there are.
    fn changed(&self) -> (Vec<(String, Counted)>, usize) {
        let counts = &mut *self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = std::mem::take(&mut counts.changed);
        let known = changed.into_iter().filter_map(|key| {
            let counted = *counts.all.get(&key)?;
            Some((key, counted))
        });
        (known.collect(), counts.all.len())
    }

    fn append(&mut self, changed: &[(String, Counted)]) -> io::Result<()> {
        self.file.write_all(text(changed.iter()).as_bytes())?;
        self.lines += changed.len();
        self.file.sync_data()
    }

    /// Writes a new file and puts it in the place of the old one, whole.
    fn rewrite(&mut self) -> io::Result<()> {
        let now = now();
        let all: Vec<(String, Counted)> = {
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            counts.all.retain(|_, counted| counted.ends > now);
            counts.all.iter().map(|(key, counted)| (key.clone(), *counted)).collect()
        };
        let beside = self.path.with_extension("new");
        let mut file = OpenOptions::new().create(true).truncate(true).write(true).open(&beside)?;
        file.try_lock().map_err(|_| io::Error::other("another process has locked it"))?;
        file.write_all(text(all.iter()).as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&beside, &self.path)?;
        (self.file, self.lines) = (file, all.len());
        Ok(())
    }
}

/// Seconds since 1970, by the clock of the system: what is over is not needed, whatever clock counts.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn text<'a>(counts: impl Iterator<Item = &'a (String, Counted)>) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for (key, Counted { count, ends }) in counts {
        let _ = writeln!(text, "{count} {ends} {key}");
    }
    text
}

/// The counts of a file that are not over yet, and how many lines it has.
fn read(file: &File) -> io::Result<(HashMap<String, Counted>, usize)> {
    let now = now();
    let (mut all, mut lines) = (HashMap::new(), 0);
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Ok((all, lines));
        }
        lines += 1;
        let counted = line.strip_suffix(b"\n").and_then(|line| counted(std::str::from_utf8(line).ok()?));
        let Some((key, counted)) = counted else { continue };
        match counted.ends > now {
            true => drop(all.insert(key.to_owned(), counted)),
            false => drop(all.remove(key)),
        }
    }
}

/// Whether the last line has no end.
fn is_cut(mut file: &File) -> io::Result<bool> {
    let mut last = [0];
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

fn counted(line: &str) -> Option<(&str, Counted)> {
    let (count, rest) = line.split_once(' ')?;
    let (ends, key) = rest.split_once(' ')?;
    Some((key, Counted { count: count.parse().ok()?, ends: ends.parse().ok()? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATER: u64 = 1 << 40;

    #[test]
    fn counts_go_on_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("quotas");
        let counts = FileCounts::open(&path).unwrap();
        assert_eq!(counts.take("a", 3, 0, LATER), Ok(Some(2)));
        assert_eq!(counts.take("a", 3, 0, LATER), Ok(Some(1)));
        assert_eq!(counts.take("b", 1, 0, LATER), Ok(Some(0)));
        assert!(FileCounts::open(&path).is_err(), "one process at a time");
        drop(counts);
        // What a killed process has left of its last line.
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"99999 1099511627776 a").unwrap();
        let counts = FileCounts::open(&path).unwrap();
        assert_eq!(counts.take("a", 3, 0, LATER), Ok(Some(0)));
        assert_eq!(counts.take("a", 3, 0, LATER), Ok(None));
        assert_eq!(counts.take("b", 1, 0, LATER), Ok(None));
        drop(counts);
        let counts = FileCounts::open(&path).unwrap();
        assert_eq!(counts.take("a", 3, 0, LATER), Ok(None), "the cut line has spoilt no other");
        assert_eq!(counts.failures(), 0);
    }

    #[test]
    fn what_is_over_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("quotas");
        std::fs::write(&path, "5 1 old\n5 1099511627776 new\nnonsense\n5 x y\n").unwrap();
        let counts = FileCounts::open(&path).unwrap();
        assert_eq!(counts.take("old", 5, 0, LATER), Ok(Some(4)));
        assert_eq!(counts.take("new", 5, 0, LATER), Ok(None));
    }

    #[test]
    fn a_file_of_old_lines_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("quotas");
        let old: String = (0..3 * SPARE_LINES).map(|count| format!("{count} {LATER} a\n")).collect();
        std::fs::write(&path, old).unwrap();
        let counts = FileCounts::open(&path).unwrap();
        let limit = u64::MAX;
        let left = counts.take("a", limit, 0, LATER);
        drop(counts);
        let count = 3 * SPARE_LINES as u64;
        assert_eq!(left, Ok(Some(limit - count)));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), format!("{count} {LATER} a\n"));
    }
}
