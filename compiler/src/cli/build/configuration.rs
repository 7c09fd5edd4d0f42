//! `gwc build krakend.json`: the artifacts of KrakenD configurations, as `gwc run` would serve them.

use super::Args;
use crate::cli::io::{Exit, Io};
use crate::cli::serve::{self, Serving};
use crate::cli::session::Session;
use crate::emit::{self, Output};
use gwc_syntax::value::Target;

/// Writes an artifact for each configuration, or none of them. As with `gwc run`, findings are printed only if there is
/// an error: `gwc check` shows the others.
pub(super) fn run(args: &Args, session: &Session, io: &mut Io<'_>) -> Exit {
    let outputs = match outputs(args, session, io) {
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
            super::report_written(&written, &outputs, &args.out, io);
            if written.edited.is_empty() { Exit::Clean } else { Exit::Findings }
        }
        Err(error) => {
            let _ = writeln!(io.err, "gwc: {error}; nothing was written");
            Exit::Failed
        }
    }
}

/// The artifacts, each below a folder with the name of its gateway.
///
/// # Errors
/// The reason as a message.
fn outputs(args: &Args, session: &Session, io: &mut Io<'_>) -> Result<Vec<Output>, String> {
    let serving = Serving { skip_unsupported: args.skip_unsupported, skip_unenforced: false, debug: false };
    let mut outputs: Vec<Output> = Vec::new();
    for (compilation, _) in &session.compiled.configurations {
        let place = compilation.documents.first().map(|document| &*session.sources.file(document.file).path);
        let place = std::path::Path::new(place.unwrap_or_default());
        let configured = serve::configuration(session, compilation, place, serving)?;
        for endpoint in &configured.skipped {
            let _ = writeln!(io.err, "returns 501: {endpoint}");
        }
        let name = compilation.gateway.as_ref().map_or("gateway", |gateway| &gateway.name.value);
        let path = format!("{name}/{}", emit::file_name(Target::Gwr));
        if outputs.iter().any(|output| output.path == path) {
            return Err(format!("two configurations have the name `{name}`; build them one by one"));
        }
        outputs.push(Output { path, bytes: configured.bytes });
    }
    Ok(outputs)
}
