//! Artifacts as sides: a file, or the `binaryData` of a ConfigMap.

use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::pairs::Named;
use super::sides::{Config, Read};
use crate::{codes, load};
use gwc_artifact::Artifact;
use gwc_syntax::source::Span;
use gwc_syntax::tree::{Document, NodeId};

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
        let found = encoded(document, key);
        for (name, text) in &found {
            let bytes = STANDARD.decode(text.split_whitespace().collect::<String>());
            let added = bytes.map_err(|error| error.to_string()).and_then(|bytes| add(bytes, read));
            if let Err(error) = added {
                let file = read.sources.file(document.file).path.clone();
                refuse(&format!("{file}#binaryData.{name}"), &error, read);
            }
        }
        found.is_empty()
    });
}

/// The entries of `binaryData` that are artifacts, in Base64.
fn encoded(document: &Document, key: Option<&str>) -> Vec<(String, String)> {
    let text = |node: NodeId| document.scalar(node).map(|scalar| scalar.text.to_string());
    let data = document.root.and_then(|root| {
        let is_map = text(document.get(root, "kind")?)? == "ConfigMap";
        document.map(document.get(root, "binaryData")?).filter(|_| is_map)
    });
    let entries = data.into_iter().flatten().filter_map(|entry| Some((text(entry.key)?, text(entry.value)?)));
    let is_wanted = |name: &str| key.map_or(name.ends_with(".gwa"), |key| key == name);
    entries.filter(|(name, _)| is_wanted(name)).collect()
}

fn add(bytes: Vec<u8>, read: &mut Read) -> Result<(), String> {
    let artifact = Artifact::open(bytes).map_err(|error| error.to_string())?;
    let gateway = Arc::clone(artifact.gateway());
    let name = gateway.name.clone();
    read.gateways.push(Named { name, gateway: Config::Artifact(gateway) });
    Ok(())
}

fn refuse(name: &str, error: &str, read: &mut Read) {
    let file = read.sources.add_view(name, "");
    let finding = codes::UNREADABLE_FILE.at(Span::file_start(file), format!("cannot read `{name}`: {error}"));
    read.problems.push(finding.help("check the path and its permissions, or build the artifact again"));
}
