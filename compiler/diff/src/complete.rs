//! The proof that every changed value is explained: by a change of requests, or because it has no effect on them.

mod idle;

use std::collections::BTreeSet;

use gwc_artifact::{Backend, Endpoint, EndpointPolicy};

use crate::change::{Change, Completeness, Leaf};
use crate::kind::Kind;
use crate::leaves::{self, Of, Value};
use crate::side::{Aspect, Side};
use crate::walk::Touched;

/// Explains what differs.
pub(crate) fn explain(before: &Side, after: &Side, changes: &[Change], touched: &Touched) -> Completeness {
    let (old, new) = leaves::both(before, after);
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let proof = Proof { sides: [before, after], changes, touched };
    let mut completeness = Completeness::default();
    for name in names {
        let pair = [old.get(name), new.get(name)];
        if pair[0].map(|value| &value.text) == pair[1].map(|value| &value.text) {
            continue;
        }
        completeness.changed += 1;
        match proof.of(pair) {
            Explained::Changes => completeness.explained += 1,
            Explained::Idle(reason) => {
                completeness.idle.push(Leaf { name: name.clone(), reason: reason.to_owned() });
            }
            Explained::Not => {
                completeness.unexplained.push(Leaf { name: name.clone(), reason: String::new() });
            }
        }
    }
    completeness
}

enum Explained {
    Changes,
    Idle(&'static str),
    Not,
}

struct Proof<'p> {
    sides: [&'p Side; 2],
    changes: &'p [Change],
    touched: &'p Touched,
}

impl Proof<'_> {
    fn of(&self, pair: [Option<&Value>; 2]) -> Explained {
        let Some(value) = pair[1].or(pair[0]) else { return Explained::Not };
        if let Of::Idle(reason) = value.of {
            return Explained::Idle(reason);
        }
        let is_one_sided = pair.iter().any(Option::is_none);
        if self.is_changed(pair, is_one_sided) {
            return Explained::Changes;
        }
        if !is_one_sided && pair[0].map(|value| &value.meaning) == pair[1].map(|value| &value.meaning) {
            return Explained::Idle("another word for the same");
        }
        self.idle(pair, is_one_sided).map_or(Explained::Not, Explained::Idle)
    }

    /// Whether a change of requests is about this value.
    fn is_changed(&self, pair: [Option<&Value>; 2], is_one_sided: bool) -> bool {
        pair.into_iter().enumerate().any(|(side, value)| {
            let Some(Value { of, aspect, .. }) = value else { return false };
            match of {
                Of::Idle(_) => false,
                Of::Gateway => self.changes.iter().any(|change| change.kind.aspect() == *aspect),
                Of::Endpoint(index) => self.kinds(side, *index).any(|kind| {
                    is_one_sided || kind.aspect() == Aspect::Route || concerns(kind.aspect(), *aspect)
                }),
                Of::Auth(name) => self
                    .users(side, |endpoint| requires(endpoint, name))
                    .any(|index| self.kinds(side, index).any(is_about_checks)),
                Of::Upstream(name) => self.callers(side, name).any(|index| {
                    self.kinds(side, index).any(|kind| {
                        matches!(
                            kind.aspect(),
                            Aspect::Upstream
                                | Aspect::Answer
                                | Aspect::Route
                                | Aspect::Parts
                                | Aspect::Policies
                        )
                    })
                }),
                Of::Quota(_) | Of::Balance(_) => {
                    self.users(side, |endpoint| is_metered(endpoint, of)).any(|index| {
                        self.kinds(side, index)
                            .any(|kind| matches!(kind.aspect(), Aspect::Policies | Aspect::Route))
                    })
                }
            }
        })
    }

    fn kinds(&self, side: usize, endpoint: u32) -> impl Iterator<Item = Kind> {
        let touched = [&self.touched.before, &self.touched.after][side];
        touched.get(&endpoint).into_iter().flatten().copied()
    }

    fn users<'a>(
        &'a self,
        side: usize,
        uses: impl Fn(&Endpoint) -> bool + 'a,
    ) -> impl Iterator<Item = u32> + 'a {
        let endpoints = self.sides[side].gateway.endpoints.iter().zip(0..);
        endpoints.filter(move |(endpoint, _)| uses(endpoint)).map(|(_, index)| index)
    }

    /// The endpoints that send requests to an upstream.
    fn callers<'a>(&'a self, side: usize, name: &'a str) -> impl Iterator<Item = u32> + 'a {
        let calls = move |index: usize| {
            let rest = self.sides[side].endpoints.get(index);
            rest.is_some_and(|rest| rest.calls.iter().any(|call| *call.upstream == *name))
        };
        let endpoints = self.sides[side].gateway.endpoints.iter().zip(0_u32..);
        let found = endpoints.filter(move |(endpoint, at)| reaches(endpoint, name) || calls(*at as usize));
        found.map(|(_, index)| index)
    }
}

/// Whether changes of one aspect explain values of another.
fn concerns(of_change: Aspect, of_value: Aspect) -> bool {
    of_change == of_value
        || match of_value {
            Aspect::Credential => is_of_checks(of_change),
            Aspect::Headers => matches!(of_change, Aspect::Credentials | Aspect::Check | Aspect::Credential),
            Aspect::Credentials => matches!(of_change, Aspect::Headers | Aspect::Credential),
            Aspect::Answer => matches!(of_change, Aspect::Upstream | Aspect::Parts),
            // A circuit breaker is a policy of `gwr`, and a component of KrakenD.
            Aspect::Policies => matches!(of_change, Aspect::Parts | Aspect::Upstream | Aspect::Headers),
            Aspect::Require => of_change == Aspect::Credential,
            Aspect::Query | Aspect::Timeouts | Aspect::Stream => of_change == Aspect::Answer,
            _ => false,
        }
}

/// Whether a change may be about a check of a credential: what verifies keys may be an upstream.
fn is_about_checks(kind: Kind) -> bool {
    matches!(kind, Kind::KeyVerifierChanged | Kind::DialectChanged) || is_of_checks(kind.aspect())
}

fn is_of_checks(aspect: Aspect) -> bool {
    matches!(
        aspect,
        Aspect::Check
            | Aspect::Limits
            | Aspect::Parts
            | Aspect::Require
            | Aspect::Headers
            | Aspect::Credentials
            | Aspect::Credential
            | Aspect::Route
    )
}

/// Whether requests of an endpoint take from a quota, or need a balance.
fn is_metered(endpoint: &Endpoint, of: &Of) -> bool {
    endpoint.policies.iter().any(|policy| match (policy, of) {
        (EndpointPolicy::Quota(one), Of::Quota(name)) => one == name,
        (EndpointPolicy::Balance(one), Of::Balance(name)) => one == name,
        _ => false,
    })
}

fn requires(endpoint: &Endpoint, name: &str) -> bool {
    endpoint.credential.checks().iter().any(|one| **one == *name)
}

fn reaches(endpoint: &Endpoint, name: &str) -> bool {
    let Backend::Upstream { upstream, .. } = &endpoint.backend else { return false };
    **upstream == *name || leaves::split(endpoint).iter().any(|target| target.upstream == *name)
}
