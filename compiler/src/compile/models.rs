//! Gateways without rules: what `gwc diff` compares. A gateway with findings is compared too, as long as its text is
//! understood.

use super::{inputs, krakend, routes};
use crate::codes;
use crate::load::{self, Configuration};
use crate::model::Gateway;
use crate::read;
use gwc_krakend::simulate::{Input, Simulation};
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Severity};
use gwc_syntax::source::{FileId, SourceMap};
use gwc_syntax::value::Target;

/// One gateway of some inputs.
#[derive(Debug)]
pub struct Model {
    /// The gateway.
    pub gateway: Gateway,
    /// The file of a KrakenD configuration, else `gateway.yaml` or another route file.
    pub file: FileId,
    /// Why KrakenD does not start with the configuration.
    pub refused: Option<String>,
}

/// The gateways of all inputs, those of route files first. What cannot be understood is reported, and leaves no model.
///
/// `target` is what runs KrakenD configurations, and `key` the key of a ConfigMap that contains one.
pub fn models(
    sources: &mut SourceMap,
    inputs: Vec<load::Input>,
    target: Target,
    key: Option<&str>,
    out: &mut Diagnostics,
) -> Vec<Model> {
    let inputs = inputs::Inputs::of(sources, inputs, key);
    let sources = &*sources;
    out.extend(inputs.diagnostics);
    let mut models = Vec::new();
    for files in &inputs.gateways {
        let mut found = Diagnostics::default();
        let gateway = routes::model(sources, files, &mut found);
        let understood = !found.iter().any(prevents);
        out.extend(found.into_iter().filter(prevents));
        let file = files.routes.first().copied();
        let model = gateway.zip(file).map(|(gateway, file)| Model { gateway, file, refused: None });
        models.extend(model.filter(|_| understood));
    }
    models.extend(inputs.configurations.into_iter().filter_map(|(found, _)| configured(found, target, out)));
    models
}

/// Whether a finding of an early stage leaves no model that could be compared.
fn prevents(finding: &Diagnostic) -> bool {
    finding.severity == Severity::Error && codes::is_of_early_stage(finding.rule)
}

fn configured(configuration: Configuration, target: Target, out: &mut Diagnostics) -> Option<Model> {
    let Configuration { file, name, bytes, format, parsed, nearby: _ } = configuration;
    if let Some(finding) = read::unreadable(&parsed) {
        out.push(finding);
        return None;
    }
    let input = Input { name: &name, bytes: &bytes, format, file, release: krakend::release(target) };
    let simulation = Simulation::of_parsed(input, parsed);
    let Some(gateway) = read::gateway(&simulation) else {
        out.extend(read::refusal(&simulation));
        return None;
    };
    let refused = simulation.verdict.run_message.or(simulation.verdict.message);
    Some(Model { gateway, file, refused })
}
