//! Why a value of an upstream has no effect on requests.

use std::collections::BTreeSet;

use gwc_artifact::{ApiKey, Auth, AuthKind, Endpoint, Gateway, KeyCheck, Upstream};

use crate::complete::{Proof, reaches, requires};
use crate::side::Aspect;

impl Proof<'_> {
    pub(super) fn idle_upstream(
        &self,
        name: &str,
        aspect: Aspect,
        is_one_sided: bool,
    ) -> Option<&'static str> {
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
}

/// Whether API keys of requests go to the upstream of an endpoint.
fn sends_keys(gateway: &Gateway, endpoint: &Endpoint) -> bool {
    let is_of_upstream =
        |auth: &Auth| matches!(&auth.kind, AuthKind::ApiKey(ApiKey { verify: KeyCheck::Upstream, .. }));
    gateway.auth.iter().any(|auth| requires(endpoint, &auth.name) && is_of_upstream(auth))
}
