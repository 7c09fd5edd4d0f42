//! `gwc why`: what happens to one request, step by step.

use super::diff::failed::Failed;
use super::diff::read::Reading;
use super::diff::side::Side;
use super::diff::sides::{Config, Read};
use super::inputs::default_path;
use super::io::{Exit, Io};
use crate::compared::{self, Prepared};
use crate::compile::NEWEST;
use crate::why::{Explanation, Outcome, Request, explain};
use gwc_syntax::value::{Target, parse_target};

/// Explain what happens to a request: the endpoint, the credential, the limits, and what the upstream gets
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Method of the request
    method: String,
    /// URL of the request, or its path
    url: String,
    /// Gateway: a folder or file as for `gwc diff`
    #[arg(default_value = default_path(), hide_default_value = true)]
    gateway: String,
    /// Header of the request
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    headers: Vec<String>,
    /// Apply the overlay `overlays/NAME.yaml` to route files
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// Target that decides [default: `deploy.runs`, and for KrakenD configurations their own]
    #[arg(long, value_name = "TARGET", value_parser = parse_target)]
    target: Option<Target>,
    /// Key of the ConfigMap that contains the configuration
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    match explained(args, io) {
        Ok((read, request, explanation)) => print(&read, &request, &explanation, io),
        Err(failed) => failed.report(io),
    }
}

fn explained(args: &Args, io: &Io<'_>) -> Result<(Read, Request, Explanation), Failed> {
    let request = Request::parse(&args.method, &args.url, &args.headers).map_err(Failed::Usage)?;
    let side: Side = args.gateway.parse().map_err(Failed::Usage)?;
    let reading = Reading {
        env: args.env.as_deref(),
        target: args.target.unwrap_or(NEWEST),
        key: args.key.as_deref(),
        environment: &io.environment,
    };
    let read = reading.read(&side, None)?;
    let prepared = chosen(&read, args.target, &request)?;
    let explanation = explain(&prepared, &request).map_err(Failed::Unreadable)?;
    Ok((read, request, explanation))
}

/// The gateway that answers the host of the request; the only one without asking.
fn chosen(read: &Read, target: Option<Target>, request: &Request) -> Result<Prepared, Failed> {
    let prepared = |config: &Config| match config {
        Config::Model(gateway) => compared::of_model(gateway, target).map_err(Failed::Unreadable),
        Config::Artifact(gateway) => Ok(compared::of_artifact(gateway)),
    };
    let host = request.host.as_deref().map(|host| host.split(':').next().unwrap_or(host));
    let answers = |config: &Config| {
        let hosts: Vec<&String> = match config {
            Config::Model(gateway) => gateway.hosts.iter().map(|host| &host.value).collect(),
            Config::Artifact(gateway) => gateway.hosts.iter().collect(),
        };
        host.is_some_and(|host| hosts.iter().any(|known| known.eq_ignore_ascii_case(host)))
    };
    let names: Vec<&str> = read.gateways.iter().map(|named| named.name.as_str()).collect();
    let of_host = read.gateways.iter().find(|named| answers(&named.gateway));
    match (read.gateways.as_slice(), of_host) {
        ([], _) => Err(Failed::Unreadable(format!("`{}` contains no gateway", read.label))),
        ([only], _) => prepared(&only.gateway),
        (_, Some(named)) => prepared(&named.gateway),
        (_, None) => Err(Failed::Usage(format!(
            "name one of the gateways {}, or the host of one in the URL",
            names.join(", ")
        ))),
    }
}

fn print(read: &Read, request: &Request, explanation: &Explanation, io: &mut Io<'_>) -> Exit {
    let (end, exit) = match explanation.outcome {
        Outcome::Routed => ("routed".to_owned(), Exit::Clean),
        Outcome::IfValid => ("routed, if the credential is valid".to_owned(), Exit::Clean),
        Outcome::Refused(status) => (format!("refused with {status}"), Exit::Findings),
    };
    let host = request.host.as_deref().unwrap_or_default();
    let mut text = format!("{} {host}{}: {end}\n\n", request.method, request.path);
    let width = explanation.steps.iter().map(|step| step.name.len()).max().unwrap_or(0);
    for step in &explanation.steps {
        let place = step.place.map(|span| format!("\n{:width$}  at {}", "", read.sources.locate(span)));
        text += &format!("{:width$}  {}{}\n", step.name, step.text, place.unwrap_or_default());
    }
    match io.out.write_all(text.as_bytes()) {
        Ok(()) => exit,
        Err(error) => io.fail("cannot write the decision", &error),
    }
}
