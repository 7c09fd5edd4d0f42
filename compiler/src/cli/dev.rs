//! `gwc dev`: serve, watch, rebuild. An edit with errors is reported and not served.

mod changes;
mod project;
mod told;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use gwc_artifact::Listener;
use gwc_runtime::echo::Echo;
use gwc_runtime::{AccessLog, AdminAddress, LogFormat, Options, ReloadHandle, Server};
use gwc_syntax::value::Target;

use super::dev_issuer::Publisher;
use super::event::Event;
use super::inputs::{Inputs, default_path};
use super::io::{Exit, Io};
use super::reporting::Reporting;
use super::serve;
use project::Project;
pub(super) use project::is_of_no_concern;
use told::Told;

/// Serve a gateway, and rebuild it when its files change
///
/// Serves the gateway like `gwr`, without the policies that `gwr` does not enforce. Credentials are verified with `--echo`,
/// which prints one for each auth, and not verified without it. It therefore listens on the loopback address only, unless
/// `--listen` is set. Quotas and balances apply with `--echo` only. Each request is printed as a line.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of a gateway [default: `.` if it is a gateway, else `routes`]
    #[arg(default_value = default_path(), hide_default_value = true)]
    path: PathBuf,
    /// Apply the overlay `overlays/NAME.yaml`
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// Replace all upstreams by an echo server, which returns the request that it receives, and all issuers by one whose
    /// tokens `gwc token` prints
    #[arg(long)]
    echo: bool,
    /// Address to listen on [default: the loopback address and the port of the gateway]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Vec<SocketAddr>,
    #[command(flatten)]
    reporting: Reporting,
}

/// Runs the command until it is interrupted.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    let inputs = Inputs { only: Some(Target::Gwr), ..Inputs::one(&args.path, args.env.as_deref()) };
    let (send, events) = channel();
    // Before the files are read, so that no edit falls between the first reading and the watch.
    let watcher = changes::watch(&args.path, send.clone());
    let publisher = match args.echo.then(Publisher::start).transpose() {
        Ok(publisher) => publisher,
        Err(error) => return io.fail("cannot publish the keys of test tokens", &error),
    };
    let mut project =
        Project { path: &args.path, reporting: &args.reporting, inputs, told: Told::default(), publisher };
    let artifact = match project.build(io) {
        Ok(artifact) => artifact,
        Err(message) => {
            let _ = writeln!(io.err, "gwc: {message}");
            return Exit::Findings;
        }
    };
    let _watcher = match watcher {
        Ok(watcher) => watcher,
        Err(error) => return io.fail("cannot watch the files", &io::Error::other(error)),
    };
    let echo = match args.echo.then(|| Echo::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))).transpose() {
        Ok(echo) => echo,
        Err(error) => return io.fail("cannot start the echo upstream", &error),
    };
    let gateway = Arc::clone(artifact.gateway());
    let server = match Server::bind(artifact, options(args, &gateway.listeners, echo.as_ref())) {
        Ok(server) => server,
        Err(error) => return serve::refused(&error, io),
    };
    let addresses = server.addresses().to_vec();
    let handle = match serve::start(server, send) {
        Ok(handle) => handle,
        Err(error) => return io.fail("cannot start the server", &error),
    };
    announce(args, &gateway.listeners, &addresses, io);
    project.credentials(&gateway, io);
    attend(&events, &handle, &mut project, io)
}

fn options(args: &Args, declared: &[Listener], echo: Option<&Echo>) -> Options {
    Options {
        listen: listen(args, declared),
        admin: AdminAddress::Off,
        skip_unenforced: true,
        skip_credentials: echo.is_none(),
        access_log: AccessLog::Stdout,
        log_format: Some(LogFormat::Short),
        upstream_override: echo.map(Echo::address),
        // An interrupt ends it at once.
        drain_timeout: Some(Duration::ZERO),
        ..Options::default()
    }
}

/// Without `--listen`: the gateway's ports, but on loopback addresses only. What `gwr` does not enforce is not enforced
/// here, so no other machine may reach it by accident.
fn listen(args: &Args, declared: &[Listener]) -> Vec<SocketAddr> {
    if !args.listen.is_empty() {
        return args.listen.clone();
    }
    let mut addresses = Vec::new();
    for listener in declared {
        let loopback = listener.address.filter(IpAddr::is_loopback).unwrap_or(Ipv4Addr::LOCALHOST.into());
        let address = SocketAddr::new(loopback, listener.port);
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    addresses
}

fn announce(args: &Args, declared: &[Listener], addresses: &[SocketAddr], io: &mut Io<'_>) {
    for address in addresses {
        let stands_in = if args.echo { ", with an echo server for all upstreams" } else { "" };
        let _ = writeln!(io.err, "serving {} on http://{address}{stands_in}", args.path.display());
    }
    let elsewhere = declared.iter().find_map(|listener| {
        let address = listener.address.filter(|address| !address.is_loopback())?;
        Some(SocketAddr::new(address, listener.port))
    });
    if let (Some(address), true) = (elsewhere, args.listen.is_empty()) {
        let _ = writeln!(
            io.err,
            "listening on the loopback address only, and not on `{address}` as the gateway sets; \
             to accept other machines, run with `--listen {address}`"
        );
    }
}

/// Rebuilds on every change, until the server has ended.
fn attend(
    events: &Receiver<Event>,
    handle: &ReloadHandle,
    project: &mut Project<'_>,
    io: &mut Io<'_>,
) -> Exit {
    loop {
        match changes::next(events) {
            Event::Ended(Ok(())) => return Exit::Clean,
            Event::Ended(Err(error)) => return io.fail("the server failed", &error),
            Event::Draining => {}
            Event::Changed | Event::Reload => {
                let started = Instant::now();
                let built = project.build(io);
                let gateway = built.as_ref().ok().map(|artifact| Arc::clone(artifact.gateway()));
                match serve::swap(handle, built) {
                    Ok(()) => {
                        let _ = writeln!(io.err, "reloaded in {} ms", started.elapsed().as_millis());
                        if let Some(gateway) = gateway {
                            project.credentials(&gateway, io);
                        }
                    }
                    Err(reason) => {
                        let _ = writeln!(io.err, "{reason}");
                    }
                }
            }
        }
    }
}
