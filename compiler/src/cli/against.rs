//! Another state of the same inputs: a commit, or another folder or file.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;

use super::Io;
use super::session::{Inputs, Session};

/// What to compare with.
#[derive(Debug, Clone)]
pub enum Against {
    /// A commit of the repository that the inputs are in.
    Git(String),
    /// A folder or file.
    Path(PathBuf),
}

impl FromStr for Against {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.strip_prefix("git:") {
            Some("") => Err("name a commit behind `git:`".to_owned()),
            // A revision that begins with a dash would be an option of git.
            Some(rev) if rev.starts_with('-') => Err(format!("`{rev}` is no revision")),
            Some(rev) => Ok(Self::Git(rev.to_owned())),
            None => Ok(Self::Path(text.into())),
        }
    }
}

impl fmt::Display for Against {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Git(rev) => write!(f, "git:{rev}"),
            Self::Path(path) => write!(f, "{}", path.display()),
        }
    }
}

impl Against {
    /// The other state, read and checked in the same way.
    ///
    /// # Errors
    /// Why it can not be had, for people.
    pub fn session(&self, inputs: &Inputs, io: &Io<'_>) -> Result<Session, String> {
        match self {
            Self::Path(path) if !path.exists() => Err(format!("`{}` does not exist", path.display())),
            Self::Path(path) => Ok(Session::new(&Inputs { paths: vec![path.clone()], ..inputs.clone() }, io)),
            Self::Git(rev) => {
                let folder = tempfile::tempdir().map_err(|e| format!("no temporary folder: {e}"))?;
                let mut paths = Vec::new();
                for (index, path) in inputs.paths.iter().enumerate() {
                    let to = folder.path().join(index.to_string());
                    paths.push(checkout(rev, path, &to)?);
                }
                Ok(Session::new(&Inputs { paths, ..inputs.clone() }, io))
            }
        }
    }
}

/// Copies what a commit has at a path to a folder.
fn checkout(rev: &str, path: &Path, to: &Path) -> Result<PathBuf, String> {
    let is_file = path.is_file();
    let here = if is_file {
        path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
    } else {
        path
    };
    let git = |arguments: &[&str]| -> Result<Vec<u8>, String> {
        let output = Command::new("git").arg("-C").arg(here).args(arguments).output();
        let output = output.map_err(|e| format!("`git` can not be run: {e}"))?;
        match output.status.success() {
            true => Ok(output.stdout),
            false => Err(format!(
                "git knows no `{rev}` here; in a shallow clone, run `git fetch origin {rev}` first ({})",
                String::from_utf8_lossy(&output.stderr).trim()
            )),
        }
    };
    let commit =
        git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{rev}^{{commit}}")])?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    // Names are relative to `here`, ended by NUL.
    let names = git(&["ls-tree", "-r", "-z", "--name-only", &commit, "--", "."])?;
    let only = path.file_name().filter(|_| is_file);
    for name in names.split(|b| *b == 0).filter(|n| !n.is_empty()) {
        let name = String::from_utf8_lossy(name).into_owned();
        if only.is_some_and(|only| only.to_string_lossy() != name.as_str()) {
            continue;
        }
        let bytes = git(&["show", &format!("{commit}:./{name}")])?;
        let file = to.join(&name);
        let parent = file.parent().unwrap_or(to);
        let written = std::fs::create_dir_all(parent).and_then(|()| std::fs::write(&file, bytes));
        written.map_err(|e| format!("`{name}` can not be copied: {e}"))?;
    }
    let result = only.map_or_else(|| to.to_owned(), |name| to.join(name));
    if result.exists() { Ok(result) } else { Err(format!("`{}` does not exist in `{rev}`", path.display())) }
}
