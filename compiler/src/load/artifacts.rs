//! The artifacts inside a Kubernetes ConfigMap.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use gwc_artifact::{Artifact, Gateway};
use gwc_syntax::source::Span;
use gwc_syntax::tree::{Document, NodeId};

/// An entry of `binaryData` that is meant as an artifact.
#[derive(Debug)]
pub struct Encoded {
    /// Its key.
    pub key: String,
    /// Where the key is.
    pub place: Span,
    /// The gateway, or why it cannot be read.
    pub gateway: Result<Arc<Gateway>, String>,
}

/// Reads the artifacts in a ConfigMap: the entry `key` of its `binaryData`, else every `*.gwa`.
pub fn artifacts_in_map(map: &Document, key: Option<&str>) -> Vec<Encoded> {
    let text = |node: NodeId| map.scalar(node).map(|scalar| scalar.text.to_string());
    let data = map.root.and_then(|root| {
        let is_map = text(map.get(root, "kind")?)? == "ConfigMap";
        map.map(map.get(root, "binaryData")?).filter(|_| is_map)
    });
    let is_wanted = |name: &str| key.map_or(name.ends_with(".gwa"), |key| key == name);
    let entries = data.into_iter().flatten().filter_map(|entry| {
        let name = text(entry.key).filter(|name| is_wanted(name))?;
        Some(Encoded { key: name, place: map.span(entry.key), gateway: open(&text(entry.value)?) })
    });
    entries.collect()
}

fn open(base64: &str) -> Result<Arc<Gateway>, String> {
    let bytes = STANDARD.decode(base64.split_whitespace().collect::<String>());
    let artifact = Artifact::open(bytes.map_err(|error| error.to_string())?);
    Ok(Arc::clone(artifact.map_err(|error| error.to_string())?.gateway()))
}
