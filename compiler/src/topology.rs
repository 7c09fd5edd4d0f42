//! The topology of gateways: host tables, which send hosts and prefixes to a backend before an endpoint is matched,
//! and the manifests that run a gateway. Their readers report malformed files; [`crate::rules`] compares the others
//! with each other and with the gateways of the same run.

pub(crate) mod bypass;
mod gateway_summary;
pub mod hosts;
pub mod manifests;

use std::sync::Arc;

use crate::kube::workload;
use crate::model::{EnvValue, Gateway, Source};
use crate::settings::Settings;
use gwc_syntax::diagnostic::Input;
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::value::Target;

pub(crate) use gateway_summary::GatewaySummary;
use hosts::Table;
use manifests::{Container, Manifest};

/// The gateways of one run, and the host tables and manifests beside them.
#[derive(Debug)]
pub struct Topology<'a> {
    /// The settings of `gwc.toml`.
    pub settings: &'a Settings,
    /// Host tables; those of Ingress manifests among them.
    pub tables: &'a [Table],
    /// Kubernetes objects.
    pub manifests: &'a [Manifest],
    /// Gateways, of route files and of KrakenD configurations.
    pub served: Vec<Served<'a>>,
    /// Gateways in ConfigMaps that are artifacts.
    pub artifacts: &'a [InMap],
}

/// An artifact in a ConfigMap.
#[derive(Debug, Clone)]
pub struct InMap {
    /// The key that holds it.
    pub from: MapKey,
    /// The gateway.
    pub gateway: Arc<gwc_artifact::Gateway>,
    /// Where the key is.
    pub place: Span,
}

/// A gateway, and the ConfigMap it was read from.
#[derive(Debug, Clone, Copy)]
pub struct Served<'a> {
    /// The gateway.
    pub gateway: &'a Gateway,
    /// The key of a ConfigMap that contains it, if one does.
    pub from: Option<&'a MapKey>,
}

/// A key of a ConfigMap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapKey {
    /// The name of the ConfigMap.
    pub map: String,
    /// The key.
    pub key: String,
}

impl<'a> Topology<'a> {
    /// The host tables, without those of Ingress manifests.
    pub(crate) fn host_tables(&self) -> impl Iterator<Item = &'a Table> {
        self.tables.iter().filter(|table| table.kind != hosts::Kind::Ingress)
    }

    /// The kinds of input of the run.
    pub(crate) fn inputs(&self) -> Vec<Input> {
        let is_from = |source| self.served.iter().any(|served| served.gateway.source == source);
        let bypassed = !self.settings.bypass_prefixes.is_empty() || !self.settings.bypass_hosts.is_empty();
        let all = [
            (Input::RouteFiles, is_from(Source::Routes)),
            (Input::Krakend, is_from(Source::Krakend)),
            (Input::HostTables, self.host_tables().next().is_some()),
            (Input::Manifests, !self.manifests.is_empty()),
            (Input::Settings, bypassed),
        ];
        all.into_iter().filter(|(_, is_there)| *is_there).map(|(input, _)| input).collect()
    }

    /// All containers of all pods.
    pub(crate) fn containers(&self) -> Vec<Container<'a>> {
        self.manifests.iter().flat_map(Manifest::containers).collect()
    }

    /// The environment of hanzo's gateway, names and values: of containers, and under `deploy`.
    pub(crate) fn environment(&self) -> Vec<(Spanned<String>, Spanned<String>)> {
        let hanzo =
            |container: &Container<'_>| container.program().is_some_and(|p| p.target == Target::Hanzo);
        let containers = self.containers().into_iter().filter(hanzo).flat_map(|container| container.env());
        let written = containers.filter_map(|env| Some((env.name, env.value?)));
        let runs_hanzo = |served: &&Served<'_>| {
            workload(served.gateway).is_some_and(|workload| workload.target == Target::Hanzo)
        };
        let deploys =
            self.served.iter().filter(runs_hanzo).filter_map(|served| served.gateway.deploy.as_ref());
        let set = deploys.flat_map(|deploy| &deploy.env).filter_map(|(name, value)| match value {
            EnvValue::Text(text) => Some((name.clone(), text.clone())),
            _ => None,
        });
        written.chain(set).collect()
    }

    /// The gateway that a container runs: that of a ConfigMap it mounts, or else the only one of the run.
    pub(crate) fn config_of(&self, container: Container<'_>) -> Option<Served<'a>> {
        container.program()?;
        let mounts = container.mounts();
        let mounted = |served: &&Served<'_>| {
            served.from.is_some_and(|from| mounts.iter().any(|mount| mount.map.value == from.map))
        };
        match self.served.as_slice() {
            [only] if only.from.is_none() => Some(*only),
            served => served.iter().find(mounted).copied(),
        }
    }

    /// The summary of the gateway that a container runs, also where that is an artifact.
    pub(crate) fn summary_of(&self, container: Container<'_>) -> Option<GatewaySummary> {
        let mounts = container.mounts();
        let is_mounted = |map: &&InMap| mounts.iter().any(|mount| mount.map.value == map.from.map);
        let artifact = self.artifacts.iter().find(is_mounted);
        match artifact.filter(|_| container.program().is_some_and(|p| p.target == Target::Gwr)) {
            Some(map) => GatewaySummary::of_artifact(&map.gateway, map.place),
            None => self.config_of(container).map(|served| GatewaySummary::of(served.gateway)),
        }
    }
}
