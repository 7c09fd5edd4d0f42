//! A file of key records: read, changed, checked as `gwr` checks it, and written as a whole.

use std::fs;
use std::path::{Path, PathBuf};

use gwc_token::{ApiKeys, KeyRecord, Unreadable};
use serde_json::{Value, json};

use super::super::io::Exit;
use crate::emit;

/// The lines of a file.
pub(super) struct KeysFile {
    path: PathBuf,
    lines: Vec<String>,
}

impl KeysFile {
    /// Reads a file; with `or_new`, an absent one is empty.
    ///
    /// # Errors
    /// If it cannot be read, or is no file of records.
    pub(super) fn read(path: &Path, or_new: bool) -> Result<KeysFile, (Exit, String)> {
        let text = match fs::read_to_string(path) {
            Err(error) if or_new && error.kind() == std::io::ErrorKind::NotFound => String::new(),
            read => {
                read.map_err(|error| (Exit::Failed, format!("cannot read `{}`: {error}", path.display())))?
            }
        };
        let lines = text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
        let file = KeysFile { path: path.to_owned(), lines };
        file.check()?;
        Ok(file)
    }

    /// The records, each with the hash of its key as hexadecimal digits.
    pub(super) fn records(&self) -> impl Iterator<Item = (String, &str)> {
        let digits = |record: KeyRecord| record.hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let record = move |line: &String| KeyRecord::parse(line.trim().as_bytes()).ok().map(digits);
        // What `read` has checked can be read.
        self.lines.iter().filter_map(move |line| Some((record(line)?, line.trim())))
    }

    /// Adds a record.
    ///
    /// # Errors
    /// If it is not one, or the file has its id.
    pub(super) fn add(&mut self, record: &Value) -> Result<(), (Exit, String)> {
        self.lines.push(record.to_string());
        self.check().map_err(|(_, message)| (Exit::Usage, message))
    }

    /// Marks a record as revoked.
    ///
    /// # Errors
    /// If no record has the id.
    pub(super) fn revoke(&mut self, id: &str) -> Result<(), (Exit, String)> {
        let has_id =
            |line: &&mut String| KeyRecord::parse(line.trim().as_bytes()).is_ok_and(|record| record.id == id);
        let line = self.lines.iter_mut().find(has_id);
        let line = line
            .ok_or_else(|| (Exit::Usage, format!("no key of `{}` has the id `{id}`", self.path.display())))?;
        let mut record: Value =
            serde_json::from_str(line).map_err(|error| (Exit::Failed, error.to_string()))?;
        record["revoked"] = json!(true);
        *line = record.to_string();
        self.check()
    }

    /// Writes the file as a whole, so that `gwr` never reads half of it.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(super) fn write(&self) -> Result<(), (Exit, String)> {
        emit::replace_file(&self.path, self.text().as_bytes())
            .map_err(|error| (Exit::Failed, format!("cannot write `{}`: {error}", self.path.display())))
    }

    fn text(&self) -> String {
        self.lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
    }

    /// Whether `gwr` would read it. Which limits the gateway has is not known here.
    fn check(&self) -> Result<(), (Exit, String)> {
        let limits: Vec<String> = self
            .lines
            .iter()
            .filter_map(|line| KeyRecord::parse(line.trim().as_bytes()).ok()?.limit)
            .collect();
        let failed =
            |error: Unreadable| (Exit::Findings, format!("`{}` is refused: {error}", self.path.display()));
        ApiKeys::parse(self.text().as_bytes(), &limits).map(drop).map_err(failed)
    }
}
