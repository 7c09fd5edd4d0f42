//! The tree and the kind of an input file.

use gwc_krakend::value::Format;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{FileId, SourceMap};
use gwc_syntax::tree::json::JsonError;
use gwc_syntax::tree::{Document, Kind as Node, NodeId, json, yaml};

/// The kind of an input file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A route file: `gateway.yaml`, or services.
    Routes,
    /// A Gateway resource, `hanzo.ai/v1`.
    Resource,
    /// A KrakenD configuration.
    Krakend,
    /// A Kubernetes ConfigMap; its `data` may hold a configuration.
    ConfigMap,
    /// A host table: `ingress.json` or `routes.yaml` of hanzo.
    Hosts,
    /// A Kubernetes object of another kind.
    Manifest,
    /// Unknown. JSON with a syntax error is a KrakenD configuration, YAML with one is a route file.
    Unknown,
}

/// The language that a file is written in, by its name: YAML (`.yaml`, `.yml`), TOML (`.toml`), else JSON, as KrakenD has
/// it.
pub fn format_of(name: &str) -> Format {
    match name.rsplit('.').next() {
        Some("yaml" | "yml") => Format::Yaml,
        Some("toml") => Format::Toml,
        _ => Format::Json,
    }
}

/// A file that was parsed.
#[derive(Debug)]
pub enum Tree {
    /// JSON or TOML, or its syntax error.
    Json(Result<Document, JsonError>),
    /// The documents of a file of YAML, and what is wrong with them.
    Yaml(Vec<Document>, Diagnostics),
}

impl Tree {
    /// Parses a source; its bytes may not be UTF-8.
    pub fn parse(sources: &SourceMap, file: FileId, format: Format, bytes: &[u8]) -> Self {
        match format {
            Format::Json => return Self::Json(json::parse(file, bytes)),
            Format::Toml => return Self::Json(gwc_krakend::toml::parse(file, bytes)),
            Format::Yaml => {}
        }
        let mut found = Diagnostics::default();
        let documents = yaml::parse_all(sources, file, &mut found);
        Self::Yaml(documents, found)
    }

    /// What the file is, by its top keys; by its language when it cannot be read.
    pub fn kind(&self) -> Kind {
        let (document, is_yaml) = match self {
            Self::Json(Err(_)) => return Kind::Krakend,
            Self::Json(Ok(document)) => (Some(document), false),
            Self::Yaml(documents, _) => (documents.first(), true),
        };
        match document.and_then(|document| Some((document, document.root?))) {
            Some((document, root)) => of_tree(document, root, is_yaml),
            None if is_yaml => Kind::Routes,
            None => Kind::Unknown,
        }
    }

    /// Whether it cannot be parsed at all.
    pub(super) fn is_broken(&self) -> bool {
        matches!(self, Self::Json(Err(_)))
    }

    /// Whether there is a `version` at the top; in a file that cannot be parsed, whether the word is anywhere.
    pub(super) fn may_have_version(&self, text: &str) -> bool {
        let document = match self {
            Self::Json(Err(_)) => return text.contains("version"),
            Self::Json(Ok(document)) => Some(document),
            Self::Yaml(documents, _) => documents.first(),
        };
        let entries = document.and_then(|document| Some((document, document.map(document.root?)?)));
        entries.is_some_and(|(document, entries)| {
            let named = |key: &str| gwc_krakend::go::equal_fold(key, "version");
            entries.iter().any(|entry| document.scalar(entry.key).is_some_and(|key| named(&key.text)))
        })
    }

    /// All documents; what is wrong with them is reported.
    pub fn documents(self, out: &mut Diagnostics) -> Vec<Document> {
        match self {
            Self::Json(document) => document.into_iter().collect(),
            Self::Yaml(documents, found) => {
                out.extend(found);
                documents
            }
        }
    }

