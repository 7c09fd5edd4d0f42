//! How a comparison ends.

use crate::cli::io::Exit;
use crate::render::changes::{Changes, Weight};

/// Which changes fail a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub(in crate::cli) enum FailOn {
    /// Any change of what happens to a request
    Any,
    /// Changes that break clients or widen exposure
    Breaking,
    /// Changes that widen exposure
    Exposure,
}

/// The exit code of some changes. Without a flag a comparison succeeds, whatever it finds.
pub(in crate::cli) fn of(changes: &Changes, exit_code: bool, fail_on: Option<FailOn>) -> Exit {
    let Some(weight) = changes.weight() else { return Exit::Clean };
    let (exit, reach) = match weight {
        Weight::Widens => (Exit::Widens, FailOn::Exposure),
        Weight::Breaks => (Exit::Breaks, FailOn::Breaking),
        Weight::Minor | Weight::Note => (Exit::Changed, FailOn::Any),
    };
    let fails = exit_code && fail_on.is_none() || fail_on.is_some_and(|least| reach >= least);
    if fails { exit } else { Exit::Clean }
}
