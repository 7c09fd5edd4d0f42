//! `gwc diff`: which requests two configurations decide in another way.

mod artifacts;
mod compared;
mod driver;
mod exit;
pub(super) mod failed;
mod kubectl;
pub(super) mod pairs;
pub(super) mod read;
pub(super) mod side;
pub(super) mod sides;
mod settings;
mod since;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::inputs::default_path;
use super::io::{Exit, Io};
use super::session;
use crate::render::changes::{Changes, ChangesFormat, View, write_changes};
use driver::{Driven, Driver};
use exit::FailOn;
use failed::Failed;
use gwc_syntax::value::{Target, parse_target};
use kubectl::Live;
use read::Reading;
use side::Side;
use sides::Read;

/// Show which requests change between two configurations, which clients break and what is newly exposed
///
/// A side is a file, a folder, `git:REF[:PATH]`, or `-` for standard input. It contains route files, KrakenD
/// configurations, ConfigMaps or artifacts.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The old side and the new side; with `--against` or `--live`, the new side only
    #[arg(value_name = "SIDE", num_args = 0..=9)]
    sides: Vec<String>,
    /// The old side
    #[arg(long, value_name = "SIDE")]
    against: Option<String>,
    /// Take the ConfigMap of a cluster as the old side; `kubectl` reads it
    #[arg(long, conflicts_with = "against")]
    live: bool,
    /// Context of `kubectl` [default: its current context]
    #[arg(long, requires = "live", value_name = "NAME")]
    context: Option<String>,
    /// Namespace of the ConfigMap [default: that of `deploy`, else that of the context]
    #[arg(long, requires = "live", value_name = "NAME", value_parser = kubectl::object_name)]
    namespace: Option<String>,
    /// Name of the ConfigMap, or of a Deployment that mounts it [default: the Deployment of the gateway]
    #[arg(long, requires = "live", value_name = "NAME", value_parser = kubectl::object_name)]
    name: Option<String>,
    /// The state that both sides come from: show on which side each change was made
    #[arg(long, value_name = "SIDE")]
    base: Option<String>,
    /// Apply the overlay `overlays/NAME.yaml` to route files; given twice, the first is for the old side and the second for
    /// the new side
    #[arg(long, value_name = "NAME")]
    env: Vec<String>,
    /// Settings file [default: the nearest `gwc.toml` in the folder of the new side or its parents]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Target that the sides are compared for [default: `deploy.runs`, and for KrakenD configurations their own]
    #[arg(long, value_name = "TARGET", value_parser = parse_target)]
    target: Option<Target>,
    /// Key of the ConfigMap that contains the configuration
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = format_parser())]
    format: ChangesFormat,
    /// Show every change with all its endpoints and a request that shows it
    #[arg(long)]
    full: bool,
    /// Exit with 10 if requests change, 11 if clients break, and 12 if exposure is widened
    #[arg(long)]
    exit_code: bool,
    /// Exit as with `--exit-code`, but only for changes that break clients, that widen exposure, or for any change
    #[arg(long, value_name = "WHAT")]
    fail_on: Option<FailOn>,
    /// Take the arguments of git or kubectl for an external diff program, and exit as they expect
    #[arg(long, value_name = "PROGRAM", conflicts_with_all = ["against", "live", "base", "exit_code", "fail_on"])]
    driver: Option<Driver>,
}

/// Formats by name; `--help` lists them.
fn format_parser() -> impl TypedValueParser<Value = ChangesFormat> {
    let names = ChangesFormat::ALL.iter().map(|format| format.as_str());
    PossibleValuesParser::new(names).map(|name| ChangesFormat::find(&name).unwrap_or_default())
}

/// The arguments with the command first. `kubectl` appends what `KUBECTL_EXTERNAL_DIFF` has behind the program to its own
/// two arguments: it runs `gwc LIVE MERGED diff --driver=kubectl`.
pub(super) fn in_order(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let is_of_kubectl = arguments.get(3).is_some_and(|third| third == "diff")
        && arguments[4..].iter().any(|argument| argument == "--driver=kubectl");
    if is_of_kubectl {
        arguments[1..].rotate_left(2);
    }
    arguments
}