    /// The document of a file that should hold just one, and what is wrong with it: of several, the first is read.
    pub(super) fn document(
        self,
        sources: &SourceMap,
        file: FileId,
    ) -> (Result<Document, JsonError>, Diagnostics) {
        match self {
            Self::Json(parsed) => (parsed, Diagnostics::default()),
            Self::Yaml(mut documents, found) if documents.len() == 1 => (Ok(documents.remove(0)), found),
            Self::Yaml(..) => {
                let mut found = Diagnostics::default();
                let document = yaml::parse(sources, file, &mut found);
                (Ok(document), found)
            }
        }
    }
}

/// Whether a version is one of the Gateway resource. The Gateway API has a kind of the same name in another group.
fn is_resource_version(version: &str) -> bool {
    version == "hanzo.ai" || version.starts_with("hanzo.ai/")
}

fn of_tree(document: &Document, root: NodeId, is_yaml: bool) -> Kind {
    let Some(entries) = document.map(root) else {
        let broken = matches!(document.node(root).kind, Node::Bad);
        return if broken && is_yaml { Kind::Routes } else { Kind::Unknown };
    };
    let keys: Vec<&str> = entries.iter().filter_map(|e| Some(&*document.scalar(e.key)?.text)).collect();
    let has = |name: &str| keys.contains(&name);
    let any_case = |name: &str| keys.iter().any(|key| gwc_krakend::go::equal_fold(key, name));
    if has("apiVersion") && has("kind") {
        let text =
            |key: &str| document.get(root, key).and_then(|node| document.scalar(node)).map(|s| &*s.text);
        return match text("kind") {
            Some("ConfigMap") => Kind::ConfigMap,
            Some("Gateway") if is_yaml && text("apiVersion").is_some_and(is_resource_version) => {
                Kind::Resource
            }
            _ => Kind::Manifest,
        };
    }
    // The source map that a build writes lists endpoints too.
    if has("gateway") && has("fields") && has("origins") {
        return Kind::Unknown;
    }
    if crate::topology::hosts::is_table(document) {
        return Kind::Hosts;
    }
    let is_routes = is_yaml && (has("gateway") || has("services") || has("defaults"));
    match (is_routes, any_case("endpoints") || any_case("version") || any_case("async_agent")) {
        (true, _) => Kind::Routes,
        (false, true) => Kind::Krakend,
        (false, false) => Kind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_top_keys() {
        for (path, text, kind) in [
            ("gateway.yaml", "gateway: a\n", Kind::Routes),
            ("a.yaml", "services: {}\n", Kind::Routes),
            ("a.yaml", "services: [\n", Kind::Routes),
            ("a.yaml", "version: 3\nEndpoints: []\n", Kind::Krakend),
            ("krakend.json", "{\"version\": 3}", Kind::Krakend),
            ("krakend.json", "{\"version\": 3,}", Kind::Krakend),
            ("m.yaml", "apiVersion: v1\nkind: ConfigMap\ndata: {}\n", Kind::ConfigMap),
            ("m.json", "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\"}", Kind::ConfigMap),
            ("m.yaml", "apiVersion: v1\nkind: Service\n", Kind::Manifest),
            ("g.yaml", "apiVersion: hanzo.ai/v1\nkind: Gateway\n", Kind::Resource),
            ("g.yaml", "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\n", Kind::Manifest),
            ("i.json", "{\"routes\": [{\"host\": \"a\"}]}", Kind::Hosts),
            ("r.yaml", "redirects: { a: https://b }\n", Kind::Hosts),
            ("r.yaml", "routes: { a: [] }\n", Kind::Hosts),
            ("gateway.yaml", "gateway: a\nroutes: [a]\n", Kind::Routes),
            ("x.yaml", "routes: { a: { to: b } }\nredirects: { a: b }\n", Kind::Unknown),
            ("x.json", "[1]", Kind::Unknown),
            (
                "m.json",
                r#"{"version":1,"gateway":"a","fields":[],"endpoints":[],"origins":[]}"#,
                Kind::Unknown,
            ),
            ("x.yaml", "a: 1\n", Kind::Unknown),
            ("x.yaml", "", Kind::Routes),
        ] {
            let mut sources = SourceMap::default();
            let file = sources.add(path, text);
            let tree = Tree::parse(&sources, file, format_of(path), text.as_bytes());
            assert_eq!(tree.kind(), kind, "{path}: {text}");
        }
    }
}
