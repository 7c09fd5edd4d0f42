//! What does not fit together among the inputs of a run.

use super::compiled::Compiled;
use crate::model::Gateway;
use crate::settings::Settings;
use crate::topology::manifests::Manifest;
use crate::topology::{Served, Topology};
use crate::{codes, rules};
use gwc_syntax::diagnostic::Diagnostics;

/// Checks gateways, host tables and manifests against each other.
pub(super) fn check(compiled: &Compiled, settings: &Settings) -> Diagnostics {
    let mut out = duplicate_gateways(compiled);
    rules::check_topology(&compiled.topology(settings), &mut out);
    out
}

/// Checks manifests against the one gateway that they run.
pub fn check_manifests(gateway: &Gateway, manifests: &[Manifest]) -> Diagnostics {
    let mut out = Diagnostics::default();
    // The settings and host tables were checked with the gateway.
    let settings = &Settings::default();
    let served = vec![Served { gateway, from: None }];
    rules::check_topology(&Topology { settings, tables: &[], manifests, served, artifacts: &[] }, &mut out);
    out
}

/// Outputs are written to a folder with the name of the gateway, so names must be unique.
fn duplicate_gateways(compiled: &Compiled) -> Diagnostics {
    let mut out = Diagnostics::default();
    let gateways = compiled.gateways.iter().filter_map(|(_, c)| c.gateway.as_ref());
    let mut named: Vec<_> = gateways.map(|g| &g.name).collect();
    named.sort_by(|a, b| (&a.value, a.span).cmp(&(&b.value, b.span)));
    for pair in named.windows(2) {
        if pair[0].value == pair[1].value && !pair[0].value.is_empty() {
            out.push(
                codes::DUPLICATE_NAME
                    .at(pair[1].span, format!("duplicate gateway name `{}`", pair[1].value))
                    .related(pair[0].span, "first defined here")
                    .help(
                        "rename one of them; the outputs of a gateway are written to a folder with its name",
                    ),
            );
        }
    }
    out
}
