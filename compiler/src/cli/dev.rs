//! `gwc dev`: serve, watch, rebuild. A broken edit changes nothing and shows why.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use gwc_artifact::Artifact;
use gwc_runtime::echo::Echo;
use gwc_runtime::{AccessLog, Options, ReloadHandle, Server, Unenforced};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

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
    // Before the files are read, so that no edit falls between the first reading and the watch.
    let changes = Changes::of(&args.path);
    let session = Session::new(&inputs, io);
    let artifact = match serve::artifact(&session, &args.path) {
        Ok(artifact) => artifact,
        Err(message) => {
            session.report(&args.reporting, io);
            let _ = writeln!(io.err, "gwc: {message}");
            return Exit::Findings;
        }
    };
    let changes = match changes {
        Ok(changes) => changes,
        Err(error) => return io.fail("the files can not be watched", &std::io::Error::other(error)),
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
    rebuild(&changes, args, &inputs, &handle, io);
    handle.stop();
    let _ = serving.join();
    drop(echo);
    Exit::Clean
}

/// Without `--listen`: the gateway's port, but on the loopback address only.
fn listen(args: &Args, artifact: &Artifact) -> Vec<SocketAddr> {
    if !args.listen.is_empty() {
        return args.listen.clone();
    }
    let local = IpAddr::from(Ipv4Addr::LOCALHOST);
    artifact.gateway().listeners.iter().map(|l| SocketAddr::new(l.address.unwrap_or(local), l.port)).collect()
}

fn warn_unenforced(artifact: &Artifact, io: &mut Io<'_>) {
    let skipped = Unenforced::of(artifact.gateway());
    if !skipped.is_empty() {
        let _ = writeln!(io.err, "not enforced here:\n{skipped}");
    }
}

/// Rebuilds on every change, until the files can not be watched any more.
fn rebuild(changes: &Changes, args: &Args, inputs: &Inputs, handle: &ReloadHandle, io: &mut Io<'_>) {
    while changes.wait() {
        let started = Instant::now();
        let session = Session::new(inputs, io);
        let built = serve::artifact(&session, &args.path);
        show(&session, args, io);
        let outcome = match built.map(|artifact| handle.swap(artifact)) {
            Ok(Ok(())) => format!("reloaded in {} ms", started.elapsed().as_millis()),
            Ok(Err(unenforced)) => format!("not reloaded: {unenforced}"),
            Err(message) => format!("not reloaded: {message}; the gateway before it goes on serving"),
        };
        let _ = writeln!(io.err, "{outcome}");
    }
}

/// Findings are there to be read before the log says what came of them.
fn show(session: &Session, args: &Args, io: &mut Io<'_>) {
    session.report(&args.reporting, io);
    let _ = io.out.flush();
}

/// The changes of a folder's files since it is watched.
struct Changes {
    seen: Receiver<()>,
    /// Ends with it.
    _watcher: RecommendedWatcher,
}

impl Changes {
    fn of(folder: &Path) -> notify::Result<Changes> {
        let (send, seen) = channel();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // Reading files is no change; whatever can not be told apart is one.
            if event.map_or(true, |e| !e.kind.is_access()) {
                let _ = send.send(());
            }
        })?;
        watcher.watch(folder, RecursiveMode::Recursive)?;
        Ok(Changes { seen, _watcher: watcher })
    }

    /// Waits for a change, and then until nothing changes for a moment. `false` when there can not be one any more.
    fn wait(&self) -> bool {
        if self.seen.recv().is_err() {
            return false;
        }
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline && self.seen.recv_timeout(QUIET).is_ok() {}
        true
    }
}
