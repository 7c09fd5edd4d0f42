//! `gwr verify FILE`: whether this runtime would serve an artifact.

use std::path::PathBuf;

use gwc_artifact::Artifact;
use gwc_runtime::Unenforced;

/// Check that this runtime serves an artifact, without serving it
///
/// Reads the file as a start would: its format, its digest, and whether every policy in it is enforced.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The artifact
    file: PathBuf,
}

/// Why an artifact does not pass.
pub(crate) enum Fault {
    /// It cannot be read.
    Unreadable(String),
    /// It is damaged, of another format, or has a policy that is not enforced.
    Refused(String),
}

/// Checks the file. What it holds, in a line.
///
/// # Errors
/// The first thing that is wrong, as a message.
pub(crate) fn run(args: &Args) -> Result<String, Fault> {
    let path = args.file.display();
    let bytes = std::fs::read(&args.file)
        .map_err(|error| Fault::Unreadable(format!("cannot read `{path}`: {error}")))?;
    let artifact =
        Artifact::open(bytes).map_err(|error| Fault::Refused(format!("`{path}` is refused: {error}")))?;
    let gateway = artifact.gateway();
    let unenforced = Unenforced::of(gateway);
    if !unenforced.is_empty() {
        return Err(Fault::Refused(format!("`{path}` has policies that are not enforced:\n{unenforced}")));
    }
    let count = gateway.endpoints.len();
    let endpoints = if count == 1 { "endpoint" } else { "endpoints" };
    Ok(format!(
        "`{path}` is valid: gateway `{}`, {count} {endpoints}, format {}, written by gwc {}",
        gateway.name,
        artifact.format_version(),
        artifact.writer(),
    ))
}
