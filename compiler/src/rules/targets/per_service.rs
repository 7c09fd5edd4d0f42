//! What a target approximates, once for each service: a loss, or a warning if requests fail because of it under the
//! target that runs the gateway.

use super::check::{PerService, Runtime, Subject, targets};
use crate::model::{Endpoint, phrases};
use gwc_syntax::diagnostic::{Diagnostic, Rule, Severity};
use gwc_syntax::value::Target;

/// The findings, at the names of the services.
pub(super) fn findings(
    rule: &'static Rule,
    per_service: &PerService,
    subject: &Subject<'_>,
) -> Vec<Diagnostic> {
    let failing = per_service.fails.and_then(|fails| Some((fails, subject.runtime()?)));
    let runs = |target: &Target| failing.as_ref().is_some_and(|(_, runtime)| runtime.target == *target);
    let others: Vec<Target> = subject.targets.iter().copied().filter(|target| !runs(target)).collect();
    let mut found = Vec::new();
    for (service, endpoints) in subject.gateway.services.iter().zip(subject.of_service) {
        let concerns = |e: &&Endpoint| (per_service.concerns)(subject.gateway, e);
        let concerned: Vec<&Endpoint> = endpoints.iter().copied().filter(concerns).collect();
        let Some(first) = concerned.first() else { continue };
        let place = service.name.span;
        if let Some((fails, runtime)) = &failing {
            let message = fails(subject, first, runtime) + &count(&service.name.value, &concerned);
            found.push(failure(rule.at(place, message), runtime, first).help(per_service.help));
        }
        if !others.is_empty() {
            let names = targets(&others);
            let endpoints = phrases::endpoints(&concerned);
            let message = format!("{endpoints} in {names}: {}", (per_service.what)(first));
            found.push(rule.at(place, message).route(first.key()).help(per_service.help));
        }
    }
    found
}

/// The line of `runs` is a place of the finding of each service, so a comment there suppresses all of them.
fn failure(finding: Diagnostic, runtime: &Runtime, endpoint: &Endpoint) -> Diagnostic {
    let name = runtime.target.name();
    finding
        .severity(Severity::Warning)
        .related(runtime.span, format!("`{name}` runs the gateway"))
        .route(endpoint.key())
        // A baseline with the loss of a target that does not run does not cover this one.
        .detail(format!("under {name}"))
}

/// The number of endpoints, unless the message names the only one.
fn count(service: &str, endpoints: &[&Endpoint]) -> String {
    match endpoints.len() {
        1 => String::new(),
        count => format!(" ({count} endpoints of `{service}`)"),
    }
}
