//! `kind: List`, as `kubectl get` prints several objects.

use gwc_syntax::tree::{Document, NodeId};

/// Each item of a list as a document of its own; other documents as they are.
pub(super) fn items(documents: Vec<Document>) -> Vec<Document> {
    documents.into_iter().flat_map(expand).collect()
}

fn expand(document: Document) -> Vec<Document> {
    match listed(&document) {
        Some(items) => {
            items.into_iter().map(|root| Document { root: Some(root), ..document.clone() }).collect()
        }
        None => vec![document],
    }
}

fn listed(document: &Document) -> Option<Vec<NodeId>> {
    let root = document.root?;
    let kind = document.scalar(document.get(root, "kind")?)?;
    let items = document.seq(document.get(root, "items")?)?;
    (&*kind.text == "List").then(|| items.to_vec())
}
