//! Where both sides have the same below a place of their trees: what is equal is not walked.
//!
//! Each place has a digest of all that is below it: segments and endpoints with everything they decide. It counts only
//! where what endpoints refer to is the same on both sides.

use std::collections::HashMap;

use gwc_artifact::Gateway;

use crate::compare::held_in;
use crate::router::{Asked, Live};
use crate::side::Side;
use crate::trie::{Leaf, Node};

type Digest = [u8; 16];

/// The digests of the places of one side.
pub(crate) struct Digests {
    endpoints: Vec<Digest>,
    nodes: Vec<Digest>,
    tails: HashMap<u32, Digest>,
}

/// Whether what all endpoints share is the same on both sides.
pub(crate) fn share_all(before: &Side, after: &Side) -> bool {
    before.routing == after.routing && shared(&before.gateway) == shared(&after.gateway)
}

/// A gateway without what is compared by itself. A new field does not compile before it is sorted in here.
fn shared(gateway: &Gateway) -> impl PartialEq + '_ {
    let Gateway {
        semantics,
        krakend,
        name: _,
        listeners: _,
        hosts,
        strict_hosts,
        trusted_proxies: _,
        stripped,
        ip,
        rate_limit,
        upstreams,
        auth,
        endpoints: _,
        other_policies: _,
        operations: _,
        bots,
        cors: _,
        response_headers: _,
        store,
        // Policies of endpoints are names of these.
        quotas,
        balances,
        usage: _,
    } = gateway;
    // The records of keys may be in it.
    let held = store.as_ref().map(held_in);
    // What is answered to a path without an endpoint; the texts of answers are compared with the routing.
    let own = (
        krakend.redirects_trailing_slash || krakend.redirects_fixed_path,
        krakend.answers_other_methods,
        krakend.answers_options,
    );
    (
        bots,
        quotas,
        balances,
        (semantics, own),
        hosts,
        strict_hosts,
        (stripped, ip, held),
        rate_limit,
        upstreams,
        auth,
    )
}

impl Digests {
    pub(crate) fn of(asked: &Asked<'_>) -> Digests {
        let endpoints: Vec<Digest> =
            (0..asked.side.gateway.endpoints.len()).map(|index| endpoint(asked.side, index)).collect();
        let nodes = &asked.trie.nodes;
        let (places, tails) = (vec![Digest::default(); nodes.len()], HashMap::new());
        let mut digests = Digests { endpoints, nodes: places, tails };
        // Children come after their parents.
        for (at, node) in nodes.iter().enumerate().rev() {
            if let Some(tail) = &node.tail {
                let mut hasher = blake3::Hasher::new();
                add_leaf(&mut hasher, tail, &digests.endpoints);
                digests.tails.insert(at as u32, short(&hasher));
            }
            digests.nodes[at] = digests.node(node);
        }
        digests
    }

    fn node(&self, node: &Node) -> Digest {
        let endpoints = &self.endpoints;
        let mut hasher = blake3::Hasher::new();
        // The methods follow from the leaves.
        let Node { literals, param, here, tail, methods: _ } = node;
        let mut literals: Vec<_> = literals.iter().collect();
        literals.sort();
        for (text, child) in literals {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
            hasher.update(&self.nodes[*child as usize]);
        }
        hasher.update(b"/");
        if let Some(child) = param {
            hasher.update(&self.nodes[*child as usize]);
        }
        hasher.update(b"/");
        add_leaf(&mut hasher, here, endpoints);
        if let Some(tail) = tail {
            add_leaf(&mut hasher, tail, endpoints);
        }
        short(&hasher)
    }

    /// The digest of everything that an endpoint decides.
    pub(crate) fn endpoint(&self, index: u32) -> Digest {
        self.endpoints[index as usize]
    }

    /// The digest of all that a path can still reach from these places.
    pub(crate) fn live(&self, live: &[Live]) -> Digest {
        let mut hasher = blake3::Hasher::new();
        for live in live {
            let (tag, digest) = match live {
                Live::Node(node) => (b"n", self.nodes[*node as usize]),
                Live::Tail(node) => (b"t", self.tails.get(node).copied().unwrap_or_default()),
            };
            hasher.update(tag).update(&digest);
        }
        short(&hasher)
    }
}

fn add_leaf(hasher: &mut blake3::Hasher, leaf: &Leaf, endpoints: &[Digest]) {
    for endpoint in leaf {
        match endpoint {
            Some(endpoint) => hasher.update(&[1]).update(&endpoints[*endpoint as usize]),
            None => hasher.update(&[0]),
        };
    }
}

/// The digest of everything that an endpoint decides.
fn endpoint(side: &Side, index: usize) -> Digest {
    let parts: Vec<_> = side
        .endpoints
        .get(index)
        .into_iter()
        .flat_map(|rest| &rest.parts)
        .map(|part| (&part.name, &part.text, part.role))
        .collect();
    let text = format!("{:?} {parts:?}", side.gateway.endpoints[index]);
    short(blake3::Hasher::new().update(text.as_bytes()))
}

fn short(hasher: &blake3::Hasher) -> Digest {
    let mut digest = Digest::default();
    digest.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    digest
}
