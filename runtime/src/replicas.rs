//! The limits and the quota of a request in the store of all replicas: all in one round trip, after credentials.
//!
//! Limits by address were taken in this process before: a flood from one address costs neither a signature check nor a
//! round trip each. What the process admits by them is never less than what the store would.

use gwc_artifact::StoreError;
use gwc_plan::LimitPhase;

use crate::error::ProxyError;
use crate::gateway::{Endpoint, Gateway};
use crate::policy::credentials::Admitted;
use crate::policy::limits::{Caller, Rule};
use crate::policy::quota::Left;
use crate::store::{SharedStore, Verdict};

/// Takes the tokens of all limits and one of the quota, or nothing; answers what is left of the quota.
///
/// # Errors
/// If a bucket is empty, the quota is used up, or the store is not available and requests are refused then.
pub(crate) async fn admit(
    gateway: &Gateway,
    endpoint: &Endpoint,
    admitted: &Admitted,
    caller: &Caller<'_>,
    store: &SharedStore,
) -> Result<Option<Left>, ProxyError> {
    let rules: Vec<&Rule> = admitted.rules().chain(gateway.rules(endpoint)).collect();
    let quota = endpoint.quota.as_deref();
    let now = gateway.clock.unix();
    let limits = rules.iter().map(|rule| rule.shared(caller));
    let takes: Vec<_> = limits.chain(quota.map(|quota| quota.shared(caller, now))).collect();
    if takes.is_empty() {
        return Ok(None);
    }
    match store.take(&takes, caller.now()).await {
        Verdict::Taken(left) => {
            let left = left.get(rules.len()).copied();
            Ok(quota.zip(left).map(|(quota, left)| quota.left(left, now)))
        }
        Verdict::Refused { at, wait } => Err(match (rules.get(at), quota) {
            (Some(rule), _) => ProxyError::RateLimited(rule.exceeded(wait)),
            (None, Some(quota)) => quota.exceeded(now),
            (None, None) => ProxyError::StoreAway,
        }),
        Verdict::Away(on_error) => {
            if !rules.is_empty() {
                without((gateway, endpoint), admitted, caller, on_error)?;
            }
            quota.map_or(Ok(()), |quota| quota.not_counted()).map(|()| None)
        }
    }
}

/// What is declared for limits while the store is away.
fn without(
    (gateway, endpoint): (&Gateway, &Endpoint),
    admitted: &Admitted,
    caller: &Caller<'_>,
    on_error: StoreError,
) -> Result<(), ProxyError> {
    match on_error {
        StoreError::Open => Ok(()),
        StoreError::Closed => Err(ProxyError::StoreAway),
        StoreError::Local => {
            admitted.admit(caller, &gateway.counting.buckets)?;
            gateway.admit(LimitPhase::Caller, endpoint, caller)?;
            gateway.admit(LimitPhase::Total, endpoint, caller)
        }
    }
}
