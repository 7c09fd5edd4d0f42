//! Endpoints in KrakenD's own words, judged as a KrakenD configuration is.

use crate::load::NearbyFiles;
use crate::settings::Settings;
use crate::{read, rules};
use gwc_krakend::simulate::Simulation;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Input};
use gwc_syntax::value::Target;

/// What the rules for KrakenD configurations find in an output, the rules over the gateway that it configures included.
pub(super) fn findings(simulation: &Simulation<'_>, target: Target, settings: &Settings) -> Vec<Diagnostic> {
    let mut found = rules::check_configuration(simulation, &NearbyFiles::default(), target, Input::Krakend);
    let mut linted = Diagnostics::default();
    if let Some(gateway) = read::gateway(simulation) {
        rules::check_gateway(&gateway, settings, &mut linted);
    }
    found.extend(linted);
    found
}
