//! Why a value that differs has no effect on requests.

mod auth;
mod upstream;

use gwc_artifact::{Backend, Endpoint};

use super::{Proof, is_metered, requires};
use crate::leaves::{Of, Value};
use crate::side::{Aspect, Side};

impl Proof<'_> {
    /// Why a value without a change has no effect.
    pub(super) fn idle(&self, pair: [Option<&Value>; 2], is_one_sided: bool) -> Option<&'static str> {
        let value = pair[1].or(pair[0])?;
        if !is_one_sided && let Some(reason) = value.spared {
            return Some(reason);
        }
        if self.is_of_dead_endpoints(&value.of) {
            return Some("no request reaches an endpoint that uses it");
        }
        match &value.of {
            Of::Idle(reason) => Some(reason),
            Of::Gateway => self.idle_gateway(value.aspect),
            Of::Auth(name) => self.idle_auth(name, value, pair),
            Of::Upstream(name) => self.idle_upstream(name, value.aspect, is_one_sided),
            of @ (Of::Quota(_) | Of::Balance(_)) => {
                let is_used = |side| self.users(side, |endpoint| is_metered(endpoint, of)).next().is_some();
                (!is_used(0) && !is_used(1)).then_some("no endpoint uses it")
            }
            Of::Endpoint(_) => self.idle_of_endpoint(value.aspect, pair, is_one_sided),
        }
    }

    fn idle_of_endpoint(
        &self,
        aspect: Aspect,
        pair: [Option<&Value>; 2],
        is_one_sided: bool,
    ) -> Option<&'static str> {
        let endpoints = [0, 1].map(|side| self.endpoint(side, pair[side]));
        let is_unreachable =
            |side: usize| endpoints[side].is_none_or(|endpoint| is_unanswered(self.sides[side], endpoint));
        if is_unreachable(0) && is_unreachable(1) {
            return Some("the gateway answers none of its hosts");
        }
        if is_one_sided {
            return Some("another endpoint decides its requests alike");
        }
        let endpoints = [endpoints[0]?, endpoints[1]?];
        let is_shadowed = |side: usize| match pair[side]?.of {
            Of::Endpoint(index) => Some(self.touched.shadowed[side].contains(&index)),
            _ => None,
        };
        if is_shadowed(0) == Some(true) && is_shadowed(1) == Some(true) {
            return Some("other endpoints take all its requests");
        }
        idle_endpoint(aspect, endpoints)
    }

    /// Whether endpoints use a value, and no request reaches any of them.
    fn is_of_dead_endpoints(&self, of: &Of) -> bool {
        let all = [0, 1].map(|side| match of {
            Of::Auth(name) => self.users(side, |endpoint| requires(endpoint, name)).collect(),
            Of::Upstream(name) => self.callers(side, name).collect(),
            Of::Quota(_) | Of::Balance(_) => {
                self.users(side, |endpoint| is_metered(endpoint, of)).collect::<Vec<u32>>()
            }
            Of::Idle(_) | Of::Gateway | Of::Endpoint(_) => Vec::new(),
        });
        let are_dead = |side: usize| all[side].iter().all(|at| self.is_dead(side, *at));
        !all.iter().all(Vec::is_empty) && are_dead(0) && are_dead(1)
    }

    /// Whether no request reaches an endpoint of a side.
    fn is_dead(&self, side: usize, at: u32) -> bool {
        let endpoint = self.sides[side].gateway.endpoints.get(at as usize);
        self.touched.shadowed[side].contains(&at)
            || endpoint.is_some_and(|endpoint| is_unanswered(self.sides[side], endpoint))
    }

    fn endpoint(&self, side: usize, value: Option<&Value>) -> Option<&Endpoint> {
        match value?.of {
            Of::Endpoint(index) => self.sides[side].gateway.endpoints.get(index as usize),
            _ => None,
        }
    }

    fn idle_gateway(&self, aspect: Aspect) -> Option<&'static str> {
        let is_empty = self.sides.iter().any(|side| side.gateway.endpoints.is_empty());
        match aspect {
            Aspect::Hosts | Aspect::Addresses | Aspect::Limits if is_empty => Some("there is no endpoint"),
            Aspect::Addresses => Some("the same addresses may call"),
            Aspect::Proxies => Some("the same addresses are trusted"),
            Aspect::Headers => Some("no endpoint forwards these headers"),
            Aspect::Hosts => Some("the same hosts are answered"),
            Aspect::Limits => Some("a limit by a parameter does not apply to a gateway"),
            _ => None,
        }
    }
}

/// Whether the gateway answers none of the hosts of an endpoint.
fn is_unanswered(side: &Side, endpoint: &Endpoint) -> bool {
    let is_known = |host: &String| side.gateway.hosts.contains(host);
    side.gateway.strict_hosts && !endpoint.hosts.is_empty() && !endpoint.hosts.iter().any(is_known)
}

/// Why a value of two endpoints that are compared with each other has no effect.
fn idle_endpoint(aspect: Aspect, [before, after]: [&Endpoint; 2]) -> Option<&'static str> {
    let own = |endpoint: &Endpoint| matches!(endpoint.backend, Backend::Respond(_));
    match aspect {
        Aspect::Headers | Aspect::Credentials | Aspect::Query | Aspect::Timeouts | Aspect::Stream
            if own(before) && own(after) =>
        {
            Some("the gateway answers itself")
        }
        Aspect::Headers => Some("these headers are forwarded anyway, or never"),
        Aspect::Credentials => Some("the credential is forwarded anyway, or not required"),
        Aspect::Credential => Some("the same credentials are accepted"),
        Aspect::Addresses => Some("the same addresses may call"),
        Aspect::Hosts => Some("the gateway answers the same of these hosts"),
        Aspect::Require => Some("the check of its credential requires the same"),
        Aspect::Limits => Some("the limit is the same, or is by a parameter that the path does not have"),
        _ => None,
    }
}
