//! `gwc dev`: serve, watch, rebuild. An edit with errors is reported and not served.

mod changes;
mod told;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use gwc_artifact::{Artifact, Credential, Endpoint, Gateway, Listener};
use gwc_runtime::echo::Echo;
use gwc_runtime::{AccessLog, LogFormat, Options, ReloadHandle, Server, Unenforced};
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::value::Target;

use super::event::Event;
use super::inputs::{Inputs, default_path};
use super::io::{Exit, Io};
use super::reporting::Reporting;
use super::serve;
use super::session::Session;
use crate::codes;
use crate::rules::targets;
use told::Told;

/// Serve a gateway, and rebuild it when its files change
///
/// Serves the gateway like `gwr`, without credentials and without the policies that `gwr` does not enforce. It therefore
/// listens on the loopback address only, unless `--listen` is set. Each request is printed as a line.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of a gateway [default: `.` if it is a gateway, else `routes`]
    #[arg(default_value = default_path(), hide_default_value = true)]
    path: PathBuf,
    /// Apply the overlay `overlays/NAME.yaml`
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// Replace all upstreams by an echo server, which returns the request that it receives
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
    let mut told = Told::default();
    let artifact = match build(&mut told, args, &inputs, io) {
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
    attend(&events, &handle, args, &inputs, &mut told, io)
}

/// Builds the gateway and reports what is new about it.
///
/// # Errors
/// The reason as a message.
fn build(told: &mut Told, args: &Args, inputs: &Inputs, io: &mut Io<'_>) -> Result<Artifact, String> {
    let mut session = Session::new(inputs, io);
    let lock_differs = !session.set_aside(|finding| finding.rule == &codes::LOCK_DIFFERS).is_empty();
    session.set_aside(is_of_no_concern);
    let artifact = serve::artifact(&session, &args.path);
    let is_broken = artifact.is_err();
    let news = told.news(&session.findings, &session.sources, is_broken);
    if !news.introduced.is_empty() {
        session.report_these(&news.introduced, &args.reporting, io);
    }
    if news.fixed > 0 {
        let _ = writeln!(io.err, "{} fixed", news.fixed);
    }
    // The findings must be printed before the outcome on standard error.
    let _ = io.out.flush();
    told.reported(session.findings, session.sources, is_broken);
    // A broken gateway is not compared with its lock.
    if !is_broken && told.is_lock_news(lock_differs) {
        let _ = writeln!(io.err, "`endpoints.lock` differs from the endpoints; to update it, run `gwc lock`");
    }
    let skipped = artifact.as_ref().map(|artifact| skipped(artifact.gateway()));
    if let Some(list) = skipped.ok().and_then(|list| told.unenforced_news(list)) {
        let _ = writeln!(io.err, "not enforced by `gwc dev`:\n{list}");
    }
    artifact
}

/// The checks that are skipped, a line each: a developer's machine may not reach the issuer.
fn skipped(gateway: &Gateway) -> String {
    let gated = |endpoint: &Endpoint| matches!(endpoint.credential, Credential::AnyOf(_));
    let gated = gateway.endpoints.iter().filter(|endpoint| gated(endpoint)).count();
    let mut lines = vec![Unenforced::of(gateway).to_string()];
    if gated > 0 {
        lines.push(format!("credentials: {gated} endpoints accept requests without a credential"));
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// Policies that `gwr` does not enforce are reported as a list, and a suppression may be used for other targets.
fn is_of_no_concern(finding: &Diagnostic) -> bool {
    finding.rule == &codes::NO_LOCK
        || finding.rule == &codes::UNUSED_SUPPRESSION
        || targets::is_waivable(finding.rule)
}

fn options(args: &Args, declared: &[Listener], echo: Option<&Echo>) -> Options {
    Options {
        listen: listen(args, declared),
        skip_unenforced: true,
        skip_credentials: true,
        access_log: AccessLog::Stdout,
        log_format: LogFormat::Short,
        upstream_override: echo.map(Echo::address),
        // An interrupt ends it at once.
        drain_timeout: Duration::ZERO,
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
    args: &Args,
    inputs: &Inputs,
    told: &mut Told,
    io: &mut Io<'_>,
) -> Exit {
    loop {
        match changes::next(events) {
            Event::Ended(Ok(())) => return Exit::Clean,
            Event::Ended(Err(error)) => return io.fail("the server failed", &error),
            Event::Draining => {}
            Event::Changed | Event::Reload => {
                let started = Instant::now();
                let outcome = match serve::swap(handle, build(told, args, inputs, io)) {
                    Ok(()) => format!("reloaded in {} ms", started.elapsed().as_millis()),
                    Err(reason) => reason,
                };
                let _ = writeln!(io.err, "{outcome}");
            }
        }
    }
}
