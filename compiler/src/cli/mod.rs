//! The commands: each parses its arguments, calls the library and writes what it found. One command, one file.

pub mod session;
pub mod against;
pub mod build;
pub mod check;
pub mod completions;
#[cfg(feature = "dev")]
pub mod dev;
pub mod explain;
pub mod import;
pub mod init;
pub mod inspect;
pub mod lock;
pub mod lost;
#[cfg(feature = "run")]
pub mod run;
pub mod schema;
#[cfg(feature = "run")]
mod event;
#[cfg(feature = "run")]
mod serve;

use std::io::{self, Write};
use std::process::{ExitCode, Termination};

use clap::{Parser, Subcommand};

use gwc_syntax::value::Date;

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
    Lock(lock::Args),
    Init(init::Args),
    Import(import::Args),
    Inspect(inspect::Args),
    #[cfg(feature = "run")]
    Run(run::Args),
    #[cfg(feature = "dev")]
    Dev(dev::Args),
    Schema(schema::Args),
    Explain(explain::Args),
    Rules(explain::RulesArgs),
    Completions(completions::Args),
}

/// What a run ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing to report.
    Clean,
    /// Findings that fail the run; unreadable input too.
    Findings,
    /// The command line is wrong.
    Usage,
    /// The output can not be written, or something is wrong with gwc itself.
    Failed,
}

impl Exit {
    /// The exit code of the process.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Failed => 3,
        }
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self.code())
    }
}

/// What a command may touch of the world, passed in so that tests need no process.
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
    /// Reports a failure of the run itself. A reader that closed the pipe (`| head`) has read enough: no failure.
    fn fail(&mut self, what: &str, error: &io::Error) -> Exit {
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

/// Runs a command line.
pub fn run<I, T>(arguments: I, io: &mut Io<'_>) -> Exit
where
    I: IntoIterator<Item = T>,
    T: Into<std::ffi::OsString> + Clone,
{
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => return usage(&error, io),
    };
    match args.command {
        Command::Build(args) => build::run(&args, io),
        Command::Check(args) => check::run(&args, io),
        Command::Lock(args) => lock::run(&args, io),
        Command::Init(args) => init::run(&args, io),
        Command::Import(args) => import::run(&args, io),
        Command::Inspect(args) => inspect::run(&args, io),
        #[cfg(feature = "run")]
        Command::Run(args) => run::run(&args, io),
        #[cfg(feature = "dev")]
        Command::Dev(args) => dev::run(&args, io),
        Command::Schema(args) => schema::run(&args, io),
        Command::Explain(args) => explain::run(&args, io),
        Command::Rules(args) => explain::list(&args, io),
        Command::Completions(args) => completions::run(&args, io),
    }
}

/// `--help` and `--version` are answers; anything else is a wrong command line.
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
