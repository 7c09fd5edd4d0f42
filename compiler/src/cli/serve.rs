//! What `run` and `dev` share: one gateway, compiled in memory, as an artifact.

use std::path::Path;

use gwc_artifact::Artifact;
use gwc_runtime::StartError;

use super::session::Session;
use super::{Exit, Io};
use crate::checked::Checked;
use crate::emit;

/// The artifact of the one gateway of a session.
///
/// # Errors
/// Why there is none, for people: errors in the sources, or not exactly one gateway.
pub(super) fn artifact(session: &Session, path: &Path) -> Result<Artifact, String> {
    if session.has_errors() {
        return Err("the gateway has errors".to_owned());
    }
    let checked: Vec<Checked<'_>> = session.gateways.iter().filter_map(|(_, c)| c.checked()).collect();
    let gateway = match checked.as_slice() {
        [one] => *one,
        [] => return Err(format!("there is no gateway in `{}`", path.display())),
        many => {
            let names: Vec<&str> = many.iter().map(|g| g.gateway().name.value.as_str()).collect();
            return Err(format!(
                "`{}` holds several gateways ({}); name the folder of one",
                path.display(),
                names.join(", ")
            ));
        }
    };
    let bytes = emit::artifact::render(gateway)?;
    Artifact::open(bytes).map_err(|error| format!("the artifact that was just made is refused: {error}"))
}

/// Says why a gateway does not start.
pub(super) fn refused(error: &StartError, io: &mut Io<'_>) -> Exit {
    let _ = writeln!(io.err, "gwc: {error}");
    match error {
        StartError::Unenforced(_) => {
            let _ = writeln!(io.err, "gwc: `--insecure-skip-unenforced` serves it without them");
            Exit::Findings
        }
        _ => Exit::Failed,
    }
}
