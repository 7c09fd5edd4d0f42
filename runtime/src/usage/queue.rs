//! The queue of records, and the thread that empties it.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use gwc_artifact::Usage;

use super::sink::Sink;
use super::spool::Spool;
use crate::report;

/// Records that may wait.
const WAITING: usize = 65_536;
/// Records that are written together.
const BATCH: usize = 1_000;
/// How long a record may wait for others.
const LONGEST_WAIT: Duration = Duration::from_millis(100);
/// The pause after a failure.
const PAUSE: Duration = Duration::from_millis(500);

/// The queues of a process: one for each setting, as long as a gateway uses it.
#[derive(Debug, Default)]
pub(crate) struct Queues(Mutex<Vec<Arc<Queue>>>);

/// Where records wait to be written.
#[derive(Debug)]
pub(crate) struct Queue {
    pub(crate) usage: Usage,
    sender: SyncSender<Message>,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// Until when all must be written, once that is known; then the rest is spooled.
    end: Arc<OnceLock<Instant>>,
    stats: Arc<UsageStats>,
}

/// What became of records. For metrics.
#[derive(Debug, Default)]
pub(crate) struct UsageStats {
    pub(crate) written: AtomicU64,
    pub(crate) spooled: AtomicU64,
    pub(crate) dropped: AtomicU64,
}

enum Message {
    Record(String),
    /// No record comes after it.
    Last,
}

impl Queues {
    /// The queue of a setting.
    ///
    /// # Errors
    /// If its file cannot be opened.
    pub(crate) fn at(&self, usage: &Usage) -> io::Result<Arc<Queue>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = known.iter().find(|queue| queue.usage == *usage) {
            return Ok(Arc::clone(queue));
        }
        let queue = Arc::new(Queue::open(usage)?);
        known.push(Arc::clone(&queue));
        Ok(queue)
    }

    /// Writes what is queued within the time, or spools it. No record comes after that.
    pub(crate) fn finish(&self, longest: Duration) {
        let end = Instant::now() + longest;
        let known = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        known.iter().for_each(|queue| queue.finish(end));
    }
}

impl Queue {
    fn open(usage: &Usage) -> io::Result<Queue> {
        let (sender, messages) = sync_channel(WAITING);
        let stats = Arc::new(UsageStats::default());
        let sink = Sink::open(&usage.to)?;
        let end = Arc::new(OnceLock::new());
        let spool = Spool::new(usage.spool.as_deref());
        let mut writer = Writer { sink, spool, stats: Arc::clone(&stats), end: Arc::clone(&end) };
        let thread =
            std::thread::Builder::new().name("usage".to_owned()).spawn(move || writer.run(&messages))?;
        Ok(Queue { usage: usage.clone(), sender, thread: Mutex::new(Some(thread)), end, stats })
    }

    /// Adds a record, unless the queue is full.
    pub(crate) fn push(&self, line: String) {
        if self.sender.try_send(Message::Record(line)).is_err() {
            self.stats.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// What became of records, by a word.
    pub(crate) fn stats(&self) -> [(&'static str, &AtomicU64); 3] {
        let UsageStats { written, spooled, dropped } = &*self.stats;
        [("written", written), ("spooled", spooled), ("dropped", dropped)]
    }

    fn finish(&self, end: Instant) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        let _ = self.end.set(end);
        // A full queue is emptied by the thread, so this waits only for that.
        let _ = self.sender.send(Message::Last);
        if let Some(thread) = thread {
            // A thread that panicked has nothing more to write.
            let _ = thread.join();
        }
        let dropped = self.stats.dropped.load(Ordering::Relaxed);
        if dropped > 0 {
            report::warning(format!("{dropped} usage records were dropped"));
        }
    }
}

/// The thread.
struct Writer {
    sink: Sink,
    spool: Spool,
    stats: Arc<UsageStats>,
    end: Arc<OnceLock<Instant>>,
}

impl Writer {
    fn run(&mut self, messages: &Receiver<Message>) {
        let mut batch: Vec<String> = self.spool.take();
        let mut failing = false;
        loop {
            let is_last = receive_batch(messages, &mut batch);
            while !batch.is_empty() {
                let Err(why) = self.write(&mut batch) else {
                    failing = false;
                    continue;
                };
                if !std::mem::replace(&mut failing, true) {
                    report::warning(format!("usage records cannot be written: {why}"));
                }
                if self.end.get().is_some_and(|end| Instant::now() + PAUSE >= *end) {
                    return self.keep(batch, messages);
                }
                std::thread::sleep(PAUSE);
            }
            if is_last {
                return;
            }
        }
    }

    fn write(&mut self, batch: &mut Vec<String>) -> Result<(), String> {
        if self.end.get().is_some_and(|end| Instant::now() >= *end) {
            return Err("the time for it is over".to_owned());
        }
        let count = batch.len().min(BATCH);
        self.sink.write(&batch[..count].concat())?;
        batch.drain(..count);
        self.stats.written.fetch_add(count as u64, Ordering::Relaxed);
        Ok(())
    }

    /// Spools what is left, also in the queue.
    fn keep(&mut self, mut batch: Vec<String>, messages: &Receiver<Message>) {
        loop {
            let spooled = self.spool.keep(&batch);
            self.stats.spooled.fetch_add(spooled as u64, Ordering::Relaxed);
            self.stats.dropped.fetch_add((batch.len() - spooled) as u64, Ordering::Relaxed);
            batch.clear();
            while batch.len() < BATCH
                && let Ok(Message::Record(line)) = messages.try_recv()
            {
                batch.push(line);
            }
            if batch.is_empty() {
                return;
            }
        }
    }
}

/// Waits for records, and a short time for more of them; whether they were the last.
fn receive_batch(messages: &Receiver<Message>, batch: &mut Vec<String>) -> bool {
    let until = Instant::now() + LONGEST_WAIT;
    while batch.len() < BATCH {
        match messages.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(Message::Record(line)) => batch.push(line),
            Ok(Message::Last) | Err(RecvTimeoutError::Disconnected) => return true,
            Err(RecvTimeoutError::Timeout) => return false,
        }
    }
    false
}
