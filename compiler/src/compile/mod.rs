//! From inputs to checked gateways: the stages in their order, for each kind of input.
//!
//! [`compile()`] takes everything that a run names: route files, KrakenD configurations, host tables and manifests. Each
//! gateway goes through [`compile_gateway`], then all of them are checked against each other and against the rest.
//!
//! Only a [`Compilation`] without errors gives out a [`crate::Checked`] gateway, and nothing else is emitted.

mod cascade;
mod cluster_names;
mod compiled;
mod inputs;
mod krakend;
mod models;
mod routes;
mod topology;
mod written;

use crate::compilation::Compilation;
use crate::load::{self, Configuration, GatewayFiles};
use crate::settings::Settings;
use gwc_syntax::source::SourceMap;
use gwc_syntax::value::Target;

pub use compiled::Compiled;
pub use krakend::NEWEST;
pub use models::{Model, models};
pub use topology::check_manifests;

/// How inputs are compiled.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// `gwc.toml`.
    pub settings: &'a Settings,
    /// What is meant to run KrakenD configurations, where the user names it: else each is judged as what a build wrote
    /// it for, or as one of the newest KrakenD. Route files name their own targets.
    pub target: Option<Target>,
    /// Whether what works by age or on purpose in a KrakenD configuration is a warning at most.
    pub compat: bool,
    /// The key of a ConfigMap's `data` that holds the configuration.
    pub key: Option<&'a str>,
}

/// Compiles all inputs of a run and checks them against each other. However broken they are, what is wrong is in the
/// diagnostics, all of it; what is found and left out is there too, with the reason.
pub fn compile(sources: &mut SourceMap, inputs: Vec<load::Input>, options: Options<'_>) -> Compiled {
    let Options { settings, target, compat, key } = options;
    let inputs = inputs::Inputs::of(sources, inputs, key);
    let sources = &*sources;
    let gateways = inputs.gateways.into_iter().map(|files| {
        let compilation = compile_gateway(sources, &files, settings);
        (files, compilation)
    });
    let configurations = inputs.configurations.into_iter().map(|(configuration, from)| {
        let target = target.or(configuration.nearby.target).unwrap_or(NEWEST);
        let input = GatewayInput::Krakend { configuration, target, compat };
        (compile_gateway(sources, input, settings), from)
    });
    let mut compiled = Compiled {
        gateways: gateways.collect(),
        configurations: configurations.collect(),
        tables: inputs.tables,
        table_documents: inputs.table_documents,
        manifests: inputs.manifests,
        artifacts: inputs.artifacts,
        diagnostics: inputs.diagnostics,
    };
    cluster_names::settle(&mut compiled);
    let found = topology::check(&compiled, settings);
    compiled.diagnostics.extend(found);
    compiled
}

/// What one gateway is compiled from.
#[derive(Debug)]
pub enum GatewayInput<'a> {
    /// Route files.
    Routes(&'a GatewayFiles),
    /// A KrakenD configuration.
    Krakend {
        /// The configuration.
        configuration: Configuration,
        /// What is meant to run it.
        target: Target,
        /// Whether what works by age or on purpose is a warning at most.
        compat: bool,
    },
}

impl<'a> From<&'a GatewayFiles> for GatewayInput<'a> {
    fn from(files: &'a GatewayFiles) -> Self {
        Self::Routes(files)
    }
}

/// Compiles one gateway by itself, as [`compile()`] does with each.
pub fn compile_gateway<'a>(
    sources: &SourceMap,
    input: impl Into<GatewayInput<'a>>,
    settings: &Settings,
) -> Compilation {
    match input.into() {
        GatewayInput::Routes(files) => routes::compile(sources, files, settings),
        GatewayInput::Krakend { configuration, target, compat } => {
            krakend::compile(sources, configuration, target, compat, settings)
        }
    }
}
