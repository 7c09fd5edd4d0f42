//! Why a value of a check has no effect on requests.

use gwc_artifact::{Auth, Endpoint};

use crate::checks;
use crate::complete::{Proof, requires};
use crate::leaves::{self, Value};
use crate::side::{Aspect, Side};

impl Proof<'_> {
    pub(super) fn idle_auth(
        &self,
        name: &str,
        value: &Value,
        pair: [Option<&Value>; 2],
    ) -> Option<&'static str> {
        let is_used = |side: usize| {
            pair[side].is_some() && self.users(side, |endpoint| requires(endpoint, name)).next().is_some()
        };
        if !is_used(0) && !is_used(1) {
            return Some("no endpoint uses it");
        }
        let decides = [0, 1].map(|side| self.decides(side, name));
        if decides == [false, false] {
            return Some("another check accepts all that it accepts");
        }
        // A check that decides on one side alone: one of the other side does the same there.
        let is_replaced = decides[0] != decides[1]
            && [0, 1].into_iter().all(|side| !decides[side] || self.accepts_alike(side, name));
        match value.aspect {
            _ if is_replaced || self.has_other_name(name) => Some("the same check under another name"),
            Aspect::Headers if pair.iter().all(Option::is_some) => Some("no endpoint forwards these headers"),
            Aspect::Require => Some("the endpoints that use it require the same"),
            Aspect::Credential if self.reads_alike(name) => {
                Some("the checks of its endpoints read the same places in the same order together")
            }
            _ => None,
        }
    }

    /// Whether a check decides about a request of some endpoint.
    fn decides(&self, side: usize, name: &str) -> bool {
        let gateway = &self.sides[side].gateway;
        let is_live =
            |endpoint: &Endpoint| checks::live(gateway, endpoint).iter().any(|(one, _)| *one == name);
        self.users(side, is_live).next().is_some()
    }

    /// Whether the check of this name has another one on the other side; of two checks, whether each has.
    fn has_other_name(&self, name: &str) -> bool {
        let kind = |side: &Side| {
            side.gateway.auth.iter().find(|auth| auth.name == *name).map(|auth| leaves::meaning(&auth.kind))
        };
        let is_among = |side: &Side, meaning: &String| {
            side.gateway.auth.iter().any(|auth| leaves::meaning(&auth.kind) == *meaning)
        };
        match self.sides.map(kind) {
            [Some(_), None] => self.accepts_alike(0, name),
            [None, Some(_)] => self.accepts_alike(1, name),
            [Some(before), Some(after)] => {
                is_among(self.sides[1], &before) && is_among(self.sides[0], &after)
            }
            [None, None] => false,
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

    /// Whether a check reads a credential from the same places on both sides, in any order.
    fn reads_alike(&self, name: &str) -> bool {
        let sources = |side: &Side| {
            let auth = side.gateway.auth.iter().find(|auth| auth.name == *name);
            auth.map(|auth| leaves::sources(&auth.kind))
        };
        sources(self.sides[0]) == sources(self.sides[1])
    }
}
