//! What the compilation of all inputs of a run ends with.

use crate::compilation::Compilation;
use crate::load::GatewayFiles;
use crate::settings::Settings;
use crate::topology::hosts::Table;
use crate::topology::manifests::Manifest;
use crate::topology::{InMap, MapKey, Served, Topology};
use gwc_syntax::diagnostic::{Diagnostics, Hidden};
use gwc_syntax::tree::Document;

/// Compiled gateways, and what they were checked against.
#[derive(Debug, Default)]
pub struct Compiled {
    /// The gateways of route files, each with its files.
    pub gateways: Vec<(GatewayFiles, Compilation)>,
    /// KrakenD configurations, each with the key of the ConfigMap that holds it.
    pub configurations: Vec<(Compilation, Option<MapKey>)>,
    /// Host tables; those of Ingress manifests among them.
    pub tables: Vec<Table>,
    /// The trees of host tables.
    pub table_documents: Vec<Document>,
    /// Objects of Kubernetes.
    pub manifests: Vec<Manifest>,
    /// Gateways in ConfigMaps that are artifacts.
    pub artifacts: Vec<InMap>,
    /// What is wrong with host tables and manifests, and what does not fit together among all inputs. What is wrong with
    /// a gateway by itself is in its compilation.
    pub diagnostics: Diagnostics,
}

impl Compiled {
    /// All compilations, those of route files first.
    pub fn compilations(&self) -> impl Iterator<Item = &Compilation> {
        let configurations = self.configurations.iter().map(|(compilation, _)| compilation);
        self.gateways.iter().map(|(_, compilation)| compilation).chain(configurations)
    }

    /// The trees of all files.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        let manifests = self.manifests.iter().map(|manifest| &manifest.doc);
        self.compilations().flat_map(|c| &c.documents).chain(&self.table_documents).chain(manifests)
    }

    /// Takes all findings, first those about several inputs. Those of a gateway stay in its compilation too: they decide
    /// whether it may be emitted.
    pub fn take_findings(&mut self) -> Diagnostics {
        let mut all = std::mem::take(&mut self.diagnostics);
        all.extend(self.compilations().flat_map(|c| c.diagnostics.iter().cloned()));
        all
    }

    /// The findings that are left out.
    pub fn hidden(&self) -> Vec<Hidden> {
        self.compilations().flat_map(|c| c.hidden.iter().cloned()).collect()
    }

    /// The gateways with their host tables and manifests.
    pub(super) fn topology<'a>(&'a self, settings: &'a Settings) -> Topology<'a> {
        let built = self.gateways.iter().filter_map(|(_, c)| c.gateway.as_ref());
        let built = built.map(|gateway| Served { gateway, from: None });
        let configured = self.configurations.iter().filter_map(|(c, from)| {
            let gateway = c.gateway.as_ref()?;
            Some(Served { gateway, from: from.as_ref() })
        });
        let served = built.chain(configured).collect();
        Topology {
            settings,
            tables: &self.tables,
            manifests: &self.manifests,
            served,
            artifacts: &self.artifacts,
        }
    }
}
