//! Inputs by kind: gateways to compile, and their host tables and manifests.

use crate::codes;
use crate::load::{self, Configuration, Encoded, GatewayFiles, Kind, Tree};
use crate::topology::hosts::{self, Table};
use crate::topology::manifests::{self, Manifest};
use crate::topology::{InMap, MapKey};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;
use gwc_syntax::tree::Document;

/// The inputs of one run.
#[derive(Default)]
pub(super) struct Inputs {
    /// Route files, by gateway.
    pub(super) gateways: Vec<GatewayFiles>,
    /// KrakenD configurations, each with the key of the ConfigMap that holds it.
    pub(super) configurations: Vec<(Configuration, Option<MapKey>)>,
    /// Host tables; those of Ingress manifests among them.
    pub(super) tables: Vec<Table>,
    /// The trees of host tables.
    pub(super) table_documents: Vec<Document>,
    /// Objects of Kubernetes.
    pub(super) manifests: Vec<Manifest>,
    /// Gateways in ConfigMaps that are artifacts.
    pub(super) artifacts: Vec<InMap>,
    /// What is wrong with host tables, manifests and ConfigMaps.
    pub(super) diagnostics: Diagnostics,
}

impl Inputs {
    /// Sorts inputs by kind. A configuration in a ConfigMap may become a source of its own.
    pub(super) fn of(sources: &mut SourceMap, inputs: Vec<load::Input>, key: Option<&str>) -> Self {
        let mut reader = Reader { read: Self::default(), key, sources };
        inputs.into_iter().for_each(|input| reader.take(input));
        reader.read
    }
}

struct Reader<'a> {
    read: Inputs,
    /// The key of a ConfigMap that holds the configuration.
    key: Option<&'a str>,
    sources: &'a mut SourceMap,
}

impl Reader<'_> {
    fn take(&mut self, input: load::Input) {
        match input {
            load::Input::Routes(files) => self.read.gateways.push(files),
            load::Input::Krakend(configuration) => self.read.configurations.push((configuration, None)),
            load::Input::Hosts(document) => {
                let name = self.sources.file(document.file).path.clone();
                self.table(document, &name);
            }
            load::Input::Manifests { documents, named } => self.manifests(documents, named),
        }
    }

    fn table(&mut self, document: Document, name: &str) {
        let table = hosts::read(&document, name, &mut self.read.diagnostics);
        self.read.tables.push(table);
        self.read.table_documents.push(document);
    }

    /// Manifests, the configurations and host tables in their ConfigMaps, and the host tables that Ingresses are.
    /// Nothing is expected of what is only found in a folder.
    fn manifests(&mut self, documents: Vec<Document>, named: bool) {
        let objects = manifests::of(documents);
        let alone = named && objects.len() == 1;
        for object in &objects {
            match &*object.kind {
                "ConfigMap" => self.map(object, alone),
                "Ingress" => self.read.tables.push(hosts::of_ingress(
                    &object.doc,
                    &format!("the Ingress {}", object.name.value),
                    if object.namespace.is_empty() { "default" } else { &object.namespace },
                )),
                _ => {}
            }
        }
        self.read.manifests.extend(objects);
    }

    /// A ConfigMap among other objects need not hold a configuration. One with an artifact holds no other.
    fn map(&mut self, map: &Manifest, alone: bool) {
        let artifacts = load::artifacts_in_map(&map.doc, self.key);
        if !artifacts.is_empty() {
            return artifacts.into_iter().for_each(|artifact| self.artifact(map, artifact));
        }
        let Some(inner) = load::config_in_map(self.sources, &map.doc, self.key) else {
            return self.none_in(map, alone);
        };
        let meant = self.key.is_some() || inner.is_for_krakend();
        let tree = Tree::parse(self.sources, inner.file, inner.format, inner.text.as_bytes());
        match tree.kind() {
            Kind::Hosts => {
                let documents = tree.documents(&mut self.read.diagnostics);
                documents.into_iter().take(1).for_each(|document| self.table(document, &inner.name));
            }
            kind if meant && (kind == Kind::Krakend || alone) => {
                let from = MapKey { map: map.name.value.clone(), key: inner.name.clone() };
                let configuration = Configuration::in_map(self.sources, &map.doc, inner, tree);
                self.read.configurations.push((configuration, Some(from)));
            }
            _ => self.none_in(map, alone),
        }
    }

    /// A ConfigMap without a configuration, which is a finding if it is all there is.
    fn none_in(&mut self, map: &Manifest, alone: bool) {
        if alone {
            self.read.diagnostics.push(load::no_config(&map.doc, self.key));
        }
    }

    fn artifact(&mut self, map: &Manifest, Encoded { key, place, gateway }: Encoded) {
        match gateway {
            Ok(gateway) => {
                let from = MapKey { map: map.name.value.clone(), key };
                self.read.artifacts.push(InMap { from, gateway, place });
            }
            Err(error) => {
                let finding =
                    codes::UNREADABLE_FILE.at(place, format!("cannot read the artifact `{key}`: {error}"));
                self.read.diagnostics.push(finding.help("build the artifact again"));
            }
        }
    }
}