/// Runs the command.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    if let Some(driver) = args.driver {
        let view = View { full: args.full, colours: io.colours };
        let Args { sides, config, env, target, key, format, .. } = args;
        let driven = Driven {
            sides,
            config: config.as_ref(),
            env: env.first().map(String::as_str),
            target: *target,
            key: key.as_deref(),
            format: *format,
            view,
        };
        return driver::run(driver, &driven, io);
    }
    let compared = Sides::of(args).map_err(Failed::Usage).and_then(|sides| sides.read(args, io));
    match compared.and_then(|sides| sides.changes(args.target, io.today)) {
        Ok(changes) => print(&changes, args, io),
        Err(failed) => failed.report(io),
    }
}

/// Writes the changes, and returns the exit code that the flags select.
fn print(changes: &Changes, args: &Args, io: &mut Io<'_>) -> Exit {
    let view = View { full: args.full, colours: io.colours };
    if let Err(error) = write_changes(args.format, changes, view, io.out) {
        return io.fail("cannot write the changes", &error);
    }
    exit::of(changes, args.exit_code, args.fail_on)
}

/// The sides that a command line names.
struct Sides {
    before: Option<Side>,
    after: Side,
    base: Option<Side>,
}

impl Sides {
    fn of(args: &Args) -> Result<Self, String> {
        if args.env.len() > 2 {
            return Err("`--env` is given at most twice: for the old side, then for the new side".to_owned());
        }
        let mut named = args.sides.iter();
        let after =
            |text: Option<&String>| text.map_or(Ok(Side::Path(default_path().into())), |text| text.parse());
        let (before, after) = match (&args.against, args.live, args.sides.len()) {
            (Some(against), _, 0 | 1) => (Some(against.parse()?), after(named.next())?),
            (None, true, 0 | 1) => (None, after(named.next())?),
            (None, false, 2) => {
                let before: Side = args.sides[0].parse()?;
                (Some(before), args.sides[1].parse()?)
            }
            // Two environments of the same files.
            (None, false, 1) if args.env.len() == 2 => (Some(args.sides[0].parse()?), args.sides[0].parse()?),
            (None, false, 1) => {
                return Err("name two sides, the old one with `--against`, or `--env` twice".to_owned());
            }
            (None, false, 0) => return Err("name two sides: the old one, then the new one".to_owned()),
            _ => return Err("name one side beside `--against` or `--live`".to_owned()),
        };
        let base: Option<Side> = args.base.as_deref().map(str::parse).transpose()?;
        let all = [before.as_ref(), Some(&after), base.as_ref()];
        if all.into_iter().flatten().filter(|side| matches!(side, Side::Stdin)).count() > 1 {
            return Err("only one side can be standard input".to_owned());
        }
        Ok(Self { before, after, base })
    }

    /// Reads all sides.
    fn read(&self, args: &Args, io: &Io<'_>) -> Result<compared::Sides, Failed> {
        let settings = settings::read(args.config.as_ref(), self.after.path().map(PathBuf::as_path))?;
        let [old, new] = [args.env.first(), args.env.last()].map(|env| Reading {
            env: env.map(String::as_str),
            target: session::target_or(args.target, &settings),
            key: args.key.as_deref(),
            environment: &io.environment,
        });
        let mut after = new.read(&self.after, self.before.as_ref().and_then(Side::path))?;
        let mut before = match &self.before {
            Some(side) => old.read(side, self.after.path())?,
            None => old.read(&Side::Live(live(args, &after)?), None)?,
        };
        let base = self.base.as_ref().map(|side| old.read(side, self.after.path())).transpose()?;
        if let [old, new] = args.env.as_slice() {
            before.label = format!("{} ({old})", before.label);
            after.label = format!("{} ({new})", after.label);
        }
        Ok(compared::Sides { before, after, base, settings })
    }
}

/// The ConfigMap of the cluster that the new side would replace.
fn live(args: &Args, after: &Read) -> Result<Live, Failed> {
    let named = args.name.clone().map(|name| (name, None)).or(after.workload());
    let missing = || Failed::Usage("name the ConfigMap of the cluster with `--name`".to_owned());
    let (name, namespace) = named.ok_or_else(missing)?;
    Ok(Live { context: args.context.clone(), namespace: args.namespace.clone().or(namespace), name })
}
