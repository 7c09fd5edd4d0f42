//! What a rule about targets looks for, and where its findings go.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use gwc_artifact::EndpointPolicy;

use super::routed::Routed;
use crate::kube::workload;
use crate::model::{Auth, AuthId, Endpoint, Gateway, ServiceId};
use gwc_syntax::diagnostic::{Diagnostic, Rule};
use gwc_syntax::source::Span;
use gwc_syntax::value::Target;

/// How a capability is found in a gateway, for the targets that do not have it.
#[derive(Debug)]
pub struct Check {
    /// What is reported.
    pub rule: &'static Rule,
    /// What happens in such a target, as a clause.
    pub does: &'static str,
    pub(super) find: Find,
}

/// Where findings go.
#[derive(Debug)]
pub(super) enum Find {
    /// One finding for each service, at its name, of all its endpoints that are concerned.
    PerService(PerService),
    /// Findings at the values that are concerned.
    Places(fn(&Subject<'_>) -> Vec<Diagnostic>),
}

/// What a target approximates of endpoints.
#[derive(Debug, Clone, Copy)]
pub(super) struct PerService {
    pub(super) concerns: fn(&Gateway, &Endpoint) -> bool,
    /// What happens in the targets, as a clause.
    pub(super) what: fn(&Endpoint) -> String,
    /// What to do.
    pub(super) help: &'static str,
    /// A sentence about one endpoint that contains the target and a request, where requests fail because of it under
    /// the target that runs the gateway.
    pub(super) fails: Option<Failure>,
}

/// The message about an endpoint whose requests fail.
pub(super) type Failure = fn(&Subject<'_>, &Endpoint, &Runtime) -> String;

/// The target that `deploy.runs` sets.
#[derive(Debug)]
pub(super) struct Runtime {
    pub(super) target: Target,
    /// The place of `deploy.runs`.
    pub(super) span: Span,
}

impl Check {
    /// Whether requests fail because of what it finds.
    pub fn fails(&self) -> bool {
        matches!(self.find, Find::PerService(PerService { fails: Some(_), .. }))
    }
}

impl Runtime {
    /// The target for a sentence about what happens in it.
    pub(super) fn named(&self) -> String {
        format!("target `{}`, which `deploy.runs` sets", self.target.name())
    }
}

/// A gateway, and the targets that do not have the capability.
#[derive(Debug)]
pub(super) struct Subject<'a> {
    pub(super) gateway: &'a Gateway,
    pub(super) targets: Vec<Target>,
    /// Its endpoints by service, for findings that are of a service.
    pub(super) of_service: &'a [Vec<&'a Endpoint>],
    /// The paths that the JSON targets route, which few findings need.
    routed: OnceCell<Routed<'a>>,
}

/// The endpoints of each service, in the order of the services.
pub(super) fn by_service(gateway: &Gateway) -> Vec<Vec<&Endpoint>> {
    let mut of_service: Vec<Vec<&Endpoint>> = vec![Vec::new(); gateway.services.len()];
    for endpoint in &gateway.endpoints {
        if let Some(ServiceId(id)) = endpoint.service {
            of_service[id as usize].push(endpoint);
        }
    }
    of_service
}

impl<'a> Subject<'a> {
    pub(super) fn new(
        gateway: &'a Gateway,
        targets: Vec<Target>,
        of_service: &'a [Vec<&'a Endpoint>],
    ) -> Self {
        Self { gateway, targets, of_service, routed: OnceCell::new() }
    }

    /// The target that `deploy.runs` sets, if it is one of the targets of the subject.
    pub(super) fn runtime(&self) -> Option<Runtime> {
        let span = self.gateway.deploy.as_ref()?.runs.as_ref()?.span;
        let target = workload(self.gateway)?.target;
        self.has(target).then_some(Runtime { target, span })
    }

    /// The paths that the JSON targets route.
    pub(super) fn routed(&self) -> &Routed<'a> {
        self.routed.get_or_init(|| Routed::of(self.gateway))
    }

    /// The targets for a sentence.
    pub(super) fn names(&self) -> String {
        targets(&self.targets)
    }

    /// Whether this is one of the targets.
    pub(super) fn has(&self, target: Target) -> bool {
        self.targets.contains(&target)
    }

    /// The auths that endpoints accept, in the order of the gateway, each with these endpoints.
    pub(super) fn auths_in_use(&self) -> impl Iterator<Item = (&'a Auth, Vec<&'a Endpoint>)> {
        let gateway = self.gateway;
        let mut used: BTreeMap<AuthId, Vec<&Endpoint>> = BTreeMap::new();
        for endpoint in &gateway.endpoints {
            let auths = endpoint.credential.value.auths();
            auths.iter().for_each(|id| used.entry(*id).or_default().push(endpoint));
        }
        used.into_iter().map(|(id, endpoints)| (gateway.auth(id), endpoints))
    }

    /// A finding that the targets drop a protection. A comment on the line of a target suppresses it.
    pub(super) fn unprotected(&self, rule: &'static Rule, span: Span, message: String) -> Diagnostic {
        let listed = self.gateway.targets.iter().filter(|listed| self.has(listed.value));
        let mut finding = rule.at(span, message);
        for target in listed {
            let name = target.value.name();
            // A gateway without `targets` has all of them; their place is the name of the gateway.
            let label = match target.span == self.gateway.name.span {
                true => format!("`{name}` is a target, because `targets` is not set"),
                false => format!("`{name}` is a target here"),
            };
            finding = finding.related(target.span, label);
        }
        finding
    }

    /// Where the values of one policy are written, each with the first endpoint that has it.
    pub(super) fn policies(&self, is: fn(&EndpointPolicy) -> bool) -> BTreeMap<Span, &'a Endpoint> {
        let mut places = BTreeMap::new();
        for endpoint in &self.gateway.endpoints {
            for policy in endpoint.policies.iter().filter(|policy| is(&policy.value)) {
                places.entry(self.gateway.span(policy.origin)).or_insert(endpoint);
            }
        }
        places
    }
}

/// Targets for a sentence, such as "target `gwr`".
pub(super) fn targets(targets: &[Target]) -> String {
    let noun = if targets.len() == 1 { "target" } else { "targets" };
    format!("{noun} {}", names(targets.iter().map(Target::to_string)))
}

/// Names for a sentence: `` `hanzo` and `krakend-ce@2.13.8` ``.
pub(super) fn names(names: impl Iterator<Item = String>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}
