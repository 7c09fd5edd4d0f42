//! Another state of the same inputs: a commit, or another folder or file.

pub(super) mod git;

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::inputs::Inputs;
use super::io::Io;
use super::session::Session;
use crate::load;
use gwc_syntax::source::SourceMap;

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
            Some(rev) if rev.starts_with('-') => Err(format!("`{rev}` is not a revision")),
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
    /// The reason as a message.
    pub fn session(&self, inputs: &Inputs, io: &Io<'_>) -> Result<Session, String> {
        match self {
            Self::Path(path) if !path.exists() => Err(format!("`{}` does not exist", path.display())),
            Self::Path(path) => {
                let sources = match inputs.paths.as_slice() {
                    [now] => in_place_of(SourceMap::default(), path, now),
                    _ => SourceMap::default(),
                };
                Ok(Session::over(&Inputs { paths: vec![path.clone()], ..inputs.clone() }, sources, io))
            }
            Self::Git(rev) => commit(rev, inputs, io),
        }
    }
}

/// The inputs at a commit. Both states are checked with the current settings: a change of `gwc.toml` is no
/// change of the gateways.
fn commit(rev: &str, inputs: &Inputs, io: &Io<'_>) -> Result<Session, String> {
    let folder = tempfile::tempdir().map_err(|e| format!("no temporary folder: {e}"))?;
    let mut sources = SourceMap::default();
    let mut paths = Vec::new();
    for (index, path) in inputs.paths.iter().enumerate() {
        let to = folder.path().join(index.to_string());
        // What the commit does not have is new: all that is found there is introduced.
        if let Some(copy) = git::checkout(rev, path, &to)? {
            sources = in_place_of(sources, &copy, path);
            paths.push(copy);
        }
    }
    Ok(Session::over(&Inputs { paths, config: inputs.settings_file(), ..inputs.clone() }, sources, io))
}

/// Shows files at a path as if they were at another one: findings are then compared within the same file, and
/// settings for files hold for both.
pub(super) fn in_place_of(sources: SourceMap, path: &Path, shown: &Path) -> SourceMap {
    if path.is_file() || shown.is_file() {
        // What a file is follows from its extension.
        let alike = path.is_file() && shown.is_file() && path.extension() == shown.extension();
        return if alike { sources.copied(load::display(path), load::display(shown)) } else { sources };
    }
    let inside = |folder: &Path| {
        let path = load::display(&folder.join("x"));
        path[..path.len() - 1].to_owned()
    };
    sources.copied(inside(path), inside(shown))
}
