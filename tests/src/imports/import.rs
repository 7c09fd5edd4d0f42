//! An import.

use std::fmt;

/// One import: a place in a file, what is written there, and the file that it leads to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// The file with the import.
    pub from: String,
    /// Its line.
    pub line: usize,
    /// The path as it is written.
    pub path: String,
    /// The file of the module that it names.
    pub to: String,
    /// The two modules, as paths from the root.
    pub(super) modules: [Vec<String>; 2],
}

impl fmt::Display for Import {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: `{}` is {}", self.from, self.line, self.path, self.to)
    }
}
