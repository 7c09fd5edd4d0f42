//! A KrakenD configuration: the simulation of KrakenD, the rules over its keys, and the rules over the gateway that it
//! configures.

use crate::compilation::{Compilation, VerdictRecord};
use crate::load::Configuration;
use crate::settings::Settings;
use crate::{read, rules};
use gwc_krakend::simulate::{Input, LATEST, Simulation};
use gwc_krakend::verdict::Run;
use gwc_syntax::diagnostic::{self, Diagnostic, Diagnostics, Hidden, Reason, Severity};
use gwc_syntax::source::SourceMap;
use gwc_syntax::value::Target;

/// The default target of a configuration.
pub const NEWEST: Target = Target::KrakendCe { minor: 13, patch: 8 };

/// The release of KrakenD that a target is, or was made of.
pub(super) fn release(target: Target) -> (u16, u16, u16) {
    match target {
        Target::KrakendCe { minor, patch } => (2, u16::from(minor), u16::from(patch)),
        _ => LATEST,
    }
}

/// Compiles a configuration as far as KrakenD would hold one.
pub(super) fn compile(
    sources: &SourceMap,
    configuration: Configuration,
    target: Target,
    compat: bool,
    settings: &Settings,
) -> Compilation {
    let Configuration { file, name, bytes, format, parsed, nearby } = configuration;
    let input = Input { name: &name, bytes: &bytes, format, file, release: release(target) };
    let simulation = Simulation::of_parsed(input, parsed);
    let mut found = rules::check_configuration(&simulation, &nearby, target, diagnostic::Input::Krakend);
    // A file for the Enterprise edition may be refused by the Community one and still be right.
    let for_enterprise = found.iter().any(|d| d.rule == &rules::ENTERPRISE_ONLY);
    if compat && (simulation.verdict.run == Run::Listens || for_enterprise) {
        soften(&mut found);
    }
    let gateway = read::gateway(&simulation);
    let mut linted = Diagnostics::default();
    if let Some(gateway) = &gateway {
        rules::check_gateway(gateway, settings, &mut linted);
    }
    if compat {
        soften(linted.iter_mut());
    }
    let mut diagnostics = Diagnostics::from(found);
    diagnostics.extend(linted);
    let hidden = Hidden::all(Reason::Duplicate, diagnostics.distinct());
    let Simulation { document, verdict, .. } = simulation;
    let verdict = VerdictRecord::of(sources.file(file).path.clone(), target, verdict);
    let (documents, verdict) = (vec![document], Some(verdict));
    Compilation { gateway, documents, diagnostics, hidden, passed: Vec::new(), verdict }
}

/// Lowers errors to warnings: the file is known to work.
fn soften<'a>(findings: impl IntoIterator<Item = &'a mut Diagnostic>) {
    findings.into_iter().for_each(|finding| finding.severity = finding.severity.min(Severity::Warning));
}
