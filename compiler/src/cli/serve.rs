//! Shared by `run`, `dev` and `build`: the artifact of one gateway, compiled in memory, and a server that handles signals.

use std::io;
use std::path::Path;
use std::sync::mpsc::Sender;

use gwc_artifact::{Artifact, Gateway, encode};
use gwc_runtime::{ReloadHandle, Server, StartError, Unenforced, signals};

use super::event::{Event, Forward};
use super::io::{Exit, Io};
use super::session::Session;
use crate::lower::artifact::krakend::{self, Partial};
use crate::{Checked, Compilation, emit};

/// Serves on a thread of its own and sends what happens.
///
/// # Errors
/// If no thread can be started.
pub(super) fn start(server: Server, events: Sender<Event>) -> io::Result<ReloadHandle> {
    let handle = server.handle();
    signals::listen(server.handle(), Forward(events.clone()))?;
    std::thread::Builder::new().name("server".to_owned()).spawn(move || {
        let _ = events.send(Event::Ended(server.run()));
    })?;
    Ok(handle)
}

/// The artifact of the one gateway of a session.
///
/// # Errors
/// The reason as a message: errors in the sources, or not exactly one gateway.
pub(super) fn artifact(session: &Session, path: &Path) -> Result<Artifact, String> {
    if session.has_errors() {
        return Err("the gateway has errors".to_owned());
    }
    let checked: Vec<Checked<'_>> =
        session.compiled.gateways.iter().filter_map(|(_, c)| c.checked()).collect();
    let gateway = match checked.as_slice() {
        [one] => *one,
        [] => return Err(format!("`{}` contains no gateway", path.display())),
        many => {
            let names: Vec<&str> = many.iter().map(|g| g.gateway().name.value.as_str()).collect();
            return Err(format!(
                "`{}` contains several gateways ({}); name the folder of one of them",
                path.display(),
                names.join(", ")
            ));
        }
    };
    let bytes = emit::artifact(gateway)?;
    Artifact::open(bytes).map_err(|error| format!("internal error: the artifact is invalid: {error}"))
}

/// A KrakenD configuration, ready to serve.
pub(super) struct Configured {
    pub(super) artifact: Artifact,
    /// The same as the bytes of a file.
    pub(super) bytes: Vec<u8>,
    /// Endpoints that return `501`, each with the reason.
    pub(super) skipped: Vec<String>,
}

/// How to serve a KrakenD configuration.
#[derive(Clone, Copy)]
pub(super) struct Serving {
    /// Endpoints that cannot be served return `501`.
    pub(super) skip_unsupported: bool,
    /// Endpoints are served without the policies that are not enforced.
    pub(super) skip_unenforced: bool,
    /// `/__debug/` is answered.
    pub(super) debug: bool,
}

/// The artifact of a KrakenD configuration.
///
/// # Errors
/// The reason as a message. A protection of the whole gateway is never skipped.
pub(super) fn configuration(
    session: &Session,
    compilation: &Compilation,
    path: &Path,
    serving: Serving,
) -> Result<Configured, String> {
    let checked = compilation.checked().filter(|_| !session.has_errors());
    let Some(gateway) = checked.map(Checked::gateway) else {
        return Err("the configuration has errors".to_owned());
    };
    let lacks = |alone: &Gateway| match serving.skip_unenforced {
        true => None,
        false => Unenforced::of(alone).policies.into_keys().next(),
    };
    let Partial { gateway: mut lowered, unsupported, root } = krakend::lower(gateway, lacks);
    lowered.krakend.debug |= serving.debug;
    let path = path.display();
    if !root.is_empty() {
        let names: Vec<String> = root.iter().map(|name| format!("`{name}`")).collect();
        return Err(format!(
            "`{path}` sets {} for all endpoints, which `gwr` does not support; run KrakenD, or remove it",
            names.join(", ")
        ));
    }
    let all = lowered.endpoints.len();
    let skipped: Vec<String> =
        unsupported.into_iter().map(|(endpoint, reason)| format!("`{endpoint}`: {reason}")).collect();
    if !skipped.is_empty() && !serving.skip_unsupported {
        return Err(format!(
            "`gwr` cannot serve {} of the {all} endpoints of `{path}`:\n  {}\n\
             with `--skip-unsupported`, they return 501 and the others are served",
            skipped.len(),
            skipped.join("\n  ")
        ));
    }
    let bytes = encode(&lowered).map_err(|error| error.to_string())?;
    let artifact = Artifact::open(bytes.clone())
        .map_err(|error| format!("internal error: the artifact is invalid: {error}"))?;
    Ok(Configured { artifact, bytes, skipped })
}

/// Serves another artifact, if there is one.
///
/// # Errors
/// The reason as a message; the previous one keeps serving.
pub(super) fn swap(handle: &ReloadHandle, artifact: Result<Artifact, String>) -> Result<(), String> {
    let swapped = artifact.and_then(|artifact| {
        handle
            .swap(artifact)
            .map_err(|unenforced| format!("`gwr` does not enforce these policies:\n{unenforced}"))
    });
    swapped.map_err(|reason| format!("not reloaded; the previous gateway keeps serving: {reason}"))
}

/// Reports why a gateway does not start.
pub(super) fn refused(error: &StartError, io: &mut Io<'_>) -> Exit {
    let _ = writeln!(io.err, "gwc: {error}");
    match error {
        StartError::Unenforced(_) => {
            let _ = writeln!(
                io.err,
                "gwc: to serve the gateway without these policies, run with `--insecure-skip-unenforced`"
            );
            Exit::Findings
        }
        _ => Exit::Failed,
    }
}
