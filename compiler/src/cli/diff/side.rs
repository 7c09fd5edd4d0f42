//! What a command line calls one side of a comparison.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use super::kubectl::Live;
use crate::load;

/// One side.
#[derive(Debug, Clone)]
pub(in crate::cli) enum Side {
    /// A file or folder.
    Path(PathBuf),
    /// Standard input.
    Stdin,
    /// A path of a commit; without one, the path of the other side.
    Git {
        /// The commit.
        rev: String,
        /// The path, relative to the working folder.
        path: Option<PathBuf>,
    },
    /// A ConfigMap of a cluster.
    Live(Live),
}

impl FromStr for Side {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == load::STDIN {
            return Ok(Self::Stdin);
        }
        let Some(named) = text.strip_prefix("git:") else { return Ok(Self::Path(text.into())) };
        let (rev, path) = match named.split_once(':') {
            Some((rev, path)) => (rev, Some(PathBuf::from(path))),
            None => (named, None),
        };
        match rev {
            "" => Err("write a commit after `git:`".to_owned()),
            // A revision that begins with a dash would be an option of git.
            _ if rev.starts_with('-') => Err(format!("`{rev}` is not a revision")),
            _ => Ok(Self::Git { rev: rev.to_owned(), path }),
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "{}", load::display(path)),
            Self::Stdin => write!(f, "standard input"),
            Self::Git { rev, path: None } => write!(f, "git:{rev}"),
            Self::Git { rev, path: Some(path) } => write!(f, "git:{rev}:{}", load::display(path)),
            Self::Live(live) => write!(f, "{live}"),
        }
    }
}

impl Side {
    /// The path on this machine, if it has one: what a commit without a path means.
    pub(in crate::cli) fn path(&self) -> Option<&PathBuf> {
        match self {
            Self::Path(path) | Self::Git { path: Some(path), .. } => Some(path),
            _ => None,
        }
    }
}
