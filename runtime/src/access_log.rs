//! The access log: one line a request, gathered on each core and written by a thread of its own.
//!
//! A core never waits for the log. When the writer is too slow, whole batches are dropped and counted; the count is
//! the next line.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use gwc_artifact::{LogDestination, Operations};

use crate::chance::Chance;
use crate::log_file::LogFile;
use crate::log_text::Clock;
use crate::metrics::CoreStats;
use crate::report;

/// A batch is handed to the writer when it is this long, in bytes.
const BATCH: usize = 32 * 1024;
/// What is allocated beside it, for the line that fills it, in bytes.
const LONG_LINE: usize = 2 * 1024;
/// Or after this time.
const LONGEST_WAIT: Duration = Duration::from_millis(100);
/// Batches that may wait for the writer.
const WAITING: usize = 256;

/// Where the access log goes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum AccessLog {
    /// Nowhere.
    #[default]
    Off,
    /// Where the artifact declares it; to standard output if it does not.
    OfArtifact,
    /// Standard output.
    Stdout,
    /// Appended to a file.
    File(PathBuf),
}

impl AccessLog {
    /// Where it goes for a gateway.
    fn resolved(&self, operations: &Operations) -> AccessLog {
        match (self, operations.access_log.as_ref().map(|log| &log.to)) {
            (AccessLog::OfArtifact, Some(LogDestination::None)) => AccessLog::Off,
            (AccessLog::OfArtifact, Some(LogDestination::File(path))) => AccessLog::File(path.into()),
            (AccessLog::OfArtifact, Some(LogDestination::Stdout) | None) => AccessLog::Stdout,
            (set, _) => set.clone(),
        }
    }
}

/// What the writer writes to.
enum Sink {
    Stdout,
    File(LogFile),
}

impl Sink {
    /// Writes a batch, to the file that has the name at the moment.
    fn write(&mut self, begin: &[u8], batch: &str) -> io::Result<()> {
        let to: &mut dyn Write = match self {
            Sink::Stdout => &mut io::stdout(),
            Sink::File(file) => {
                file.follow();
                file
            }
        };
        to.write_all(begin).and_then(|()| to.write_all(batch.as_bytes())).and_then(|()| to.flush())
    }
}

/// The writer's thread, and the way to it.
pub(crate) struct LogWriter {
    /// Batches that could not be written.
    failed: Arc<AtomicU64>,
    sender: SyncSender<String>,
    thread: JoinHandle<()>,
}

/// The way to the writer for one more core.
pub(crate) struct LogSender(SyncSender<String>);

/// One core's part of the log.
pub(crate) struct LogBuffer {
    sender: SyncSender<String>,
    batch: RefCell<String>,
    /// Lines of the batch.
    lines: Cell<u64>,
    /// Lines that were dropped and not reported yet.
    dropped: Cell<u64>,
    stats: Arc<CoreStats>,
    clock: RefCell<Clock>,
    pub(crate) chance: Chance,
}

impl LogWriter {
    /// Opens the log of a gateway; `None` when it is off.
    ///
    /// # Errors
    /// If the file cannot be opened for appending.
    pub(crate) fn open(log: &AccessLog, operations: &Operations) -> io::Result<Option<LogWriter>> {
        let sink = match log.resolved(operations) {
            AccessLog::Off | AccessLog::OfArtifact => return Ok(None),
            AccessLog::Stdout => Sink::Stdout,
            AccessLog::File(path) => Sink::File(LogFile::open(&path)?),
        };
        let (sender, batches) = sync_channel::<String>(WAITING);
        let failed = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&failed);
        let write = move || write_all(sink, &batches, &counter);
        let thread = std::thread::Builder::new().name("access-log".to_owned()).spawn(write)?;
        Ok(Some(LogWriter { failed, sender, thread }))
    }

    /// How many batches could not be written, as it is at any time.
    pub(crate) fn failed(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.failed)
    }

    /// The way to it for one more core.
    pub(crate) fn sender(&self) -> LogSender {
        LogSender(self.sender.clone())
    }

    /// Waits until all is written. The buffers must be gone.
    pub(crate) fn finish(self) {
        drop(self.sender);
        // A writer that panicked has nothing more to write.
        let _ = self.thread.join();
    }
}

impl LogSender {
    /// The buffer of a core.
    pub(crate) fn buffer(self, stats: Arc<CoreStats>) -> LogBuffer {
        LogBuffer {
            sender: self.0,
            batch: RefCell::default(),
            lines: Cell::new(0),
            dropped: Cell::new(0),
            stats,
            clock: RefCell::default(),
            chance: Chance::default(),
        }
    }
}

impl LogBuffer {
    /// Adds what `write` writes about something that began at a time.
    pub(crate) fn line(&self, at: SystemTime, write: impl FnOnce(&Clock, &mut String)) {
        let mut clock = self.clock.borrow_mut();
        clock.set(at);
        write(&clock, &mut self.batch.borrow_mut());
        drop(clock);
        self.lines.set(self.lines.get() + 1);
        if self.batch.borrow().len() >= BATCH {
            self.flush();
        }
    }

    /// Hands batches to the writer before they are old; runs as long as its core.
    pub(crate) async fn flush_often(&self) {
        loop {
            tokio::time::sleep(LONGEST_WAIT).await;
            self.flush();
        }
    }

    /// Hands the batch to the writer.
    pub(crate) fn flush(&self) {
        if self.batch.borrow().is_empty() {
            return;
        }
        let batch = self.batch.replace(String::with_capacity(BATCH + LONG_LINE));
        let lines = self.lines.take();
        match self.sender.try_send(batch) {
            Ok(()) => {
                let dropped = self.dropped.take();
                if dropped > 0 {
                    let _ = writeln!(self.batch.borrow_mut(), r#"{{"dropped_lines":{dropped}}}"#);
                }
            }
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                self.dropped.set(self.dropped.get() + lines);
                self.stats.log_lines_dropped.add(lines);
            }
        }
    }
}

impl Drop for LogBuffer {
    fn drop(&mut self) {
        self.flush();
    }
}

/// Writes batches until no core is left to send one. A log that cannot be written, such as a full disk or a closed pipe,
/// does not stop the gateway; that it cannot is reported once.
fn write_all(mut sink: Sink, batches: &Receiver<String>, failed: &AtomicU64) {
    let mut is_broken = false;
    for batch in batches {
        // Of the batch that failed, a part of a line may have been written.
        let begin: &[u8] = if is_broken { b"\n" } else { b"" };
        match sink.write(begin, &batch) {
            Ok(()) if is_broken => {
                is_broken = false;
                report::warning("the access log can be written again");
            }
            Ok(()) => {}
            Err(error) => {
                failed.fetch_add(1, Ordering::Relaxed);
                if !std::mem::replace(&mut is_broken, true) {
                    report::error(format!("the access log cannot be written: {error}"));
                }
            }
        }
    }
}
