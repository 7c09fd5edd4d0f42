//! What an input file is.

use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;
use gwc_syntax::tree::{Document, Kind as Node, NodeId, json, yaml};

/// What an input file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A route file: `gateway.yaml`, or services.
    Routes,
    /// A KrakenD configuration.
    Krakend,
    /// A Kubernetes ConfigMap; its `data` may hold a configuration.
    ConfigMap,
    /// A host table: `ingress.json` or `routes.yaml` of hanzo.
    Hosts,
    /// A Kubernetes object of another kind.
    Manifest,
    /// Nothing that is known. JSON that can not be read counts as a KrakenD configuration, YAML as routes.
    Unknown,
}

/// Says what a file is, by its top keys; by its extension when it can not be read.
pub fn detect(path: &str, text: &str) -> Kind {
    let is_yaml = super::is_yaml(path);
    let mut sources = SourceMap::default();
    let file = sources.add(path, text);
    let document = match is_yaml {
        true => yaml::parse(&sources, file, &mut Diagnostics::default()),
        false => match json::parse(file, text.as_bytes()) {
            Ok(document) => document,
            Err(_) => return Kind::Krakend,
        },
    };
    match document.root {
        Some(root) => of_tree(&document, root, is_yaml),
        None if is_yaml => Kind::Routes,
        None => Kind::Unknown,
    }
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
        let kind = document.get(root, "kind").and_then(|node| document.scalar(node));
        return if kind.is_some_and(|k| &*k.text == "ConfigMap") { Kind::ConfigMap } else { Kind::Manifest };
    }
    // The source map that a build writes lists endpoints too.
    if has("gateway") && has("fields") && has("origins") {
        return Kind::Unknown;
    }
    if crate::around::hosts::is_table(document) {
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
            assert_eq!(detect(path, text), kind, "{path}: {text}");
        }
    }
}
