//! One Kubernetes object: its tree and the lookups in it.

use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{FileId, SourceMap, Spanned};
use gwc_syntax::tree::{Document, MapEntry, NodeId, json, yaml};

/// One object.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// Its tree.
    pub doc: Document,
    /// The top node.
    pub root: NodeId,
    /// `Deployment`, `Service`...
    pub kind: String,
    /// Its name, and where that is written.
    pub name: Spanned<String>,
    /// Its namespace; empty when it sets none.
    pub namespace: String,
}

/// Reads all objects of a file.
pub fn read(sources: &SourceMap, file: FileId, is_yaml: bool, out: &mut Diagnostics) -> Vec<Manifest> {
    let documents = match is_yaml {
        true => yaml::parse_all(sources, file, out),
        false => json::parse(file, sources.file(file).text.as_bytes()).into_iter().collect(),
    };
    of(documents)
}

/// The objects among documents.
pub fn of(documents: Vec<Document>) -> Vec<Manifest> {
    documents.into_iter().filter_map(Manifest::of).collect()
}

impl Manifest {
    fn of(doc: Document) -> Option<Self> {
        let root = doc.root?;
        let kind = doc.scalar(doc.get(root, "kind")?)?.text.to_string();
        doc.get(root, "apiVersion")?;
        let metadata = doc.get(root, "metadata");
        let metadata_text = |key: &str| {
            let node = doc.get(metadata?, key)?;
            Some(Spanned::new(doc.scalar(node)?.text.to_string(), doc.span(node)))
        };
        let name = metadata_text("name").unwrap_or_else(|| Spanned::new(String::new(), doc.span(root)));
        let namespace = metadata_text("namespace").map_or_else(String::new, |namespace| namespace.value);
        Some(Self { kind, name, namespace, root, doc })
    }

    /// The node at a path of keys below another.
    pub fn below(&self, node: NodeId, path: &[&str]) -> Option<NodeId> {
        path.iter().try_fold(node, |node, key| self.doc.get(node, key))
    }

    /// The node at a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<NodeId> {
        self.below(self.root, path)
    }

    /// The text of a scalar, also of a number or a boolean.
    pub fn text(&self, node: NodeId) -> Option<Spanned<String>> {
        Some(Spanned::new(self.doc.scalar(node)?.text.to_string(), self.doc.span(node)))
    }

    /// The text at a path of keys below a node.
    pub fn text_at(&self, node: NodeId, path: &[&str]) -> Option<Spanned<String>> {
        self.text(self.below(node, path)?)
    }

    /// The items of a list at a path of keys below a node; empty when it is not a list.
    pub fn items(&self, node: NodeId, path: &[&str]) -> &[NodeId] {
        self.below(node, path).and_then(|list| self.doc.seq(list)).unwrap_or_default()
    }

    /// Whether two objects may be in one namespace: an object without one may be in any.
    pub fn near(&self, other: &Self) -> bool {
        self.namespace.is_empty() || other.namespace.is_empty() || self.namespace == other.namespace
    }
}

/// Whether a manifest is a Service that selects the pods of another.
pub(crate) fn selects(service: &Manifest, pods: &Manifest) -> bool {
    let labels =
        pods.at(&["spec", "template", "metadata", "labels"]).or_else(|| pods.at(&["metadata", "labels"]));
    let selector = service.at(&["spec", "selector"]).and_then(|selector| service.doc.map(selector));
    let (Some(labels), Some(selector)) = (labels, selector) else { return false };
    let has = |entry: &MapEntry| {
        let (Some(key), Some(value)) = (service.text(entry.key), service.text(entry.value)) else {
            return false;
        };
        pods.text_at(labels, &[&key.value]).is_some_and(|label| label.value == value.value)
    };
    service.kind == "Service" && service.near(pods) && !selector.is_empty() && selector.iter().all(has)
}
