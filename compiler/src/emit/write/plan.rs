//! What happens to each path: written, removed, or left as it is.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::output::{Output, WriteError};
use crate::ledger::{self, Ledger};

/// The changes of one build.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Files to write; the lists of the gateways come last.
    pub(super) writes: Vec<Output>,
    /// Paths to remove: earlier builds wrote them, and this one has no such file.
    pub(super) removals: Vec<String>,
    /// Paths of earlier builds that were edited since. They are kept.
    pub(super) edited: Vec<String>,
}

impl Plan {
    /// Decides what happens to every path of the outputs and of the lists of their gateways.
    pub(super) fn of(folder: &Path, outputs: &[Output]) -> Result<Self, WriteError> {
        let mut gateways: BTreeMap<&str, Vec<(&str, &Output)>> = BTreeMap::new();
        for output in outputs {
            let (gateway, path) = output.path.split_once('/').unwrap_or(("", &output.path));
            gateways.entry(gateway).or_default().push((path, output));
        }
        let mut plan = Self::default();
        for (gateway, files) in gateways {
            plan.gateway(folder, gateway, &files)?;
        }
        Ok(plan)
    }

    fn gateway(&mut self, folder: &Path, name: &str, files: &[(&str, &Output)]) -> Result<(), WriteError> {
        let home = folder.join(name);
        let (before, mut now) = (listed(&home)?, Ledger::default());
        for (path, output) in files {
            match State::of(&home, path, &before, &output.bytes)? {
                State::Same => now.enter(path, &output.bytes),
                State::Free => {
                    now.enter(path, &output.bytes);
                    self.writes.push((*output).clone());
                }
                State::Edited => {
                    now.keep(path, &before);
                    self.edited.push(output.path.clone());
                }
            }
        }
        self.leftovers(&home, name, &before, &mut now)?;
        let bytes = now.to_text().into_bytes();
        self.writes.push(Output { path: format!("{name}/{}", ledger::FILE), bytes });
        Ok(())
    }

    /// Files of earlier builds that this one does not have.
    fn leftovers(
        &mut self,
        home: &Path,
        name: &str,
        before: &Ledger,
        now: &mut Ledger,
    ) -> Result<(), WriteError> {
        let gone: Vec<&str> = before.paths().filter(|path| !now.lists(path)).collect();
        for path in gone {
            match read(&home.join(path))? {
                None => {}
                Some(bytes) if before.wrote(path, &bytes) => self.removals.push(format!("{name}/{path}")),
                Some(_) => {
                    now.keep(path, before);
                    self.edited.push(format!("{name}/{path}"));
                }
            }
        }
        Ok(())
    }
}

/// What is at a path where a file is to be written.
enum State {
    /// Nothing, or what an earlier build wrote.
    Free,
    /// The very bytes.
    Same,
    /// A file of an earlier build that was edited since.
    Edited,
}

impl State {
    fn of(home: &Path, path: &str, before: &Ledger, bytes: &[u8]) -> Result<Self, WriteError> {
        let place = home.join(path);
        let Some(found) = read(&place)? else { return Ok(Self::Free) };
        if found == bytes {
            return Ok(Self::Same);
        }
        match (before.wrote(path, &found), before.lists(path)) {
            (true, _) => Ok(Self::Free),
            (false, true) => Ok(Self::Edited),
            (false, false) => {
                let message = "the file exists and was not written by `gwc build`; move it, or use another output folder";
                Err(WriteError::at(&place)(io::Error::other(message)))
            }
        }
    }
}

/// The list in a gateway's folder; empty where no build wrote one.
fn listed(home: &Path) -> Result<Ledger, WriteError> {
    let bytes = read(&home.join(ledger::FILE))?;
    Ok(bytes.map(|bytes| Ledger::parse(&String::from_utf8_lossy(&bytes))).unwrap_or_default())
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, WriteError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(WriteError::at(path)(error)),
    }
}
