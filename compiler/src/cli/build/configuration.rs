//! `gwc build krakend.json`: the artifacts of KrakenD configurations, as `gwc run` would serve them.

use crate::cli::io::Io;
use crate::cli::serve::{self, Serving};
use crate::cli::session::Session;
use crate::emit::{self, Output};
use gwc_syntax::value::Target;

/// The artifacts, each below a folder with the name of its gateway.
///
/// # Errors
/// The reason as a message.
pub(super) fn outputs(
    session: &Session,
    skip_unsupported: bool,
    io: &mut Io<'_>,
) -> Result<Vec<Output>, String> {
    let serving = Serving { skip_unsupported, skip_unenforced: false, debug: false };
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
