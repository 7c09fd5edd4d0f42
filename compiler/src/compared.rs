//! Gateways as the sides of a comparison: what each of them decides where it runs, and where its author wrote that.
//!
//! A gateway of route files is compared as the program that runs it reads it: for a JSON target that is the JSON that a
//! build writes, read back. What the target drops is then dropped here too.

mod artifact;
mod components;
mod deploy;
mod json;
mod krakend;
mod manifests;
mod places;
mod prepared;
mod router;
mod routes;

use crate::kube;
use crate::model::{Gateway, Source};
use gwc_syntax::value::Target;

pub use artifact::of_artifact;
pub use json::of_json;
pub(crate) use krakend::pattern;
pub use prepared::Prepared;
pub use routes::of_routes as of_policies;

/// The side of a gateway under a target; without one under what runs it: `deploy.runs`, else the first target that it
/// names. A KrakenD configuration runs in KrakenD.
///
/// # Errors
/// What the target cannot hold, in a sentence.
pub fn of_model(gateway: &Gateway, target: Option<Target>) -> Result<Prepared, String> {
    let target = target.or_else(|| target_of(gateway)).unwrap_or(Target::Gwr);
    match (gateway.source, target) {
        (Source::Krakend, Target::Gwr) => Ok(routes::of_configuration(gateway)),
        (Source::Krakend, target) => Ok(krakend::prepared(gateway, target)),
        (Source::Routes, Target::Gwr) => routes::of_routes(gateway),
        (Source::Routes, target) => json::read_back(gateway, target),
    }
}

fn target_of(gateway: &Gateway) -> Option<Target> {
    let runs = kube::workload(gateway).map(|workload| workload.target);
    runs.or_else(|| gateway.targets.iter().map(|target| target.value).min())
}
