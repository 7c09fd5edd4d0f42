//! Runs each rule on the inputs that it declares.

use crate::lint::{ConfigMap, Context, Subject, merge_equal};
use crate::model::{Gateway, Source};
use crate::settings::Settings;
use crate::topology::Topology;
use gwc_krakend::simulate::Simulation;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Input};
use gwc_syntax::value::Target;

use super::effects::walk::walk;
use super::registry::{Check, RULES};
use super::verdict;

/// The checks of all rules that apply to an input.
fn checks(input: Input) -> impl Iterator<Item = &'static Check> {
    RULES.iter().filter(move |entry| entry.rule.inputs.contains(&input)).flat_map(|entry| entry.checks)
}

/// Reports what is wrong with a gateway, as far as its model shows it.
pub fn check_gateway(gateway: &Gateway, settings: &Settings, out: &mut Diagnostics) {
    let context = Context::new(gateway, settings);
    for entry in RULES.iter().filter(|entry| entry.rule.inputs.contains(&context.input())) {
        // Where a rule looks at a configuration as KrakenD holds it, the model of that shows nothing more.
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

/// Everything there is to say about a configuration, the verdict included; equal findings are one with many places.
pub fn check_configuration(simulation: &Simulation<'_>, target: Target, input: Input) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    verdict::report(simulation.tree(), &simulation.verdict, &mut out);
    let Some(subject) = Subject::of(simulation, target) else { return out };
    walk(&subject, &mut out);
    for check in checks(input) {
        if let Check::Configuration(check) = check {
            check(&subject, &mut out);
        }
    }
    merge_equal(out)
}

/// Reports what does not fit together in host tables, manifests and the gateways among them.
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

/// Reports a ConfigMap that a build would write and Kubernetes, or `kubectl`, would refuse.
pub fn check_size(gateway: &Gateway, out: &mut Diagnostics) {
    let Some(map) = ConfigMap::of(gateway) else { return };
    for check in checks(Input::RouteFiles) {
        if let Check::Size(check) = check {
            check(&map, out);
        }
    }
}
