//! `gwc diff` as the external diff program of git and of `kubectl diff`.
//!
//! Both hand over every file that differs, whatever it is. A gateway is compared by what it does; the rest is shown as a
//! unified diff, as if `gwc` were not there.

mod file;
mod git;
mod kubectl;
mod text;

use crate::cli::io::{Exit, Io};
pub(super) use file::Driven;

/// The program whose arguments and exit codes apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Driver {
    /// `diff.NAME.command` of git: seven or nine arguments, exit code 0
    Git,
    /// `KUBECTL_EXTERNAL_DIFF`: two folders, exit code 1 if an object differs
    Kubectl,
}

/// Runs as a driver.
pub(super) fn run(driver: Driver, driven: &Driven<'_>, io: &mut Io<'_>) -> Exit {
    match driver {
        Driver::Git => git::run(driven, io),
        Driver::Kubectl => kubectl::run(driven, io),
    }
}
