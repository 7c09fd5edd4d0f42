//! The commands, one a file: each parses its arguments, calls the library and prints the result.

mod io;
mod inputs;
mod reporting;
mod resource;
pub mod session;
pub mod against;
pub mod build;
pub mod check;
pub mod completions;
#[cfg(feature = "dev")]
pub mod dev;
#[cfg(feature = "dev")]
mod dev_issuer;
pub mod diff;
#[cfg(feature = "dev")]
pub mod echo;
pub mod explain;
pub mod import;
pub mod init;
pub mod inspect;
#[cfg(feature = "dev")]
pub mod keys;
pub mod lock;
pub mod lost;
#[cfg(feature = "run")]
pub mod run;
pub mod schema;
#[cfg(feature = "dev")]
pub mod token;
pub mod why;
#[cfg(feature = "run")]
mod event;
#[cfg(feature = "run")]
mod serve;

use clap::{CommandFactory, Parser, Subcommand};

pub use io::{Exit, Io, columns};

/// The `gwc` command line.
#[derive(Debug, Parser)]
#[command(
    name = "gwc",
    version,
    about = "Compiler and linter for API gateways",
    disable_help_subcommand = true
)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Build(build::Args),
    Check(check::Args),
    Diff(diff::Args),
    Why(why::Args),
    Lock(lock::Args),
    Init(init::Args),
    Import(import::Args),
    Inspect(inspect::Args),
    #[cfg(feature = "run")]
    Run(run::Args),
    #[cfg(feature = "dev")]
    Dev(dev::Args),
    #[cfg(feature = "dev")]
    Echo(echo::Args),
    #[cfg(feature = "dev")]
    Token(token::Args),
    #[cfg(feature = "dev")]
    Keys(keys::Args),
    Schema(schema::Args),
    Explain(explain::Args),
    Rules(explain::RulesArgs),
    Completions(completions::Args),
}

/// Runs a command line.
pub fn run<I, T>(arguments: I, io: &mut Io<'_>) -> Exit
where
    I: IntoIterator<Item = T>,
    T: Into<std::ffi::OsString> + Clone,
{
    let arguments = arguments.into_iter().map(Into::into).collect();
    let args = match Args::try_parse_from(diff::in_order(arguments)) {
        Ok(args) => args,
        Err(error) => return usage(&error, io),
    };
    match args.command {
        Command::Build(args) => build::run(&args, io),
        Command::Check(args) => check::run(&args.with_file(), io),
        Command::Diff(args) => diff::run(&args, io),
        Command::Why(args) => why::run(&args, io),
        Command::Lock(args) => lock::run(&args, io),
        Command::Init(args) => init::run(&args, io),
        Command::Import(args) => import::run(&args, io),
        Command::Inspect(args) => inspect::run(&args, io),
        #[cfg(feature = "run")]
        Command::Run(args) => run::run(&args, io),
        #[cfg(feature = "dev")]
        Command::Dev(args) => dev::run(&args, io),
        #[cfg(feature = "dev")]
        Command::Echo(args) => echo::run(&args, io),
        #[cfg(feature = "dev")]
        Command::Token(args) => token::run(&args, io),
        #[cfg(feature = "dev")]
        Command::Keys(args) => keys::run(&args, io),
        Command::Schema(args) => schema::run(&args, io),
        Command::Explain(args) => explain::run(&args, io),
        Command::Rules(args) => explain::list(&args, io),
        Command::Completions(args) => completions::run(&args, Args::command(), io),
    }
}

/// `--help` and `--version` succeed; anything else is a usage error.
fn usage(error: &clap::Error, io: &mut Io<'_>) -> Exit {
    let text = error.render();
    let asked = !error.use_stderr();
    let _ = match (asked, io.colours) {
        (true, true) => write!(io.out, "{}", text.ansi()),
        (true, false) => write!(io.out, "{text}"),
        (false, _) => write!(io.err, "{text}"),
    };
    if asked { Exit::Clean } else { Exit::Usage }
}
