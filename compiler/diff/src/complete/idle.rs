//! Why a value that differs has no effect on requests.

use std::collections::BTreeSet;

use gwc_artifact::{ApiKey, Auth, AuthKind, Backend, Endpoint, Gateway, KeyCheck, Upstream};

use super::{Proof, is_metered, reaches, requires};
use crate::checks;
use crate::leaves::{self, Of, Value};
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
            Of::Endpoint(_) => {
                let endpoints = [0, 1].map(|side| self.endpoint(side, pair[side]));
                let is_unreachable = |side: usize| {
                    endpoints[side].is_none_or(|endpoint| is_unanswered(self.sides[side], endpoint))
                };
                if is_unreachable(0) && is_unreachable(1) {
                    return Some("the gateway answers none of its hosts");
                }
                if is_one_sided {
                    return Some("another endpoint decides its requests alike");
                }
                let endpoints = [endpoints[0]?, endpoints[1]?];
                let is_shadowed = |side: usize| {
                    let index = pair[side].and_then(|value| match value.of {
                        Of::Endpoint(index) => Some(index),
                        _ => None,
                    });
                    index.is_some_and(|index| self.touched.shadowed[side].contains(&index))
                };
                if is_shadowed(0) && is_shadowed(1) {
                    return Some("other endpoints take all its requests");
                }
                idle_endpoint(value.aspect, endpoints)
            }
        }
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

    fn idle_upstream(&self, name: &str, aspect: Aspect, is_one_sided: bool) -> Option<&'static str> {
        match [0, 1].map(|side| self.callers(side, name).next().is_some()) {
            [false, false] => return Some("no endpoint uses it"),
            [true, true] if !is_one_sided => {}
            _ => return Some("the same hosts under another name"),
        }
        match aspect {
            _ if self.is_renamed(name, aspect) => Some("the same hosts under another name"),
            Aspect::Check if self.routes(name, sends_keys) != [true, true] => {
                Some("no endpoint that uses it accepts keys")
            }
            // A further call depends on the hosts alone.
            Aspect::Policies if self.routes(name, |_, _| true) != [true, true] => {
                Some("only further calls use it, which it does not limit")
            }
            _ => None,
        }
    }

    /// Whether an upstream has another name on the other side, and what has its name there has another one here: by all that
    /// an aspect of it is about.
    fn is_renamed(&self, name: &str, aspect: Aspect) -> bool {
        let meaning = |one: &Upstream| {
            let hosts: BTreeSet<String> = one.hosts.iter().map(|host| format!("{host:?}")).collect();
            let accepts_keys = aspect == Aspect::Check && one.accepts_keys;
            (hosts, one.external, accepts_keys, one.in_flight.filter(|_| aspect == Aspect::Policies))
        };
        let [before, after] = self.sides.map(|side| &side.gateway.upstreams);
        let has = |one: &[Upstream], other: &[Upstream]| {
            let named = one.iter().find(|one| one.name == name).map(meaning);
            named.is_some_and(|named| other.iter().any(|other| meaning(other) == named))
        };
        has(before, after) && has(after, before)
    }

    /// Whether an endpoint that requests reach sends them to an upstream by itself, on each side.
    fn routes(&self, name: &str, is_such: fn(&Gateway, &Endpoint) -> bool) -> [bool; 2] {
        [0, 1].map(|side| {
            let is_one = |one: &Endpoint| reaches(one, name) && is_such(&self.sides[side].gateway, one);
            self.users(side, is_one).any(|at| !self.is_dead(side, at))
        })
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

    /// Whether a check of the other side accepts what this one accepts. What both require and mint is compared by the
    /// endpoints that use them.
    fn accepts_alike(&self, side: usize, name: &str) -> bool {
        let meaning = |auth: &Auth| leaves::meaning(&leaves::acceptance(&auth.kind));
        let [own, other] = [side, 1 - side].map(|side| &self.sides[side].gateway.auth);
        let one = own.iter().find(|auth| auth.name == name).map(meaning);
        one.is_some_and(|one| other.iter().any(|auth| meaning(auth) == one))
    }

    fn idle_auth(&self, name: &str, value: &Value, pair: [Option<&Value>; 2]) -> Option<&'static str> {
        let is_used = |side: usize| {
            pair[side].is_some() && self.users(side, |endpoint| requires(endpoint, name)).next().is_some()
        };
        if !is_used(0) && !is_used(1) {
            return Some("no endpoint uses it");
        }
        let decides = |side: usize| {
            let gateway = &self.sides[side].gateway;
            let is_live =
                |endpoint: &Endpoint| checks::live(gateway, endpoint).iter().any(|(one, _)| *one == name);
            self.users(side, is_live).next().is_some()
        };
        if !decides(0) && !decides(1) {
            return Some("another check accepts all that it accepts");
        }
        let kind = |side: &Side| {
            side.gateway.auth.iter().find(|auth| auth.name == *name).map(|auth| leaves::meaning(&auth.kind))
        };
        let [before, after] = self.sides.map(kind);
        let other = |side: &Side, meaning: &String| {
            side.gateway.auth.iter().any(|auth| leaves::meaning(&auth.kind) == *meaning)
        };
        let is_renamed = match (&before, &after) {
            (Some(_), None) => self.accepts_alike(0, name),
            (None, Some(_)) => self.accepts_alike(1, name),
            // Two checks that changed their names.
            (Some(before), Some(after)) => other(self.sides[1], before) && other(self.sides[0], after),
            (None, None) => false,
        };
        // A check that decides on one side alone: one of the other side does the same there.
        let is_replaced = decides(0) != decides(1)
            && [0, 1].into_iter().all(|side| !decides(side) || self.accepts_alike(side, name));
        match value.aspect {
            _ if is_renamed || is_replaced => Some("the same check under another name"),
            Aspect::Headers if pair.iter().all(Option::is_some) => Some("no endpoint forwards these headers"),
            Aspect::Require => Some("the endpoints that use it require the same"),
            Aspect::Credential if self.reads_alike(name) => {
                Some("the checks of its endpoints read the same places in the same order together")
            }
            _ => None,
        }
    }

    /// Whether a check reads a credential from the same places on both sides, in any order.
    fn reads_alike(&self, name: &str) -> bool {
        let sources = |side: &Side| {
            let auth = side.gateway.auth.iter().find(|auth| auth.name == *name);
            auth.map(|auth| leaves::sources(&auth.kind))
        };
        sources(self.sides[0]) == sources(self.sides[1])
    }
}

/// Whether API keys of requests go to the upstream of an endpoint.
fn sends_keys(gateway: &Gateway, endpoint: &Endpoint) -> bool {
    let is_of_upstream =
        |auth: &Auth| matches!(&auth.kind, AuthKind::ApiKey(ApiKey { verify: KeyCheck::Upstream, .. }));
    gateway.auth.iter().any(|auth| requires(endpoint, &auth.name) && is_of_upstream(auth))
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
