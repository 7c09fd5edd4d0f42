//! Exchanging what is served, and stopping, from any thread.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use gwc_artifact::{Artifact, OpenError};

use crate::gateway::Gateway;
use crate::metrics::ReloadResult;
use crate::phase::Phase;
use crate::policy::unenforced::Unenforced;
use crate::report;
use crate::worker::Shared;

/// Reloads and stops a server, from any thread.
#[derive(Clone)]
pub struct ReloadHandle {
    pub(super) shared: Arc<Shared>,
}

/// Why a file is not served.
#[derive(Debug)]
pub enum ReloadError {
    /// It cannot be read.
    Read(io::Error),
    /// It is damaged, or of another format.
    Open(OpenError),
    /// It has policies that would be skipped.
    Unenforced(Unenforced),
}

impl fmt::Display for ReloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReloadError::Read(error) => write!(f, "cannot read it: {error}"),
            ReloadError::Open(error) => error.fmt(f),
            ReloadError::Unenforced(policies) => {
                write!(f, "these policies are not enforced:\n{policies}")
            }
        }
    }
}

impl std::error::Error for ReloadError {}

impl ReloadHandle {
    /// Serves another artifact from the next request on. The table is exchanged as a whole; connections, listeners,
    /// requests under way and the state of limits stay. What is set for listeners takes effect after a restart.
    ///
    /// # Errors
    /// If the artifact has policies that would be skipped; the previous artifact stays in use.
    pub fn swap(&self, artifact: Artifact) -> Result<(), Unenforced> {
        let shared = &self.shared;
        let (counting, stores) = (shared.gateway.load().counting.clone(), (&shared.keys, &*shared.key_files));
        let before = shared.gateway.load_full();
        let made = Gateway::new(artifact, &shared.options, counting, stores, Some(&before));
        let gateway = Arc::new(made.inspect_err(|_| self.refused())?);
        let previous = shared.gateway.swap(Arc::clone(&gateway));
        shared.reloads.count(ReloadResult::Loaded);
        let (old, new) = (previous.artifact().gateway(), gateway.artifact().gateway());
        report::configure(&new.operations);
        let log =
            |operations: &gwc_artifact::Operations| operations.access_log.as_ref().map(|log| log.to.clone());
        let collector = |operations: &gwc_artifact::Operations| {
            operations.traces.as_ref().map(|traces| traces.otlp.clone())
        };
        for (changed, what) in [
            (old.listeners != new.listeners, "`listen`"),
            (old.operations.admin != new.operations.admin, "`admin`"),
            (log(&old.operations) != log(&new.operations), "the destination of the access log"),
            (collector(&old.operations) != collector(&new.operations), "the collector of traces"),
        ] {
            if changed {
                report::warning(format!("{what} has changed: restart the gateway to apply it"));
            }
        }
        Ok(())
    }

    /// Counts a reload that came to no artifact, such as that of a damaged file.
    pub fn refused(&self) {
        self.shared.reloads.count(ReloadResult::Refused);
    }

    /// Stops accepting after the drain delay and lets requests end. A WebSocket is closed.
    pub fn drain(&self) {
        self.shared.phase.send_if_modified(|phase| {
            let serving = *phase == Phase::Serving;
            if serving {
                *phase = Phase::Draining;
            }
            serving
        });
    }

    /// Stops at once, whatever is under way.
    pub fn stop(&self) {
        self.shared.phase.send_replace(Phase::Stopped);
    }
}

/// Serves the newest content of one file, whatever the reason to look at it.
pub struct Reloader {
    handle: ReloadHandle,
    path: PathBuf,
    /// One reload at a time: the last one to begin is the last one to end.
    turn: Mutex<()>,
}

impl Reloader {
    /// Of the artifact in this file.
    pub fn new(handle: ReloadHandle, path: &Path) -> Reloader {
        Reloader { handle, path: path.to_owned(), turn: Mutex::default() }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the file again and serves it. A file that is refused changes nothing; it is counted and reported.
    ///
    /// # Errors
    /// Why the file is refused.
    pub fn reload(&self) -> Result<(), ReloadError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let loaded =
            self.read().and_then(|artifact| self.handle.swap(artifact).map_err(ReloadError::Unenforced));
        let path = self.path.display();
        match &loaded {
            Ok(()) => report::info(format!("reloaded `{path}`")),
            Err(error) => {
                report::error(format!("`{path}` is not loaded; the previous artifact stays in use: {error}"));
            }
        }
        loaded
    }

    fn read(&self) -> Result<Artifact, ReloadError> {
        let bytes = std::fs::read(&self.path).map_err(ReloadError::Read);
        let artifact = bytes.and_then(|bytes| Artifact::open(bytes).map_err(ReloadError::Open));
        artifact.inspect_err(|_| self.handle.refused())
    }
}
