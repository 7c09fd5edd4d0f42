//! Disk out: all outputs or none, and no file that a build did not write.
//!
//! [`crate::ledger`] knows which files builds wrote before, `plan` decides what happens to each path, and `transaction` does it
//! so that an interrupted build leaves the folder as it was.

mod output;
mod plan;
mod transaction;

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use plan::Plan;
use transaction::Transaction;

pub use output::{Output, WriteError};

/// What became of a build's files.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Paths below the output folder that were edited since the last build. They are kept unchanged.
    pub edited: Vec<String>,
}

/// Writes the outputs below a folder. Files of earlier builds of the same gateways are overwritten or removed; any
/// other file stays. On an error nothing changes.
///
/// # Errors
/// The file system refuses, another build is writing there, or a file is in the way that no build wrote.
pub fn write(folder: &Path, outputs: &[Output]) -> Result<Written, WriteError> {
    let mut transaction = Transaction::begin(folder)?;
    let plan = Plan::of(folder, outputs)?;
    for file in &plan.writes {
        transaction.stage(&file.path, &file.bytes)?;
    }
    transaction.commit(&plan.removals)?;
    Ok(Written { edited: plan.edited })
}

/// Replaces one file as a whole.
///
/// # Errors
/// The error of the file system; the file is then unchanged.
pub fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(parent)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(path).map_or(0o644, |m| m.permissions().mode());
        file.as_file().set_permissions(fs::Permissions::from_mode(mode))?;
    }
    file.persist(path)?;
    Ok(())
}
