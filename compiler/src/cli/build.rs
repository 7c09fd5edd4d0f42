//! `gwc build`: all outputs of all gateways, all or nothing.

use std::path::{Path, PathBuf};

use super::inputs::Inputs;
use super::io::{Exit, Io};
use super::reporting::Reporting;
use super::session::Session;
use crate::{emit, load};

/// Build all outputs of all gateways, atomically
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// The folder to write to; only files that builds wrote there are replaced
    #[arg(short, long, value_name = "DIR", default_value = "dist")]
    out: PathBuf,
    /// Write JSON without white space
    #[arg(long)]
    compact: bool,
    /// Write something else instead of the outputs, to standard output
    #[arg(long, value_name = "WHAT", value_parser = ["model"])]
    emit: Option<String>,
    /// Templates of manifests that replace the built-in ones
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
    #[command(flatten)]
    reporting: Reporting,
}

/// Runs the command.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    let mut session = Session::new(&args.inputs, io);
    if args.emit.is_some() && !session.has_errors() {
        return emit_model(&session, io);
    }
    let outputs = if session.has_errors() { Ok(Vec::new()) } else { outputs(args, &session) };
    // A template of the author's may say something else than the configuration does.
    if let (Ok(outputs), Some(_)) = (&outputs, &args.templates) {
        session.check_manifests(&args.out, outputs);
    }
    let exit = session.report(&args.reporting, io);
    if session.has_errors() || session.compiled.gateways.is_empty() {
        return exit;
    }
    if session.compiled.gateways.iter().any(|(_, c)| c.checked().is_none()) {
        let _ = writeln!(
            io.err,
            "gwc: nothing is written: an error that is suppressed still leaves its gateway incomplete"
        );
        return Exit::Findings;
    }
    let outputs = match outputs {
        Ok(outputs) => outputs,
        Err(error) => {
            let _ = writeln!(io.err, "gwc: {error}");
            return Exit::Findings;
        }
    };
    let written = match emit::write(&args.out, &outputs) {
        Ok(written) => written,
        Err(error) => {
            let _ = writeln!(io.err, "gwc: {error}; nothing was changed");
            return Exit::Failed;
        }
    };
    let count =
        outputs.len() - written.edited.iter().filter(|path| outputs.iter().any(|o| o.path == **path)).count();
    let _ = writeln!(io.err, "wrote {count} files to {}", args.out.display());
    report_edited(&written.edited, &args.out, io);
    if written.edited.is_empty() { exit } else { Exit::Findings }
}

/// Somebody's edits are kept, so the folder is not what was compiled: that fails a run as a warning does.
fn report_edited(edited: &[String], folder: &Path, io: &mut Io<'_>) {
    for path in edited {
        let place = folder.join(path);
        let _ = writeln!(
            io.err,
            "warning: `{}` was edited after the last build and is kept; delete it, and build again to replace it",
            place.display()
        );
    }
}

/// The outputs of all gateways without errors.
fn outputs(args: &Args, session: &Session) -> Result<Vec<emit::Output>, emit::EmitError> {
    let written = args.templates.as_deref().map(load::templates).transpose().map_err(emit::EmitError)?;
    let templates = emit::kube::Templates::new(written.unwrap_or_default())?;
    let options = emit::Options { compact: args.compact, templates };
    let mut outputs = Vec::new();
    for gateway in session.compiled.gateways.iter().filter_map(|(_, c)| c.checked()) {
        outputs.extend(emit::outputs(gateway, &session.sources, &options)?);
    }
    Ok(outputs)
}

fn emit_model(session: &Session, io: &mut Io<'_>) -> Exit {
    let gateways = session.compiled.gateways.iter().filter_map(|(_, c)| c.checked());
    let models: Vec<_> = gateways.map(|g| emit::model::value(g, &session.sources)).collect();
    let text = serde_json::to_string_pretty(&models).unwrap_or_default();
    match writeln!(io.out, "{text}") {
        Ok(()) => Exit::Clean,
        Err(error) => io.fail("the model cannot be written", &error),
    }
}
