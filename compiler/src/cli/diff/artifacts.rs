//! Artifacts as sides: a file, or the `binaryData` of a ConfigMap.

use std::path::Path;
use std::sync::Arc;

use super::pairs::Named;
use super::sides::{Config, Read};
use crate::codes;
use crate::load::{self, Encoded};
use gwc_artifact::{Artifact, Gateway};
use gwc_syntax::source::Span;
use gwc_syntax::tree::Document;

/// Reads an artifact from a file.
pub(super) fn file(path: &Path, shown: &Path, read: &mut Read) {
    let bytes = std::fs::read(path).map_err(|error| error.to_string());
    let shown = load::display(shown);
    if let Err(error) = bytes.and_then(|bytes| add(bytes, read)) {
        refuse(&shown, &error, read);
    }
}

/// Takes the ConfigMaps with an artifact out of some manifests. With `key` it is that entry of `binaryData`, else every
/// `*.gwa`.
pub(super) fn in_maps(documents: &mut Vec<Document>, key: Option<&str>, read: &mut Read) {
    documents.retain(|document| {
        let found = load::artifacts_in_map(document, key);
        let is_other = found.is_empty();
        for Encoded { key, gateway, .. } in found {
            match gateway {
                Ok(gateway) => take(gateway, read),
                Err(error) => {
                    let file = read.sources.file(document.file).path.clone();
                    refuse(&format!("{file}#binaryData.{key}"), &error, read);
                }
            }
        }
        is_other
    });
}

fn add(bytes: Vec<u8>, read: &mut Read) -> Result<(), String> {
    let artifact = Artifact::open(bytes).map_err(|error| error.to_string())?;
    take(Arc::clone(artifact.gateway()), read);
    Ok(())
}

fn take(gateway: Arc<Gateway>, read: &mut Read) {
    let name = gateway.name.clone();
    read.gateways.push(Named { name, gateway: Config::Artifact(gateway) });
}

fn refuse(name: &str, error: &str, read: &mut Read) {
    let file = read.sources.add_view(name, "");
    let finding = codes::UNREADABLE_FILE.at(Span::file_start(file), format!("cannot read `{name}`: {error}"));
    read.problems.push(finding.help("check the path and its permissions, or build the artifact again"));
}
