//! Policies at work: one policy, one file, built once from the plans of `gwc-plan`, which decide what they do.
//!
//! A file holds what its policy does with a request and, where there is something to do, with the response. In which
//! order they apply, and why, is in `request.rs`.

pub(crate) mod target;
pub(crate) mod compat;
pub(crate) mod credentials;
pub(crate) mod checks;
pub(crate) mod outcome;
pub(crate) mod token;
pub(crate) mod api_key;
pub(crate) mod external;
pub(crate) mod origins;
pub(crate) mod identity;
pub(crate) mod require;
pub(crate) mod minted;
pub(crate) mod source;
pub(crate) mod verified;
pub(crate) mod limits;
pub(crate) mod digest;
pub(crate) mod windows;
pub(crate) mod quota;
pub(crate) mod balance;
pub(crate) mod names;
#[cfg(test)]
mod many_keys;
pub(crate) mod max_body;
pub(crate) mod heartbeat;
pub(crate) mod bots;
pub(crate) mod cors;
pub(crate) mod header_edits;
pub(crate) mod respond;
pub(crate) mod dialect;
pub(crate) mod buckets;
pub(crate) mod rewrite;
pub(crate) mod timeouts;
pub(crate) mod balancing;
pub(crate) mod delivery;
pub(crate) mod split;
pub(crate) mod headers;
pub(crate) mod forwarded;
pub(crate) mod framing;
pub(crate) mod unenforced;

use gwc_artifact::EndpointPolicy;

/// Whether a policy of endpoints is enforced. An artifact with another is refused.
pub(crate) fn is_enforced(policy: &EndpointPolicy) -> bool {
    match policy {
        EndpointPolicy::MaxBody(_)
        | EndpointPolicy::Dialect(_)
        | EndpointPolicy::Heartbeat(_)
        | EndpointPolicy::Cors(_)
        | EndpointPolicy::RequestHeaders(_)
        | EndpointPolicy::ResponseHeaders(_)
        | EndpointPolicy::InFlight(_)
        | EndpointPolicy::Quota(_)
        | EndpointPolicy::Balance(_)
        | EndpointPolicy::Split(_)
        | EndpointPolicy::Breaker(_) => true,
        EndpointPolicy::Bots(rules) => bots::compile(rules).is_ok(),
    }
}
