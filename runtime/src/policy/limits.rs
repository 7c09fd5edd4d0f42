//! Rate limits: the rules of a plan, each with its buckets.

use std::hash::{Hash, Hasher};
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

use gwc_artifact::Params;
use gwc_plan::{LimitKey, LimitPhase, LimitRule, LimitScope, decoded};
use hyper::header::{HeaderMap, HeaderName};
use hyper::http::request::Parts;

use super::buckets::{Bucket, Buckets};
use super::identity::Identity;
use crate::error::ProxyError;

/// The id of the gateway's own limit: no endpoint has it, but with a chance of one in 2^64.
const WHOLE_GATEWAY: u64 = 0;

/// The limits of an endpoint, or of the gateway.
#[derive(Debug, Default)]
pub(crate) struct Limits(Vec<Rule>);

#[derive(Debug)]
struct Rule {
    phase: LimitPhase,
    bucket: Bucket,
    tokens: Tokens,
}

/// Where the tokens of a rule are.
#[derive(Debug)]
enum Tokens {
    /// In one bucket for all callers.
    Shared(Arc<AtomicU64>),
    /// In the buckets of callers; `id` tells the callers of this rule from those of others.
    PerCaller { key: Key, id: u64 },
}

/// What tells callers apart.
#[derive(Debug)]
enum Key {
    Address,
    Header(HeaderName),
    /// A claim of the verified token.
    Claim(String),
    /// The position of the path's parameter.
    Param(usize),
}

/// One request, as limits see it.
pub(crate) struct Caller<'a> {
    address: IpAddr,
    headers: &'a HeaderMap,
    params: &'a Params<'a>,
    /// The identity of the caller, once it is verified.
    pub(crate) identity: Option<Rc<Identity>>,
    now: Instant,
}

impl<'a> Caller<'a> {
    pub(crate) fn new(
        address: IpAddr,
        head: &'a Parts,
        params: &'a Params<'a>,
        now: tokio::time::Instant,
    ) -> Caller<'a> {
        Caller { address, headers: &head.headers, params, identity: None, now: now.into() }
    }
}

impl Limits {
    /// The rules of a scope.
    pub(crate) fn of(rules: &[LimitRule], buckets: &Buckets) -> Limits {
        Limits(rules.iter().filter_map(|rule| Rule::of(rule, buckets)).collect())
    }

    /// Takes the tokens of one phase.
    ///
    /// # Errors
    /// If a bucket is empty.
    pub(crate) fn admit(
        &self,
        phase: LimitPhase,
        caller: &Caller<'_>,
        buckets: &Buckets,
    ) -> Result<(), ProxyError> {
        self.0.iter().filter(|rule| rule.phase == phase).try_for_each(|rule| rule.admit(caller, buckets))
    }
}

impl Rule {
    fn of(rule: &LimitRule, buckets: &Buckets) -> Option<Rule> {
        let id = match rule.scope {
            LimitScope::Gateway => WHOLE_GATEWAY,
            LimitScope::Endpoint(id) => id,
        };
        let bucket = Bucket::of(rule.limit);
        let key = match &rule.key {
            LimitKey::All => {
                let tokens = Tokens::Shared(buckets.total(id));
                return Some(Rule { phase: LimitPhase::Total, bucket, tokens });
            }
            LimitKey::Address => Key::Address,
            LimitKey::Header(name) => Key::Header(HeaderName::try_from(name.as_str()).ok()?),
            LimitKey::Param { position, .. } => Key::Param(*position),
            LimitKey::Claim(name) => Key::Claim(name.clone()),
        };
        buckets.keep_for(bucket);
        Some(Rule { phase: rule.key.phase(), bucket, tokens: Tokens::PerCaller { key, id } })
    }

    fn admit(&self, caller: &Caller<'_>, buckets: &Buckets) -> Result<(), ProxyError> {
        let taken = match &self.tokens {
            Tokens::Shared(full_at) => buckets.take_shared(self.bucket, full_at, caller.now),
            Tokens::PerCaller { key, id } => {
                let caller_id = buckets.caller(|hash| {
                    id.hash(hash);
                    key.hash(caller, hash);
                });
                buckets.take_of(self.bucket, caller_id, caller.now)
            }
        };
        taken.map_err(ProxyError::RateLimited)
    }
}

impl Key {
    fn hash(&self, caller: &Caller<'_>, hash: &mut impl Hasher) {
        match self {
            Key::Address => network(caller.address).hash(hash),
            // All lines take effect, so that a second one is no second identity of an upstream that reads the first.
            Key::Header(name) => {
                caller.headers.get_all(name).iter().for_each(|value| value.as_bytes().hash(hash));
            }
            // Callers without a token, or without the claim, share one bucket.
            Key::Claim(name) => {
                caller.identity.as_ref().map_or("", |identity| identity.claim(name)).hash(hash);
            }
            Key::Param(position) => {
                decoded(caller.params.get(*position).unwrap_or_default())
                    .for_each(|byte| hash.write_u8(byte));
            }
        }
    }
}

/// The host or network an address belongs to: a host of IPv4, or a network of IPv6, whose hosts name themselves
/// (RFC 4941).
fn network(address: IpAddr) -> u64 {
    match address {
        IpAddr::V4(address) => u64::from(address.to_bits()),
        IpAddr::V6(address) => (address.to_bits() >> 64) as u64,
    }
}
