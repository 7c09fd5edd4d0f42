//! `gwc completions SHELL`.

use super::io::{Exit, Io};

/// Print the completion script for a shell
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Shell
    shell: clap_complete::Shell,
}

/// Runs the command; `command` is what is completed.
pub fn run(args: &Args, mut command: clap::Command, io: &mut Io<'_>) -> Exit {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut command, "gwc", &mut text);
    match io.out.write_all(&text) {
        Ok(()) => Exit::Clean,
        Err(error) => io.fail("cannot write the completions", &error),
    }
}
