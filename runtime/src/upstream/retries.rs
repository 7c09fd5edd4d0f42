//! Sending a request once more: one that the upstream has not seen, and, where it is declared, one that may be repeated.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use gwc_artifact::Retries;
use hyper::client::conn::TrySendError;
use hyper::{Method, Request, StatusCode};

use crate::upstream::upload::{RequestBody, Upload};

/// The body to send again, if the request may be sent again: the connection had been idle and was closed by the
/// upstream before it saw the request, or before it answered one that may be repeated (RFC 9110, section 9.2.2).
pub(crate) fn once_more(
    mut error: TrySendError<Request<RequestBody>>,
    method: &Method,
    upload: Option<&Upload>,
    reused: bool,
) -> Option<RequestBody> {
    if !reused {
        return None;
    }
    if let Some(unsent) = error.take_message() {
        return Some(unsent.into_body());
    }
    is_repeatable(method, upload).then(RequestBody::empty)
}

/// Whether a request means the same when it is sent twice, and has no body that is gone by then.
fn is_repeatable(method: &Method, upload: Option<&Upload>) -> bool {
    method.is_idempotent() && upload.is_none()
}

/// How many retries an upstream gets, over all its requests: when all of them fail, retries must not double the load.
#[derive(Debug)]
pub(crate) struct Budget {
    rules: Retries,
    /// Hundredths of retries that are left.
    left: AtomicI64,
    /// Requests that were sent again, for metrics.
    retried: AtomicU64,
}

/// The most that is saved, and what an upstream begins with, in hundredths of retries.
const LARGEST: i64 = 1000;

impl Budget {
    pub(crate) fn of(rules: Retries) -> Budget {
        Budget { rules, left: AtomicI64::new(LARGEST), retried: AtomicU64::new(0) }
    }

    /// A request begins, and earns its share.
    pub(crate) fn earn(&self) {
        let share = i64::try_from(self.rules.budget).unwrap_or(0);
        if self.left.load(Ordering::Relaxed) < LARGEST {
            self.left.fetch_add(share, Ordering::Relaxed);
        }
    }

    /// Whether a request that was sent `sent` times may be sent again.
    pub(crate) fn allows(&self, sent: u64, method: &Method, upload: Option<&Upload>) -> bool {
        if sent >= self.rules.attempts || !is_repeatable(method, upload) {
            return false;
        }
        // A retry is taken first, so that many at once cannot take the last one.
        let allowed = self.left.fetch_sub(100, Ordering::Relaxed) >= 100;
        match allowed {
            true => drop(self.retried.fetch_add(1, Ordering::Relaxed)),
            false => drop(self.left.fetch_add(100, Ordering::Relaxed)),
        }
        allowed
    }

    /// How many requests were sent again.
    pub(crate) fn retried(&self) -> u64 {
        self.retried.load(Ordering::Relaxed)
    }
}

/// Whether another attempt may come to something else.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(status, StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_stay_within_their_budget() {
        let budget = Budget::of(Retries { attempts: 3, budget: 20 });
        let allows = |sent| budget.allows(sent, &Method::GET, None);
        assert!(!allows(3), "three attempts at most");
        assert!(!budget.allows(1, &Method::POST, None), "only what may be repeated");
        assert_eq!((0..100).filter(|_| allows(1)).count(), 10, "what it begins with");
        (0..50).for_each(|_| budget.earn());
        assert_eq!((0..100).filter(|_| allows(1)).count(), 10, "a fifth of the requests");
        (0..100_000).for_each(|_| budget.earn());
        assert_eq!((0..100).filter(|_| allows(1)).count(), 10, "no more is saved");
        assert_eq!(budget.retried(), 30);
    }
}
