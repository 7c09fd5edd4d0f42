//! Disk out: all outputs or none.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// One file of the outputs: its path below the output folder, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The path, with forward slashes.
    pub path: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Marks a folder that a build may replace.
const MARKER: &str = ".gwc";
const MARKER_TEXT: &str = "Written by `gwc build`, which replaces this folder as a whole.\n";

/// Replaces the output folder by the outputs. On an error it is as it was.
///
/// # Errors
/// Whatever the file system says; and a folder that holds something else than a build is not replaced.
pub fn write(folder: &Path, outputs: &[Output]) -> io::Result<()> {
    let parent = folder.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = folder.file_name().ok_or_else(|| io::Error::other("it has no name that could be swapped"))?;
    replaceable(folder)?;
    fs::create_dir_all(parent)?;
    let prefix = format!(".{}.", name.to_string_lossy());
    let fresh = tempfile::Builder::new().prefix(&prefix).tempdir_in(parent)?;
    fill(fresh.path(), outputs)?;
    readable(fresh.path())?;
    swap(folder, fresh.path(), parent, &prefix)?;
    // The name is the output folder's now.
    let _ = fresh.keep();
    Ok(())
}

fn replaceable(folder: &Path) -> io::Result<()> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(mut entries) => match entries.next().is_none() || folder.join(MARKER).is_file() {
            true => Ok(()),
            false => Err(io::Error::other(
                "it holds files that no build has written; name another folder, or empty it",
            )),
        },
    }
}

fn fill(folder: &Path, outputs: &[Output]) -> io::Result<()> {
    for output in outputs {
        let path = folder.join(&output.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        write_synced(&path, &output.bytes)?;
    }
    write_synced(&folder.join(MARKER), MARKER_TEXT.as_bytes())
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Temporary folders are private; outputs are not.
fn readable(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    }
    let _ = folder;
    Ok(())
}

fn swap(folder: &Path, fresh: &Path, parent: &Path, prefix: &str) -> io::Result<()> {
    if !folder.exists() {
        return fs::rename(fresh, folder);
    }
    let aside = tempfile::Builder::new().prefix(prefix).tempdir_in(parent)?;
    let old: PathBuf = aside.path().join("old");
    fs::rename(folder, &old).map_err(mounted)?;
    if let Err(error) = fs::rename(fresh, folder) {
        fs::rename(&old, folder)?;
        return Err(error);
    }
    Ok(())
}

/// A folder that something is mounted on can not be swapped.
fn mounted(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::ResourceBusy => {
            io::Error::new(error.kind(), "something is mounted on it; name a folder inside it")
        }
        _ => error,
    }
}

/// Replaces one file as a whole.
///
/// # Errors
/// Whatever the file system says; the file is then as it was.
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
