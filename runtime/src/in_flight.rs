//! How many requests may be under way at once: of an endpoint, and to an upstream. All cores count together.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use gwc_artifact::EndpointPolicy;

use crate::error::ProxyError;

/// A number of requests that may be under way at once.
#[derive(Debug, Clone)]
pub(crate) struct InFlight {
    most: u64,
    now: Arc<AtomicU64>,
}

/// A request that is under way. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct UnderWay(Arc<AtomicU64>);

/// The counts of a process, which outlive a reload: requests under way stay counted.
#[derive(Debug, Default)]
pub(crate) struct InFlights(Mutex<HashMap<String, Arc<AtomicU64>>>);

impl InFlights {
    /// The limit of an endpoint, by its id.
    pub(crate) fn of_endpoint(&self, id: &str, policies: &[EndpointPolicy]) -> Option<InFlight> {
        let most = policies.iter().find_map(|policy| match policy {
            EndpointPolicy::InFlight(most) => Some(*most),
            _ => None,
        })?;
        Some(self.at(format!("endpoint {id}"), most))
    }

    /// The limit of an upstream.
    pub(crate) fn of_upstream(&self, upstream: &gwc_artifact::Upstream) -> Option<InFlight> {
        Some(self.at(format!("upstream {}", upstream.name), upstream.in_flight?))
    }

    fn at(&self, what: String, most: u64) -> InFlight {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What is under way holds its count, so a count without a holder can be forgotten.
        known.retain(|_, now| Arc::strong_count(now) > 1);
        InFlight { most, now: Arc::clone(known.entry(what).or_default()) }
    }
}

impl InFlight {
    /// One request more.
    ///
    /// # Errors
    /// If the limit is reached.
    pub(crate) fn enter(&self) -> Result<UnderWay, ProxyError> {
        let entered = self
            .now
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |now| (now < self.most).then_some(now + 1));
        match entered {
            Ok(_) => Ok(UnderWay(Arc::clone(&self.now))),
            Err(_) => Err(ProxyError::TooManyInFlight),
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_while_they_last_and_over_a_reload() {
        let all = InFlights::default();
        let limit = all.at("a".to_owned(), 2);
        let (one, _two) = (limit.enter().unwrap(), limit.enter().unwrap());
        assert_eq!(limit.enter().unwrap_err(), ProxyError::TooManyInFlight);
        drop(limit);
        let limit = all.at("a".to_owned(), 2);
        assert!(limit.enter().is_err());
        assert!(all.at("b".to_owned(), 1).enter().is_ok());
        drop(one);
        assert!(limit.enter().is_ok());
    }
}
