//! The access log: one line a request, gathered on each core and written by a thread of its own.
//!
//! A core never waits for the log. When the writer is too slow, whole batches are dropped and counted; the count is
//! the next line.

use std::cell::{Cell, RefCell};
use std::fmt::{self, Write as _};
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A batch is handed to the writer when it is this long, in bytes.
const BATCH: usize = 32 * 1024;
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
    /// Standard output.
    Stdout,
    /// Appended to a file.
    File(PathBuf),
}

/// The writer's thread, and the way to it.
pub(crate) struct LogWriter {
    sender: SyncSender<String>,
    thread: JoinHandle<()>,
}

/// One core's part of the log.
pub(crate) struct LogBuffer {
    sender: SyncSender<String>,
    batch: RefCell<String>,
    dropped: Cell<u64>,
}

impl LogWriter {
    /// Opens the log; `None` when it is off.
    ///
    /// # Errors
    /// If the file cannot be opened for appending.
    pub(crate) fn open(log: &AccessLog) -> io::Result<Option<LogWriter>> {
        let mut sink: Box<dyn Write + Send> = match log {
            AccessLog::Off => return Ok(None),
            AccessLog::Stdout => Box::new(io::stdout()),
            AccessLog::File(path) => Box::new(OpenOptions::new().create(true).append(true).open(path)?),
        };
        let (sender, batches) = sync_channel::<String>(WAITING);
        let thread = std::thread::Builder::new().name("access-log".to_owned()).spawn(move || {
            for batch in batches {
                // A log that cannot be written, such as a closed pipe, does not stop the gateway.
                let _ = sink.write_all(batch.as_bytes()).and_then(|()| sink.flush());
            }
        })?;
        Ok(Some(LogWriter { sender, thread }))
    }

    /// The buffer of one more core.
    pub(crate) fn buffer(&self) -> LogBuffer {
        let sender = self.sender.clone();
        LogBuffer { sender, batch: RefCell::default(), dropped: Cell::new(0) }
    }

    /// Waits until all is written. The buffers must be gone.
    pub(crate) fn finish(self) {
        drop(self.sender);
        // A writer that panicked has nothing more to write.
        let _ = self.thread.join();
    }
}

impl LogBuffer {
    /// Adds what `write` writes.
    pub(crate) fn line(&self, write: impl FnOnce(&mut String)) {
        write(&mut self.batch.borrow_mut());
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
        let batch = std::mem::take(&mut *self.batch.borrow_mut());
        if batch.is_empty() {
            return;
        }
        let lines = batch.bytes().filter(|byte| *byte == b'\n').count() as u64;
        match self.sender.try_send(batch) {
            Ok(()) => {
                let dropped = self.dropped.take();
                if dropped > 0 {
                    let _ = writeln!(self.batch.borrow_mut(), r#"{{"dropped_lines":{dropped}}}"#);
                }
            }
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                self.dropped.set(self.dropped.get() + lines)
            }
        }
    }
}

impl Drop for LogBuffer {
    fn drop(&mut self) {
        self.flush();
    }
}

/// A text as a JSON string.
pub(crate) struct Json<'a>(pub(crate) &'a str);

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        let mut rest = self.0;
        while let Some(at) = rest.bytes().position(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
            let (plain, special) = rest.split_at(at);
            f.write_str(plain)?;
            match special.as_bytes()[0] {
                byte @ (b'"' | b'\\') => write!(f, "\\{}", char::from(byte))?,
                byte => write!(f, "\\u{byte:04x}")?,
            }
            rest = &special[1..];
        }
        f.write_str(rest)?;
        f.write_char('"')
    }
}

/// A path as a terminal shows it: what is not visible ASCII is escaped, so that no client controls the terminal.
pub(crate) struct Visible<'a>(pub(crate) &'a str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0.bytes() {
            match byte {
                byte if byte.is_ascii_graphic() => f.write_char(char::from(byte))?,
                byte => write!(f, "%{byte:02X}")?,
            }
        }
        Ok(())
    }
}

/// The time as RFC 3339 writes it, in UTC, to the millisecond.
pub(crate) fn timestamp(at: SystemTime) -> String {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (days, seconds) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    let (year, month, day) = date(days);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", since.subsec_millis())
}

/// The Gregorian date of a day, counted from 1970-01-01. Years are counted from March on, so that the leap day is the
/// last of its year.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rfc_3339() {
        let at = |seconds, millis| {
            timestamp(UNIX_EPOCH + Duration::from_secs(seconds) + Duration::from_millis(millis))
        };
        assert_eq!(at(0, 0), "1970-01-01T00:00:00.000Z");
        assert_eq!(at(951_782_399, 999), "2000-02-28T23:59:59.999Z");
        assert_eq!(at(951_782_400, 0), "2000-02-29T00:00:00.000Z");
        assert_eq!(at(1_709_251_200, 5), "2024-03-01T00:00:00.005Z");
        assert_eq!(at(4_102_444_799, 0), "2099-12-31T23:59:59.000Z");
    }

    #[test]
    fn a_path_shows_no_control_characters() {
        assert_eq!(Visible("/a%20b/\u{1b}[2J\u{9b}é \n").to_string(), "/a%20b/%1B[2J%C2%9B%C3%A9%20%0A");
    }

    #[test]
    fn texts_are_json() {
        for text in ["", "plain", "\"\\\u{0}\n\u{1f}é\u{7f}", "\\\\\"\""] {
            assert_eq!(serde_json::from_str::<String>(&Json(text).to_string()).unwrap(), text);
        }
    }
}
