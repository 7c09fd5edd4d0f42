//! Edits of a gateway's files, as events.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender};
use std::time::{Duration, Instant};

use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use crate::cli::event::Event;

/// How long files must be quiet before they are read: editors write in several steps.
const QUIET: Duration = Duration::from_millis(20);
/// How long a busy folder is waited for.
const PATIENCE: Duration = Duration::from_millis(120);

/// Sends an event for each change below the folder, as long as the watcher is kept.
pub(super) fn watch(folder: &Path, events: Sender<Event>) -> notify::Result<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading files changes nothing; any other event may be a change.
        if event.map_or(true, |event| !event.kind.is_access()) {
            let _ = events.send(Event::Changed);
        }
    })?;
    watcher.watch(folder, RecursiveMode::Recursive)?;
    Ok(watcher)
}

/// The next event. Changes that follow each other at once are one.
pub(super) fn next(events: &Receiver<Event>) -> Event {
    let ended = || Event::Ended(Ok(()));
    let first = events.recv().unwrap_or_else(|_| ended());
    if !matches!(first, Event::Changed) {
        return first;
    }
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        match events.recv_timeout(QUIET) {
            Ok(Event::Ended(result)) => return Event::Ended(result),
            Ok(_) => {}
            Err(_) => break,
        }
    }
    first
}
