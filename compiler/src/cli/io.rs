//! Input and output of a command, and its exit code.

use std::io::{self, Write};
use std::process::{ExitCode, Termination};

use gwc_syntax::value::Date;

/// The result of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing to report.
    Clean,
    /// Findings that fail the run; unreadable input too.
    Findings,
    /// The command line is wrong.
    Usage,
    /// The output cannot be written, or gwc itself has failed.
    Failed,
    /// `gwc diff`: requests change.
    Changed,
    /// `gwc diff`: clients break.
    Breaks,
    /// `gwc diff`: exposure is widened.
    Widens,
}

impl Exit {
    /// The exit code of the process.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Failed => 3,
            Self::Changed => 10,
            Self::Breaks => 11,
            Self::Widens => 12,
        }
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self.code())
    }
}

/// Everything a command reads and writes, passed in so that tests need no process.
pub struct Io<'a> {
    /// Findings and results.
    pub out: &'a mut dyn Write,
    /// Progress and failures.
    pub err: &'a mut dyn Write,
    /// Whether `out` is a terminal that shows colours.
    pub colours: bool,
    /// How many columns `out` has, if it is a terminal.
    pub width: Option<usize>,
    /// Today, in UTC: suppressions can expire.
    pub today: Date,
    /// The environment.
    pub environment: std::collections::BTreeMap<String, String>,
}

impl Io<'_> {
    /// Reports a failure of the run itself. A closed pipe (`| head`) is no failure.
    pub(super) fn fail(&mut self, what: &str, error: &io::Error) -> Exit {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Exit::Clean;
        }
        let _ = writeln!(self.err, "gwc: {what}: {error}");
        Exit::Failed
    }
}

/// How many columns the terminal at standard output has.
pub fn columns() -> usize {
    textwrap::termwidth()
}
