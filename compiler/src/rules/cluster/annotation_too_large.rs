use super::config_too_large::data_size;
use crate::kube::size::{self, MAX_ANNOTATIONS, MAX_DATA};
use crate::lint::{ConfigMap, Subject};
use crate::topology::Topology;
use crate::topology::manifests::Manifest;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Severity};
use gwc_syntax::source::Span;
use gwc_syntax::tree::{Document, Kind, NodeId};

declare_rule! {
    /// The ConfigMap is too large for the annotation that `kubectl apply` writes.
    ///
    /// ## What it does
    /// Reports a ConfigMap, written by `gwc build` or found among the manifests, if its JSON does not fit into an
    /// annotation. Kubernetes accepts 262,144 bytes of annotations on one object. A KrakenD configuration that is not
    /// in a ConfigMap is checked as if it were in one: the finding is then a note.
    ///
    /// ## Why is this bad?
    /// A client-side `kubectl apply` stores the whole object in the annotation
    /// `kubectl.kubernetes.io/last-applied-configuration`. If this annotation is too large, the API server rejects the
    /// object with `metadata.annotations: Too long`, and the pods continue with the old configuration.
    ///
    /// In the annotation, each quote and each line break of the file is escaped: a pretty-printed `gateway.json` of
    /// 271,009 bytes needs about 302,300 bytes. Without white space, the same file needs 169,500 bytes.
    ///
    /// ## Example
    /// 13 prefixes with 10 paths and 5 methods are 650 endpoints:
    /// ```yaml,bad
    /// services:
    ///   shop:
    ///     at: [/a, /b, /c, /d, /e, /f, /g, /h, /i, /j, /k, /l, /m]
    ///     upstream: commerce
    ///     rewrite_prefix: /v1
    ///     paths:
    ///       { /a: &all GET POST PUT PATCH DELETE, /b: *all, /c: *all, /d: *all, /e: *all, /f: *all,
    ///         /g: *all, /h: *all, /i: *all, /j: *all }
    /// ```
    ///
    /// ## Use instead
    /// Apply on the server side, which writes no such annotation: `kubectl apply --server-side`. `--force-conflicts`
    /// takes over the fields of objects that were applied in another way before. Or declare fewer endpoints:
    /// ```yaml,good
    /// services:
    ///   shop: { at: [/a, /b, /c, /d], upstream: commerce, rewrite_prefix: /v1, methods: GET POST PUT PATCH DELETE }
    /// ```
    ///
    /// ## When to ignore
    /// The ConfigMap is always applied with `--server-side`, or by a tool that writes no such annotation, such as Helm.
    pub(crate) ANNOTATION_TOO_LARGE { code: "GW602", name: "annotation-too-large", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend, Manifests] }
}

/// The ConfigMap that a build would write.
pub(crate) fn check(map: &ConfigMap<'_>, out: &mut Diagnostics) {
    let needed = map.size.annotations;
    if map.size.data > MAX_DATA || needed <= MAX_ANNOTATIONS {
        return;
    }
    let name = &map.gateway.name;
    let help = format!(
        "apply on the server side: `kubectl apply --server-side --force-conflicts -f dist/{}/k8s/`",
        name.value
    );
    out.push(ANNOTATION_TOO_LARGE.at(name.span, refused(needed)).help(help));
}

/// The ConfigMaps among manifests.
pub(crate) fn check_topology(topology: &Topology<'_>, out: &mut Diagnostics) {
    let maps = topology.manifests.iter().filter(|manifest| manifest.kind == "ConfigMap");
    for map in maps.filter(|map| data_size(map) <= MAX_DATA) {
        let needed = size::annotation(json_size(map));
        if needed > MAX_ANNOTATIONS {
            let help = "write the JSON without white space, or apply with `kubectl apply --server-side`";
            out.push(ANNOTATION_TOO_LARGE.at(map.name.span, refused(needed)).help(help));
        }
    }
}

/// A configuration that is not in a ConfigMap yet: a note if `kubectl apply` would reject the one made of it.
pub(crate) fn check_configuration(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let text = String::from_utf8_lossy(subject.bytes);
    // One inside a ConfigMap is measured with it; here, spaces replace the rest of that file.
    let needed = size::annotation(size::quoted(&text));
    if needed <= MAX_ANNOTATIONS || text.starts_with("  ") {
        return;
    }
    let root = subject.span(subject.root);
    let message = format!(
        "as a ConfigMap, this file is too large for `kubectl apply`, which writes a copy of {needed} bytes into an annotation: the limit is {MAX_ANNOTATIONS} bytes"
    );
    let finding = ANNOTATION_TOO_LARGE.at(Span { end: root.start + 1, ..root }, message);
    out.push(
        finding
            .severity(Severity::Note)
            .help("write it without white space, or apply with `kubectl apply --server-side`"),
    );
}

fn refused(needed: usize) -> String {
    format!(
        "`kubectl apply` fails for this ConfigMap: it stores a copy in an annotation, which needs {needed} bytes, and the limit is {MAX_ANNOTATIONS} bytes"
    )
}

/// The length of an object as `kubectl` writes it: compact JSON.
fn json_size(manifest: &Manifest) -> usize {
    let doc = &manifest.doc;
    // A node may precede or follow its parent, and an alias has the node of another: each is measured once.
    let mut sizes: Vec<Option<usize>> = vec![None; doc.nodes.len()];
    let mut open = vec![manifest.root];
    while let Some(node) = open.last().copied() {
        let waiting = children(doc, node).into_iter().filter(|child| sizes[child.0 as usize].is_none());
        let waiting: Vec<NodeId> = waiting.collect();
        if waiting.is_empty() {
            sizes[node.0 as usize] = Some(of(doc, node, &sizes));
            open.pop();
        } else {
            open.extend(waiting);
        }
    }
    sizes[manifest.root.0 as usize].unwrap_or(0)
}

fn children(doc: &Document, node: NodeId) -> Vec<NodeId> {
    match &doc.node(node).kind {
        Kind::Seq(items) => items.clone(),
        Kind::Map(entries) => entries.iter().flat_map(|entry| [entry.key, entry.value]).collect(),
        Kind::Alias(target) => vec![*target],
        _ => Vec::new(),
    }
}

fn of(doc: &Document, node: NodeId, sizes: &[Option<usize>]) -> usize {
    let size = |node: &NodeId| sizes[node.0 as usize].unwrap_or(0);
    match &doc.node(node).kind {
        Kind::Scalar(scalar) if scalar.is_string() => size::quoted(&scalar.text),
        Kind::Scalar(scalar) => scalar.text.len(),
        Kind::Seq(items) => {
            items.iter().map(|item| size(item).saturating_add(1)).fold(2, usize::saturating_add)
        }
        Kind::Map(entries) => {
            let entry =
                |key: &NodeId, value: &NodeId| size(key).saturating_add(size(value)).saturating_add(2);
            entries.iter().map(|e| entry(&e.key, &e.value)).fold(2, usize::saturating_add)
        }
        Kind::Alias(target) => size(target),
        Kind::Bad => 0,
    }
}
