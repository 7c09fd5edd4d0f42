//! `gwc check`: everything but writing.

use super::session::{Inputs, Reporting, Session};
use super::{Exit, Io};

/// Check gateways without writing anything
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    reporting: Reporting,
}

/// Runs the command.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    Session::new(&args.inputs, io).report(&args.reporting, io)
}
