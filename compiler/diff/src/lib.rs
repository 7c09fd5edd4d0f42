//! Which requests two configurations of a gateway decide otherwise, exactly: no sample, no solver.
//!
//! All paths of both sides are merged into one tree of segments. Below each of its places there is one branch for each text
//! that an endpoint of either side has there, and one for any other text. So a walk along the tree meets every class of
//! paths that either side can tell apart. For each class and method both sides are asked for the endpoint that answers, by
//! the code that answers real requests (or by the simulated router of KrakenD), and what the two endpoints decide is
//! compared field by field. Places where both sides have the same are passed over.
//!
//! What is compared is the plan that the runtime executes. Its fields are taken apart without `..`, so a new policy does not
//! compile here until it has its kind of change.
//!
//! This crate reads no file and knows no clock. A [`Place`] is a number of the caller.

mod side;
pub use side::{Aspect, Call, Gin, Idle, Part, Place, Places, Rest, Role, Routing, Side};
mod kind;
pub use kind::{Clients, Exposure, Kind};
mod region;
pub use region::{End, Part as PathPart, Region};
mod change;
pub use change::{Change, Comparison, Completeness, EndpointRef, Fingerprint, Leaf, Verdict, Witness};
mod presented;
pub use presented::{Presented, Token};
mod limit;
pub use limit::{MAX_PLACES, TooLarge};
mod trie;
mod splits;
mod router;
mod segments;
pub use router::{Outcome, Own};
mod checks;
mod view;
mod url;
mod target;
mod difference;
mod hosts;
mod compare;
mod equal;
mod walk;
mod witness;
mod group;
mod leaves;
mod complete;

/// Compares two gateways.
///
/// # Errors
/// If the paths overlap in more than [`MAX_PLACES`] ways.
pub fn compare(before: &Side, after: &Side) -> Result<Comparison, TooLarge> {
    walk::walk(before, after, MAX_PLACES).map(|walked| explained(before, after, walked))
}

/// Compares two gateways endpoint by endpoint, each on paths that no other endpoint takes from it. It has no limit: the work
/// grows with the number of endpoints and with how many of them match one path.
///
/// Not compared is which of several endpoints takes a path that they all match; where [`choose_alike`], that is the same.
pub fn compare_endpoints(before: &Side, after: &Side) -> Comparison {
    explained(before, after, walk::alone::walk_alone(before, after))
}

/// Whether two gateways have the same paths and methods, and one rule that chooses among the endpoints that match a path.
pub fn choose_alike(before: &Side, after: &Side) -> bool {
    walk::alone::choose_alike(before, after)
}

fn explained(before: &Side, after: &Side, walked: walk::Walked) -> Comparison {
    let touched = walked.touched.clone();
    let mut comparison = group::changes(walked);
    comparison.verdict.completeness = complete::explain(before, after, &comparison.changes, &touched);
    comparison
}
