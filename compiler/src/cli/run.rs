//! `gwc run`: compile in memory and serve.

use std::net::SocketAddr;
use std::path::PathBuf;

use gwc_runtime::{AccessLog, Options, Server};

use super::session::{Inputs, Reporting, Session};
use super::{Exit, Io, serve};

/// Compile a gateway in memory and serve it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of a gateway, or a KrakenD configuration
    #[arg(default_value = "routes")]
    path: PathBuf,
    /// Lay `overlays/NAME.yaml` over it
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// Listen here instead of where the gateway says
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Vec<SocketAddr>,
    /// Serve without the policies that are not enforced: requests that they would reject are accepted
    #[arg(long)]
    insecure_skip_unenforced: bool,
    #[command(flatten)]
    reporting: Reporting,
}

/// Runs the command until it is interrupted.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    let inputs = Inputs::one(&args.path, args.env.as_deref());
    let session = Session::new(&inputs, io);
    let artifact = match serve::artifact(&session, &args.path) {
        Ok(artifact) => artifact,
        Err(message) => {
            session.report(&args.reporting, io);
            let _ = writeln!(io.err, "gwc: {message}");
            return Exit::Findings;
        }
    };
    let options = Options {
        listen: args.listen.clone(),
        skip_unenforced: args.insecure_skip_unenforced,
        access_log: AccessLog::Stdout,
        ..Options::default()
    };
    let server = match Server::bind(artifact, options) {
        Ok(server) => server,
        Err(error) => return serve::refused(&error, io),
    };
    for address in server.addresses() {
        let _ = writeln!(io.err, "serving {} on http://{address}", args.path.display());
    }
    match server.run() {
        Ok(()) => Exit::Clean,
        Err(error) => io.fail("the server can not run", &error),
    }
}
