//! Why there is no comparison.

use crate::cli::io::{Exit, Io};
use crate::render::{self, Report};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;

/// Why there is no comparison.
#[derive(Debug)]
pub(in crate::cli) enum Failed {
    /// The command line is wrong.
    Usage(String),
    /// A commit, an object of a cluster, or a pair that is too large.
    Unreadable(String),
    /// A side that is not understood.
    Problems(Box<(SourceMap, Diagnostics)>),
    /// An error of gwc itself.
    Internal(String),
}

impl Failed {
    /// Writes the reason, and returns the exit code.
    pub(in crate::cli) fn report(&self, io: &mut Io<'_>) -> Exit {
        let (message, exit) = match self {
            Self::Usage(message) => (message, Exit::Usage),
            Self::Unreadable(message) => (message, Exit::Findings),
            Self::Internal(message) => (message, Exit::Failed),
            Self::Problems(problems) => return show(&problems.0, &problems.1, io),
        };
        let _ = writeln!(io.err, "gwc: {message}");
        exit
    }
}

fn show(sources: &SourceMap, problems: &Diagnostics, io: &mut Io<'_>) -> Exit {
    let findings: Vec<_> = problems.iter().cloned().collect();
    let report = Report::new(sources, &findings).screen(false, io.width);
    match render::write(render::Format::Human, &report, io.colours, io.err) {
        Ok(()) => Exit::Findings,
        Err(error) => io.fail("cannot write the findings", &error),
    }
}
