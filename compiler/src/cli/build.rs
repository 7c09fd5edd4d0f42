//! `gwc build`: all outputs of all gateways, all or nothing.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::inputs::Inputs;
use super::io::{Exit, Io};
use super::reporting::Reporting;
use super::resource;
use super::session::Session;
use crate::model::phrases;
use crate::verify::certificate::{Proof, certificate};
use crate::{emit, load, verify};
use gwc_diff::TooLarge;

#[cfg(feature = "run")]
mod configuration;

/// The number of differences that are shown.
const SHOWN: usize = 20;

/// Build the outputs of all gateways; writes all of them or none
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// Output folder; only files written by an earlier build are replaced
    #[arg(short, long, value_name = "DIR", default_value = "dist")]
    out: PathBuf,
    /// Write JSON without whitespace
    #[arg(long)]
    compact: bool,
    /// Print an intermediate result to standard output instead of writing the outputs
    #[arg(long, value_name = "WHAT", value_parser = ["model", "cr"])]
    emit: Option<String>,
    /// Folder of manifest templates that replace the built-in ones
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
    /// Write what was proved of the outputs, with digests, to this file as JSON
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// Return `501` for endpoints of a KrakenD configuration that `gwr` cannot serve, and build the others
    #[arg(long)]
    skip_unsupported: bool,
    #[command(flatten)]
    reporting: Reporting,
}

/// Runs the command.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    // A KrakenD configuration is built as KrakenD reads it: only what KrakenD refuses is an error.
    let mut session = Session::new(&Inputs { compat: true, ..args.inputs.clone() }, io);
    if session.compiled.gateways.is_empty() && !session.compiled.configurations.is_empty() {
        return configurations(args, &session, io);
    }
    match args.emit.as_deref() {
        Some("cr") if !session.has_errors() => return resource::run(&session, io),
        Some(_) if !session.has_errors() => return emit_model(&session, io),
        _ => {}
    }
    let outputs = if session.has_errors() { Ok(Vec::new()) } else { outputs(args, &session) };
    // A custom template may contradict the configuration.
    if let (Ok(outputs), Some(_)) = (&outputs, &args.templates) {
        session.check_manifests(&args.out, outputs);
    }
    let exit = session.report(&args.reporting, io);
    if session.has_errors() || session.compiled.gateways.is_empty() {
        return exit;
    }
    if session.compiled.gateways.iter().any(|(_, c)| c.checked().is_none()) {
        let _ =
            writeln!(io.err, "gwc: nothing was written: the suppressed errors leave a gateway incomplete");
        return Exit::Findings;
    }
    let outputs = match outputs {
        Ok(outputs) => outputs,
        Err(error) => {
            let _ = writeln!(io.err, "gwc: {error}");
            return Exit::Findings;
        }
    };
    let started = Instant::now();
    let proofs = match verify(&session, &outputs) {
        Ok(proofs) => proofs,
        Err(differences) => {
            let _ = tell(&differences, io);
            return Exit::Failed;
        }
    };
    let verified = line(&proofs, started);
    let written = match emit::write(&args.out, &outputs) {
        Ok(written) => written,
        Err(error) => {
            let _ = writeln!(io.err, "gwc: {error}; nothing was written");
            return Exit::Failed;
        }
    };
    let _ = writeln!(io.err, "{verified}");
    report_written(&written, &outputs, &args.out, io);
    if let Some(path) = &args.certificate
        && let Err(error) = certify(path, &proofs, &session)
    {
        return io.fail(&format!("cannot write `{}`", path.display()), &error);
    }
    if written.edited.is_empty() { exit } else { Exit::Findings }
}

/// Builds KrakenD configurations, all or none; there are no route files. As with `gwc run`, findings are printed only if
/// there is an error: `gwc check` shows the others.
#[cfg(feature = "run")]
fn configurations(args: &Args, session: &Session, io: &mut Io<'_>) -> Exit {
    if let Some(what) = args.emit.as_deref() {
        let _ = writeln!(io.err, "gwc: `--emit {what}` needs route files; `gwc import` writes them");
        return Exit::Usage;
    }
    let outputs = match configuration::outputs(session, args.skip_unsupported, io) {
        Ok(outputs) => outputs,
        Err(message) => {
            if session.has_errors() {
                session.report(&args.reporting, io);
            }
            let _ = writeln!(io.err, "gwc: {message}\ngwc: nothing was written");
            return Exit::Findings;
        }
    };
    match emit::write(&args.out, &outputs) {
        Ok(written) => {
            report_written(&written, &outputs, &args.out, io);
            if written.edited.is_empty() { Exit::Clean } else { Exit::Findings }
        }
        Err(error) => {
            let _ = writeln!(io.err, "gwc: {error}; nothing was written");
            Exit::Failed
        }
    }
}

