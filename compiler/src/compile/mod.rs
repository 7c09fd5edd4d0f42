//! From inputs to checked gateways: the stages in their order, for each kind of input.
//!
//! Only a [`Compilation`] without errors gives out a [`crate::Checked`] gateway, and nothing else is emitted.

mod cascade;
mod krakend;
mod routes;
mod written;

use crate::compilation::Compilation;
use crate::load::{Configuration, GatewayFiles};
use crate::settings::Settings;
use gwc_syntax::source::SourceMap;
use gwc_syntax::value::Target;

pub use krakend::NEWEST;

/// What a gateway is compiled from.
#[derive(Debug)]
pub enum Input<'a> {
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

impl<'a> From<&'a GatewayFiles> for Input<'a> {
    fn from(files: &'a GatewayFiles) -> Self {
        Self::Routes(files)
    }
}

/// Compiles one gateway. However broken the input, what is wrong is in the diagnostics, all of it; what is found and
/// left out is there too, with the reason.
pub fn compile<'a>(sources: &SourceMap, input: impl Into<Input<'a>>, settings: &Settings) -> Compilation {
    match input.into() {
        Input::Routes(files) => routes::compile(sources, files, settings),
        Input::Krakend { configuration, target, compat } => {
            krakend::compile(sources, configuration, target, compat, settings)
        }
    }
}
