//! What endpoints and checks require of the claims of a verified token. It is decided once for each token: a request
//! reads the result.

use gwc_artifact::{Gateway, Requirement, Set, Shared};
use gwc_token::Object;

use crate::error::Lack;

/// What the endpoints of a gateway require, each set once.
#[derive(Debug, Default)]
pub(crate) struct Demands(Vec<Shared<Set<Requirement>>>);

/// Which set of [`Demands`] an endpoint requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Demand(usize);

/// What a token lacks, of each set that an endpoint may require.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Lacks(Box<[Option<Lack>]>);

impl Demands {
    pub(crate) fn of(gateway: &Gateway) -> Demands {
        let mut sets: Vec<Shared<Set<Requirement>>> = Vec::new();
        for endpoint in gateway.endpoints.iter().filter(|endpoint| !endpoint.require.is_empty()) {
            if !sets.contains(&endpoint.require) {
                sets.push(endpoint.require.clone());
            }
        }
        Demands(sets)
    }

    /// The place of a set that an endpoint of the gateway requires; none for an empty one.
    pub(crate) fn find(&self, require: &Shared<Set<Requirement>>) -> Option<Demand> {
        self.0.iter().position(|known| known == require).map(Demand)
    }

    /// What verified claims lack of each.
    pub(crate) fn lacks(&self, claims: &Object) -> Lacks {
        Lacks(self.0.iter().map(|set| lack(claims, set)).collect())
    }
}

impl Lacks {
    /// What the token lacks of a set. A set that was not looked at is lacking.
    pub(crate) fn of(&self, demand: Demand) -> Option<Lack> {
        self.0.get(demand.0).copied().unwrap_or(Some(Lack::Claim))
    }

    /// Bytes it takes in memory.
    pub(crate) fn size(&self) -> usize {
        size_of_val(&*self.0)
    }
}

/// The first thing that the claims lack.
pub(crate) fn lack(claims: &Object, require: &[Requirement]) -> Option<Lack> {
    let missing = require.iter().find(|requirement| !gwc_token::holds(claims, requirement))?;
    Some(match missing {
        Requirement::Role(_) => Lack::Role,
        Requirement::Scope(_) => Lack::Scope,
        Requirement::Claim(_) => Lack::Claim,
    })
}