/// Without the runtime in this program, no artifact of a KrakenD configuration can be made.
#[cfg(not(feature = "run"))]
fn configurations(_: &Args, _: &Session, io: &mut Io<'_>) -> Exit {
    let _ = writeln!(io.err, "gwc: this `gwc` was built without the feature `run`; nothing was written");
    Exit::Usage
}

/// Compares each gateway with its outputs, read back.
///
/// # Errors
/// The differences, a line each.
fn verify<'s>(session: &'s Session, outputs: &'s [emit::Output]) -> Result<Vec<Proof<'s>>, Vec<String>> {
    let (mut proofs, mut wrong) = (Vec::new(), Vec::new());
    for gateway in session.compiled.gateways.iter().filter_map(|(_, c)| c.checked()) {
        let gateway = gateway.gateway();
        let find = |target| {
            let path = format!("{}/{}", gateway.name.value, emit::file_name(target));
            outputs.iter().find(|output| output.path == path).map(|output| (target, output))
        };
        let written: Vec<_> = gateway.targets.iter().filter_map(|target| find(target.value)).collect();
        let bytes: Vec<_> = written.iter().map(|(target, output)| (*target, &*output.bytes)).collect();
        match verify::verify(gateway, &bytes) {
            Ok(verified) => {
                let outputs = written.iter().map(|(_, output)| (&*output.path, &*output.bytes)).collect();
                proofs.push(Proof { gateway: &gateway.name.value, verified, outputs });
            }
            Err(differences) => wrong.extend(differences),
        }
    }
    if wrong.is_empty() { Ok(proofs) } else { Err(wrong) }
}

/// The proof as a line.
fn line(proofs: &[Proof<'_>], started: Instant) -> String {
    let forms: usize = proofs.iter().map(|proof| proof.verified.forms).sum();
    let classes: u64 = proofs.iter().map(|proof| proof.verified.classes).sum();
    let time = started.elapsed().as_millis();
    let mut text = format!("verified: {forms} forms agree on {classes} request classes - {time} ms");
    for (proof, form) in
        proofs.iter().flat_map(|proof| proof.verified.outputs.iter().map(move |form| (proof, form)))
    {
        if let Some(TooLarge { places }) = form.overlap {
            text += &format!(
                "\nnot verified for {} of `{}`: which endpoint gets a request that several match, because the paths overlap in more than {places} ways; each endpoint by itself was verified",
                form.target, proof.gateway
            );
        }
    }
    text
}

fn certify(path: &Path, proofs: &[Proof<'_>], session: &Session) -> std::io::Result<()> {
    let certificate = certificate(proofs, &session.sources);
    let text = serde_json::to_string_pretty(&certificate).unwrap_or_default();
    emit::replace_file(path, format!("{text}\n").as_bytes())
}

fn tell(differences: &[String], io: &mut Io<'_>) -> std::io::Result<()> {
    writeln!(
        io.err,
        "gwc: internal error: the outputs do not decide what the route files declare; nothing was written"
    )?;
    differences.iter().take(SHOWN).try_for_each(|line| writeln!(io.err, "  {line}"))
}

/// Prints how many files were written and where, and which were not.
fn report_written(written: &emit::Written, outputs: &[emit::Output], folder: &Path, io: &mut Io<'_>) {
    let is_output = |path: &&String| outputs.iter().any(|output| output.path == **path);
    let count = outputs.len() - written.edited.iter().filter(is_output).count();
    let _ =
        writeln!(io.err, "wrote {count} {} to {}", phrases::plural(count, "file", "files"), folder.display());
    report_edited(&written.edited, folder, io);
}

/// Edited files are kept, so the folder differs from the build: that fails the run, as a warning does.
fn report_edited(edited: &[String], folder: &Path, io: &mut Io<'_>) {
    for path in edited {
        let place = folder.join(path);
        let _ = writeln!(
            io.err,
            "warning: `{}` was edited since the last build and was not replaced; to replace it, delete it and build again",
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
        Err(error) => io.fail("cannot write the model", &error),
    }
}
