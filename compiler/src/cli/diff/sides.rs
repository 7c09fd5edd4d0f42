//! Sides that were read.

use std::sync::Arc;

use super::failed::Failed;
use super::pairs::Named;
use crate::compile::Model;
use crate::model::{Gateway, Source};
use gwc_artifact as artifact;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;

/// A side that was read.
#[derive(Debug, Default)]
pub(in crate::cli) struct Read {
    /// How it is called.
    pub(in crate::cli) label: String,
    /// Its files.
    pub(in crate::cli) sources: SourceMap,
    /// What makes it unreadable.
    pub(in crate::cli) problems: Diagnostics,
    /// Its gateways.
    pub(in crate::cli) gateways: Vec<Named<Config>>,
    /// What a reader should know about it.
    pub(in crate::cli) remarks: Vec<String>,
    /// The field managers that own the ConfigMap of a cluster.
    pub(in crate::cli) managers: Vec<String>,
    /// Whether it is a commit without the path: every endpoint of the other side is new.
    pub(in crate::cli) absent: bool,
    /// Keeps the files of a commit until the end.
    pub(super) checkout: Option<tempfile::TempDir>,
}

/// What a gateway was read as.
#[derive(Debug)]
pub(in crate::cli) enum Config {
    /// Route files or a KrakenD configuration.
    Model(Box<Gateway>),
    /// An artifact.
    Artifact(Arc<artifact::Gateway>),
}

impl Read {
    /// A side that is called so, without gateways.
    pub(in crate::cli) fn called(label: &str) -> Self {
        Self { label: label.to_owned(), ..Self::default() }
    }

    /// That its problems leave nothing to compare.
    pub(in crate::cli) fn failed(self) -> Failed {
        Failed::Problems(Box::new((self.sources, self.problems)))
    }

    pub(super) fn add(&mut self, model: Model, root: &str) {
        let file = &self.sources.file(model.file).path;
        let name = match model.gateway.source {
            Source::Routes => model.gateway.name.value.clone(),
            Source::Krakend => file.strip_prefix(root).unwrap_or(file).trim_start_matches('/').to_owned(),
        };
        if let Some(message) = model.refused {
            let message = message.lines().next().unwrap_or_default().to_owned();
            self.remarks.push(format!("KrakenD does not start with `{file}`: {message}"));
        }
        self.gateways.push(Named { name, gateway: Config::Model(Box::new(model.gateway)) });
    }

    /// The name of the Deployment of its only gateway, and its namespace where route files set one.
    pub(in crate::cli) fn workload(&self) -> Option<(String, Option<String>)> {
        let [Named { gateway: Config::Model(gateway), .. }] = self.gateways.as_slice() else { return None };
        let deploys = gateway.source == Source::Routes && gateway.deploy.is_some();
        deploys.then(|| (crate::kube::object_name(gateway), Some(crate::kube::namespace(gateway))))
    }
}
