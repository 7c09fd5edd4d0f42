//! Protections that a change removes.

use std::collections::BTreeSet;

use crate::baseline::Key;
use crate::model::{Audiences, Endpoint, Extra, Gateway, Scheme, phrases};
use crate::rules::{UNCHECKED_CLAIMS, UNLISTED_PUBLIC_ROUTE, WITHOUT_BREAKER};
use gwc_syntax::diagnostic::{Diagnostic, Rule, Severity};
use gwc_syntax::source::SourceMap;

/// The two spellings of a breaker.
const BREAKERS: [&str; 2] =
    ["qos/circuit-breaker", "github.com/devopsfaith/krakend-circuitbreaker/gobreaker"];

/// The protections of some gateways at one state.
#[derive(Debug, Default)]
pub struct Protections {
    routes: BTreeSet<String>,
    /// Findings, including hidden ones.
    findings: BTreeSet<Key>,
    /// The number of endpoints that check the audience of tokens.
    audiences: usize,
    /// The number of backends with a circuit breaker.
    breakers: usize,
}

impl Protections {
    /// The protections of these gateways, with these findings.
    pub fn of<'a>(
        gateways: impl Iterator<Item = &'a Gateway>,
        findings: impl Iterator<Item = &'a Diagnostic>,
        sources: &SourceMap,
    ) -> Self {
        let findings = findings.map(|finding| Key::of(finding, sources)).collect();
        let mut all = Self { findings, ..Self::default() };
        for gateway in gateways {
            for endpoint in &gateway.endpoints {
                all.routes.insert(endpoint.key());
                all.audiences += usize::from(has_audience(gateway, endpoint));
                all.breakers +=
                    endpoint.backends().iter().filter(|backend| has_breaker(&backend.extra)).count();
            }
        }
        all
    }

    /// A gateway without a credential, audience or breaker is a note. A change that removes one must fail, so its new
    /// findings become warnings.
    pub fn weigh_lost(&self, now: &Self, introduced: &mut [Diagnostic], sources: &SourceMap) {
        for finding in introduced.iter_mut().filter(|finding| finding.severity < Severity::Warning) {
            if self.is_lost(finding, now, sources) {
                finding.severity = Severity::Warning;
                finding.notes.push("this change removes the protection".to_owned());
            }
        }
    }

    fn is_lost(&self, finding: &Diagnostic, now: &Self, sources: &SourceMap) -> bool {
        let is = |rule: &Rule| finding.rule.code == rule.code;
        is(&UNLISTED_PUBLIC_ROUTE) && self.was_gated(finding, sources)
            || is(&UNCHECKED_CLAIMS) && self.audiences > now.audiences
            || is(&WITHOUT_BREAKER) && self.breakers > now.breakers
    }

    fn was_gated(&self, finding: &Diagnostic, sources: &SourceMap) -> bool {
        let known = finding.route.as_ref().is_some_and(|route| self.routes.contains(route));
        known && !self.findings.contains(&Key::of(finding, sources))
    }
}

fn has_audience(gateway: &Gateway, endpoint: &Endpoint) -> bool {
    phrases::auths(gateway, endpoint).any(|auth| match &auth.scheme {
        Scheme::Jwt(jwt) => {
            matches!(&jwt.audiences, Audiences::List(names) | Audiences::All(names) if !names.is_empty())
        }
        _ => false,
    })
}

fn has_breaker(extra: &Extra) -> bool {
    BREAKERS.iter().any(|name| extra.get(name).is_some())
}
