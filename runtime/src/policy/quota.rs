//! Quotas: a request takes one of the requests that its caller has in a calendar period.

use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use gwc_artifact::{EndpointPolicy, OnError, Period, QuotaKey};
use hyper::header::{HeaderMap, HeaderName, HeaderValue};

use super::digest::digest;
use super::limits::Caller;
use super::names::interned;
use crate::error::{Exceeded, ProxyError};
use crate::quota::{Current, FileCounts, Full};
use crate::store::{Count, Take};

/// A quota of the gateway.
#[derive(Debug)]
pub(crate) struct Quota {
    name: &'static str,
    key: QuotaKey,
    count: u64,
    soft: Option<u64>,
    period: Period,
    on_error: OnError,
    /// What its counts begin with, wherever they are.
    prefix: String,
}

/// What a caller has left of a quota, for the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Left {
    name: &'static str,
    count: u64,
    left: u64,
    /// The length of the period and what is left of it, in seconds.
    window: u64,
    reset: u64,
    /// Whether the soft limit is reached.
    warns: bool,
}

/// The header of answers to requests beyond the soft limit.
const WARNING: HeaderName = HeaderName::from_static("x-quota-warning");

impl Quota {
    /// The quotas of a gateway.
    pub(crate) fn all(gateway: &gwc_artifact::Gateway) -> Vec<Arc<Quota>> {
        let quota = |quota: &gwc_artifact::Quota| Quota {
            name: interned(&quota.name),
            key: quota.key.clone(),
            count: quota.count,
            soft: quota.soft,
            period: quota.period,
            on_error: quota.on_error,
            prefix: format!("gwr:{}:quota:{}", gateway.name, quota.name),
        };
        gateway.quotas.iter().map(|of| Arc::new(quota(of))).collect()
    }

    /// The quota of an endpoint.
    pub(crate) fn of(policies: &[EndpointPolicy], all: &[Arc<Quota>]) -> Option<Arc<Quota>> {
        let name = policies.iter().find_map(|policy| match policy {
            EndpointPolicy::Quota(name) => Some(name),
            _ => None,
        })?;
        // `Artifact::open` refuses a name that leads nowhere.
        all.iter().find(|quota| quota.name == name).cloned()
    }

    /// The claims that quotas tell callers apart by.
    pub(crate) fn claims(gateway: &gwc_artifact::Gateway) -> impl Iterator<Item = &str> {
        gateway.quotas.iter().filter_map(|quota| match &quota.key {
            QuotaKey::Claim(claim) => Some(claim.as_str()),
            QuotaKey::Key => None,
        })
    }

    /// What is taken of it in a store that replicas share.
    pub(crate) fn shared(&self, caller: &Caller<'_>, now: Duration) -> Take {
        let current = Current::at(self.period, now);
        let ends = current.ends.saturating_mul(1_000_000);
        Take { key: self.key(caller, current), count: Count::Period { limit: self.count, ends } }
    }

    /// Takes of a file.
    ///
    /// # Errors
    /// If the caller has none left, or no more callers can be counted.
    pub(crate) fn take(
        &self,
        caller: &Caller<'_>,
        counts: &FileCounts,
        now: Duration,
    ) -> Result<Option<Left>, ProxyError> {
        let current = Current::at(self.period, now);
        match counts.take(&self.key(caller, current), self.count, now.as_secs(), current.ends) {
            Ok(Some(left)) => Ok(Some(self.left(left, now))),
            Ok(None) => Err(self.exceeded(now)),
            Err(Full) => self.not_counted().map(|()| None),
        }
    }

    /// What happens to a request that cannot be counted.
    pub(crate) fn not_counted(&self) -> Result<(), ProxyError> {
        match self.on_error {
            OnError::Open => Ok(()),
            OnError::Closed => Err(ProxyError::StoreAway),
        }
    }

    /// What the response states for a caller with this number left.
    pub(crate) fn left(&self, left: u64, now: Duration) -> Left {
        let current = Current::at(self.period, now);
        Left {
            name: self.name,
            count: self.count,
            left,
            window: current.ends.saturating_sub(current.begins),
            reset: current.ends.saturating_sub(now.as_secs()),
            warns: self.soft.is_some_and(|soft| self.count.saturating_sub(left) >= soft),
        }
    }

    /// The refusal of a caller whose quota is used up.
    pub(crate) fn exceeded(&self, now: Duration) -> ProxyError {
        let Left { name, count, window, reset, .. } = self.left(0, now);
        let wait = reset.max(1);
        ProxyError::QuotaExceeded(Exceeded { whose: name, burst: count, window, wait, message: None })
    }

    /// Callers are hashed: no store learns an identity.
    fn key(&self, caller: &Caller<'_>, current: Current) -> String {
        let Current { begins, .. } = current;
        let account = digest(|hash| match &self.key {
            QuotaKey::Claim(claim) => caller.claim(claim).hash(hash),
            QuotaKey::Key => caller.key().hash(hash),
        });
        format!("{}:{begins}:{account}", self.prefix)
    }
}

impl Left {
    /// States it in the headers of a response.
    pub(crate) fn state(self, headers: &mut HeaderMap) {
        let Left { name, count, left, window, reset, warns } = self;
        let warning = warns.then(|| (WARNING, format!("\"{name}\";r={left};t={reset}")));
        let policy =
            (HeaderName::from_static("ratelimit-policy"), format!("\"{name}\";q={count};w={window}"));
        let limit = (HeaderName::from_static("ratelimit"), format!("\"{name}\";r={left};t={reset}"));
        for (name, value) in [policy, limit].into_iter().chain(warning) {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(name, value);
            }
        }
    }
}
