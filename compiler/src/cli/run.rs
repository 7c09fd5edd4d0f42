//! `gwc run`: compile in memory and serve.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};

use gwc_artifact::Artifact;
use gwc_runtime::{AccessLog, Options, ReloadHandle, Server};

use super::event::Event;
use super::inputs::Inputs;
use super::io::{Exit, Io};
use super::reporting::Reporting;
use super::serve;
use super::serve::Serving;
use super::session::Session;

/// Compile a gateway in memory and serve it
///
/// SIGHUP reloads the files; if they have errors, the previous gateway keeps serving. SIGTERM and SIGINT stop after the
/// running requests have ended; a second one stops immediately.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of a gateway, or a KrakenD configuration (only its `no-op` endpoints can be served)
    #[arg(default_value = "routes")]
    path: PathBuf,
    /// KrakenD configuration to serve, as `krakend run` takes it
    #[arg(short, long, value_name = "FILE", conflicts_with = "path")]
    config: Option<PathBuf>,
    /// Port to listen on, on all addresses, instead of the one that the gateway sets
    #[arg(short, long, value_name = "PORT", conflicts_with = "listen")]
    port: Option<u16>,
    /// Apply the overlay `overlays/NAME.yaml`
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// Address to listen on, instead of the one that the gateway sets
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Vec<SocketAddr>,
    /// Serve even if policies cannot be enforced; requests that they would reject are accepted
    #[arg(long)]
    insecure_skip_unenforced: bool,
    /// Answer as KrakenD does; this is the default for a KrakenD configuration
    #[arg(long)]
    compat: bool,
    /// Serve `/__debug/` of a KrakenD configuration, which answers every request
    #[arg(short, long)]
    debug: bool,
    /// Return `501` for endpoints of a KrakenD configuration that `gwr` cannot serve, and serve the others
    #[arg(long)]
    skip_unsupported: bool,
    #[command(flatten)]
    reporting: Reporting,
}

impl Args {
    fn path(&self) -> &Path {
        self.config.as_deref().unwrap_or(&self.path)
    }

    fn listen(&self) -> Vec<SocketAddr> {
        let everywhere = self.port.map(|port| SocketAddr::from(([0, 0, 0, 0], port)));
        self.listen.iter().copied().chain(everywhere).collect()
    }
}

/// Runs the command until it is interrupted.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    let inputs = Inputs { compat: true, ..Inputs::one(args.path(), args.env.as_deref()) };
    let session = Session::new(&inputs, io);
    let artifact = match artifact(&session, args, io) {
        Ok(artifact) => artifact,
        Err(message) => {
            session.report(&args.reporting, io);
            let _ = writeln!(io.err, "gwc: {message}");
            return Exit::Findings;
        }
    };
    let options = Options {
        listen: args.listen(),
        skip_unenforced: args.insecure_skip_unenforced,
        access_log: AccessLog::OfArtifact,
        ..Options::default()
    };
    let server = match Server::bind(artifact, options) {
        Ok(server) => server,
        Err(error) => return serve::refused(&error, io),
    };
    let (addresses, (send, events)) = (server.addresses().to_vec(), channel());
    let handle = match serve::start(server, send) {
        Ok(handle) => handle,
        Err(error) => return io.fail("cannot start the server", &error),
    };
    for address in addresses {
        let _ = writeln!(io.err, "serving {} on http://{address}", args.path().display());
    }
    attend(&events, &handle, args, &inputs, io)
}

/// The artifact of the gateway, or of the KrakenD configuration.
fn artifact(session: &Session, args: &Args, io: &mut Io<'_>) -> Result<Artifact, String> {
    let (true, [(configuration, _)]) =
        (session.compiled.gateways.is_empty(), session.compiled.configurations.as_slice())
    else {
        return serve::artifact(session, args.path());
    };
    let serving = Serving {
        skip_unsupported: args.skip_unsupported,
        skip_unenforced: args.insecure_skip_unenforced,
        debug: args.debug,
    };
    let configured = serve::configuration(session, configuration, args.path(), serving)?;
    for endpoint in &configured.skipped {
        let _ = writeln!(io.err, "returns 501: {endpoint}");
    }
    Ok(configured.artifact)
}

/// Handles signals until the server has ended.
fn attend(
    events: &Receiver<Event>,
    handle: &ReloadHandle,
    args: &Args,
    inputs: &Inputs,
    io: &mut Io<'_>,
) -> Exit {
    for event in events {
        match event {
            Event::Ended(Ok(())) => break,
            Event::Ended(Err(error)) => return io.fail("the server failed", &error),
            Event::Draining => {
                let _ = writeln!(io.err, "draining; a second signal stops immediately");
            }
            _ => reload(handle, args, inputs, io),
        }
    }
    Exit::Clean
}

/// Reads the gateway again; on an error the previous one keeps serving.
fn reload(handle: &ReloadHandle, args: &Args, inputs: &Inputs, io: &mut Io<'_>) {
    let session = Session::new(inputs, io);
    match serve::swap(handle, artifact(&session, args, io)) {
        Ok(()) => {
            let _ = writeln!(io.err, "reloaded");
        }
        Err(reason) => {
            session.report(&args.reporting, io);
            let _ = io.out.flush();
            let _ = writeln!(io.err, "{reason}");
        }
    }
}
