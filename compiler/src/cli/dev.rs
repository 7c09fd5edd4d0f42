//! `gwc dev`: serve, watch, rebuild. A broken edit changes nothing and shows why.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use gwc_artifact::Artifact;
use gwc_runtime::echo::Echo;
use gwc_runtime::{AccessLog, Options, ReloadHandle, Server, Unenforced};
use notify::{RecursiveMode, Watcher};

use super::session::{Inputs, Reporting, Session};
use super::{Exit, Io, serve};

/// Serve a gateway, and rebuild it when its files change
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of a gateway
    #[arg(default_value = "routes")]
    path: PathBuf,
    /// Lay `overlays/NAME.yaml` over it
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// Stand in for all upstreams: answer what they would have received
    #[arg(long)]
    echo: bool,
    /// Listen here instead of where the gateway says, on the loopback address
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Vec<SocketAddr>,
    #[command(flatten)]
    reporting: Reporting,
}

/// How long files must be quiet before they are read: editors write in several steps.
const QUIET: Duration = Duration::from_millis(20);
/// How long a busy folder is waited for.
const PATIENCE: Duration = Duration::from_millis(120);

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
    let echo = match args.echo.then(|| Echo::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))).transpose() {
        Ok(echo) => echo,
        Err(error) => return io.fail("the echo upstream can not be started", &error),
    };
    let options = Options {
        listen: listen(args, &artifact),
        skip_unenforced: true,
        access_log: AccessLog::Stdout,
        upstream_override: echo.as_ref().map(Echo::address),
        ..Options::default()
    };
    warn_unenforced(&artifact, io);
    let server = match Server::bind(artifact, options) {
        Ok(server) => server,
        Err(error) => return serve::refused(&error, io),
    };
    for address in server.addresses() {
        let stands_in = if args.echo { ", standing in for all upstreams" } else { "" };
        let _ = writeln!(io.err, "serving {} on http://{address}{stands_in}", args.path.display());
    }
    let handle = server.handle();
    let serving = std::thread::Builder::new().name("server".to_owned()).spawn(move || server.run());
    let serving = match serving {
        Ok(thread) => thread,
        Err(error) => return io.fail("the server can not be started", &error),
    };
    let exit = watch(args, &inputs, &handle, io);
    handle.stop();
    let _ = serving.join();
    drop(echo);
    exit
}

/// Without `--listen`: the gateway's port, but on the loopback address only.
fn listen(args: &Args, artifact: &Artifact) -> Vec<SocketAddr> {
    if !args.listen.is_empty() {
        return args.listen.clone();
    }
    let local = IpAddr::from(Ipv4Addr::LOCALHOST);
    artifact.read().listeners.iter().map(|l| SocketAddr::new(l.address.unwrap_or(local), l.port)).collect()
}

fn warn_unenforced(artifact: &Artifact, io: &mut Io<'_>) {
    let skipped = Unenforced::of(&artifact.read());
    if !skipped.is_empty() {
        let _ = writeln!(io.err, "not enforced here:\n{skipped}");
    }
}

/// Rebuilds on every change, until the files can not be watched any more.
fn watch(args: &Args, inputs: &Inputs, handle: &ReloadHandle, io: &mut Io<'_>) -> Exit {
    let (send, changes) = std::sync::mpsc::channel();
    let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading files is no change; whatever can not be told apart is one.
        if event.map_or(true, |e| !e.kind.is_access()) {
            let _ = send.send(());
        }
    });
    let watching = watcher.and_then(|mut w| w.watch(&args.path, RecursiveMode::Recursive).map(|()| w));
    let _watcher = match watching {
        Ok(watcher) => watcher,
        Err(error) => return io.fail("the files can not be watched", &std::io::Error::other(error)),
    };
    while changes.recv().is_ok() {
        settle(&changes);
        let started = Instant::now();
        let session = Session::new(inputs, io);
        match serve::artifact(&session, &args.path) {
            Ok(artifact) => {
                show(&session, args, io);
                let swapped = match handle.swap(artifact) {
                    Ok(()) => format!("reloaded in {} ms", started.elapsed().as_millis()),
                    Err(unenforced) => format!("not reloaded: {unenforced}"),
                };
                let _ = writeln!(io.err, "{swapped}");
            }
            Err(message) => {
                show(&session, args, io);
                let _ = writeln!(io.err, "not reloaded: {message}; the gateway before it goes on serving");
            }
        }
    }
    Exit::Clean
}

/// Findings are there to be read before the log says what came of them.
fn show(session: &Session, args: &Args, io: &mut Io<'_>) {
    session.report(&args.reporting, io);
    let _ = io.out.flush();
}

/// Waits until nothing changes for a moment.
fn settle(changes: &Receiver<()>) {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        match changes.recv_timeout(QUIET) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
        }
    }
}
