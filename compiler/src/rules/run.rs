//! Runs each rule on the inputs that it declares.

use crate::lint::{ConfigMap, Context, Subject, merge_equal, tell_apart};
use crate::load::NearbyFiles;
use crate::model::{Gateway, Source};
use crate::settings::Settings;
use crate::topology::Topology;
use gwc_krakend::simulate::Simulation;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Input};
use gwc_syntax::value::Target;

use super::effects::walk::walk;
use super::limits::limit_without_period;
use super::registry::{Check, RULES};
use super::routing::without_endpoints;
use super::verdict;

/// The checks of all rules that apply to an input.
fn checks(input: Input) -> impl Iterator<Item = &'static Check> {
    RULES.iter().filter(move |entry| entry.rule.inputs.contains(&input)).flat_map(|entry| entry.checks)
}

/// Runs the checks over the model of a gateway.
pub fn check_gateway(gateway: &Gateway, settings: &Settings, out: &mut Diagnostics) {
    let context = Context::new(gateway, settings);
    for entry in RULES.iter().filter(|entry| entry.rule.inputs.contains(&context.input())) {
        // A rule with a check of the configuration itself finds nothing more in its model.
        let is_exact = |check: &Check| matches!(check, Check::Configuration(_));
        if gateway.source == Source::Krakend && entry.checks.iter().any(is_exact) {
            continue;
        }
        for check in entry.checks {
            if let Check::Model(check) = check {
                check(&context, out);
            }
        }
    }
}

/// All findings of a configuration, the verdict included. In JSON that a build wrote, equal findings become one with many
/// places: their cause is one place in route files.
pub fn check_configuration(
    simulation: &Simulation<'_>,
    nearby: &NearbyFiles,
    target: Target,
    input: Input,
) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    verdict::report(simulation, nearby, &mut out);
    let Some(subject) = Subject::of(simulation, nearby, target) else { return out };
    walk(&subject, &mut out);
    verdict::merge_death(&mut out);
    if input == Input::Krakend {
        without_endpoints::check(&subject, &mut out);
    }
    for check in checks(input) {
        if let Check::Configuration(check) = check {
            check(&subject, &mut out);
        }
    }
    limit_without_period::merge_wrong_kind(&mut out);
    match input {
        Input::BuiltJson => merge_equal(out),
        _ => tell_apart(out, &subject),
    }
}

/// Runs the checks over host tables, manifests and the gateways of a run.
pub fn check_topology(topology: &Topology<'_>, out: &mut Diagnostics) {
    let inputs = topology.inputs();
    for entry in RULES.iter().filter(|entry| entry.rule.inputs.iter().any(|input| inputs.contains(input))) {
        for check in entry.checks {
            if let Check::Topology(check) = check {
                check(topology, out);
            }
        }
    }
}

/// Reports a ConfigMap of a build that Kubernetes or `kubectl` would reject.
pub fn check_size(gateway: &Gateway, out: &mut Diagnostics) {
    let Some(map) = ConfigMap::of(gateway) else { return };
    for check in checks(Input::RouteFiles) {
        if let Check::Size(check) = check {
            check(&map, out);
        }
    }
}
