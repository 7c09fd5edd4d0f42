//! The `gwr` command: serves one compiled artifact.

mod command;

use std::io;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Termination};
use std::sync::Arc;
use std::time::Duration;

use clap::{CommandFactory, Parser, Subcommand};
use gwc_artifact::Artifact;
use gwc_runtime::signals::{self, OnSignal};
use gwc_runtime::watch::{self, Seen};
use gwc_runtime::{AccessLog, AdminAddress, Options, Reloader, Server, StartError, control, report};

use command::{probe, verify};

/// Requests come and go in small pieces of the same few sizes, each on the thread that took it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Serve a compiled gateway
///
/// Nothing is served that the artifact does not say. SIGTERM and SIGINT let requests under way end, a second one stops
/// at once; SIGHUP reads the artifact again and goes on with the old one if the new one is refused.
#[derive(Debug, Parser)]
#[command(name = "gwr", version, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
struct Cli {
    #[command(flatten)]
    serve: Option<Args>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Probe(probe::Args),
    Verify(verify::Args),
}

#[derive(Debug, clap::Args)]
struct Args {
    /// The artifact, as `gwc build` writes it
    artifact: PathBuf,
    /// Listen on this address instead of those of the artifact; repeatable
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Vec<SocketAddr>,
    /// Admin listener: `off`, or an address and port instead of that of the artifact
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "artifact", value_parser = admin, hide_default_value = true)]
    admin: AdminAddress,
    /// Load the artifact again when its file changes
    #[arg(long)]
    watch: bool,
    /// Unix socket for the commands `reload` and `level LEVEL`
    #[arg(long, value_name = "PATH")]
    control: Option<PathBuf>,
    /// Threads [default: one for each core]
    #[arg(long, value_name = "N")]
    workers: Option<NonZeroUsize>,
    /// Access log: `off`, `stdout` or a file to append to, instead of what the artifact declares
    #[arg(long, value_name = "WHERE", default_value = "artifact", value_parser = access_log, hide_default_value = true)]
    access_log: AccessLog,
    /// Take every upstream to be at this address
    #[arg(long, value_name = "ADDRESS:PORT")]
    upstream: Option<SocketAddr>,
    /// Seconds to go on accepting after SIGTERM, with `/__health` at 503
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    drain_delay: u64,
    /// Seconds that requests under way may then take [default: as long as the slowest endpoint, from 30 to 120]
    #[arg(long, value_name = "SECONDS")]
    drain_timeout: Option<u64>,
    /// Serve without the policies that are not enforced: requests that they would reject are accepted
    #[arg(long)]
    insecure_skip_unenforced: bool,
}

/// How the command ended.
enum Exit {
    /// All requests have ended, or the check has passed.
    Done,
    /// The artifact is refused.
    Refused,
    /// A file, a port or a thread could not be had.
    Failed,
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(match self {
            Exit::Done => 0,
            Exit::Refused => 1,
            Exit::Failed => 3,
        })
    }
}

fn main() -> Exit {
    let cli = Cli::parse();
    match (cli.command, cli.serve) {
        (Some(Command::Probe(args)), _) => ended(probe::run(&args).map_err(|why| (Exit::Refused, why))),
        (Some(Command::Verify(args)), _) => {
            ended(verify::run(&args).map(|valid| report::info(&valid)).map_err(|fault| match fault {
                verify::Fault::Unreadable(why) => (Exit::Failed, why),
                verify::Fault::Refused(why) => (Exit::Refused, why),
            }))
        }
        (None, Some(args)) => serve(&args),
        (None, None) => Cli::command()
            .error(clap::error::ErrorKind::MissingRequiredArgument, "name the artifact to serve")
            .exit(),
    }
}

/// The end of a command that checks something.
fn ended(result: Result<(), (Exit, String)>) -> Exit {
    match result {
        Ok(()) => Exit::Done,
        Err((exit, why)) => {
            report::error(&why);
            exit
        }
    }
}

fn serve(args: &Args) -> Exit {
    // Before it is read: what changes meanwhile is seen as a change.
    let seen = Seen::of(&args.artifact);
    let artifact = match open(&args.artifact) {
        Ok(artifact) => artifact,
        Err(exit) => return exit,
    };
    let server = match Server::bind(artifact, options(args)) {
        Ok(server) => server,
        Err(error) => {
            report::error(&error);
            return match error {
                StartError::Unenforced(_) => {
                    report::error("`--insecure-skip-unenforced` serves it without them");
                    Exit::Refused
                }
                StartError::NoListener | StartError::Certificates(_) => Exit::Refused,
                StartError::Listen(..) | StartError::AccessLog(_) | StartError::Traces(_) => Exit::Failed,
            };
        }
    };
    let attended = attend(&server, args, seen);
    for address in server.addresses() {
        report::info(format!("listening on {address}"));
    }
    if let Some(address) = server.admin_address() {
        report::info(format!("admin listener on {address}"));
    }
    match attended.and_then(|()| server.run()) {
        Ok(()) => Exit::Done,
        Err(error) => {
            report::error(error);
            Exit::Failed
        }
    }
}

fn options(args: &Args) -> Options {
    Options {
        listen: args.listen.clone(),
        admin: args.admin,
        workers: args.workers,
        skip_unenforced: args.insecure_skip_unenforced,
        access_log: args.access_log.clone(),
        upstream_override: args.upstream,
        drain_delay: Duration::from_secs(args.drain_delay),
        drain_timeout: args.drain_timeout.map(Duration::from_secs),
        ..Options::default()
    }
}

fn open(path: &Path) -> Result<Artifact, Exit> {
    let bytes = std::fs::read(path).map_err(|error| {
        report::error(format!("cannot read `{}`: {error}", path.display()));
        Exit::Failed
    })?;
    Artifact::open(bytes).map_err(|error| {
        report::error(format!("`{}` is refused: {error}", path.display()));
        Exit::Refused
    })
}

/// What a signal reads again.
struct Signals(Arc<Reloader>);

impl OnSignal for Signals {
    fn reload(&mut self) {
        // What is wrong with the file was reported.
        let _ = self.0.reload();
    }

    fn draining(&mut self) {
        report::info("draining; a second signal stops at once");
    }
}

/// Begins to obey signals, the control socket and changes of the file.
fn attend(server: &Server, args: &Args, loaded: Option<Seen>) -> io::Result<()> {
    let reloader = Arc::new(Reloader::new(server.handle(), &args.artifact));
    signals::listen(server.handle(), Signals(Arc::clone(&reloader)))?;
    if args.watch {
        watch::watch(Arc::clone(&reloader), loaded, watch::EVERY)?;
    }
    match &args.control {
        Some(socket) => control::listen(socket, reloader).map_err(|error| {
            io::Error::new(error.kind(), format!("cannot listen on `{}`: {error}", socket.display()))
        }),
        None => Ok(()),
    }
}

fn admin(text: &str) -> Result<AdminAddress, String> {
    match text {
        "artifact" => Ok(AdminAddress::OfArtifact),
        "off" => Ok(AdminAddress::Off),
        address => address
            .parse()
            .map(AdminAddress::At)
            .map_err(|_| "expected `off`, or an address and a port such as `127.0.0.1:9090`".to_owned()),
    }
}

fn access_log(text: &str) -> Result<AccessLog, std::convert::Infallible> {
    Ok(match text {
        "artifact" => AccessLog::OfArtifact,
        "off" => AccessLog::Off,
        "stdout" => AccessLog::Stdout,
        file => AccessLog::File(PathBuf::from(file)),
    })
}
