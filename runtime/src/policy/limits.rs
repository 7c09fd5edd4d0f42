//! Rate limits: the rules of a plan, each with its buckets.

use std::hash::{Hash, Hasher};
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use gwc_artifact::{Params, Window};
use gwc_plan::{LimitKey, LimitPhase, LimitRule, LimitScope, NameSet, decoded};
use hyper::header::{HeaderMap, HeaderName};
use hyper::http::request::Parts;

use super::buckets::{Bucket, Buckets};
use super::digest::digest;
use super::identity::Identity;
use super::names::interned;
use super::windows::Sliding;
use crate::error::{Exceeded, ProxyError};
use crate::store::Take;

/// The id of the gateway's own limit: no endpoint has it, but with a chance of one in 2^64.
const WHOLE_GATEWAY: u64 = 0;

/// The limits of an endpoint, or of the gateway.
#[derive(Debug, Default)]
pub(crate) struct Limits(Vec<Rule>);

/// A limit.
#[derive(Debug)]
pub(crate) struct Rule {
    phase: LimitPhase,
    counting: Counting,
    tokens: Tokens,
    /// What its counts begin with in a store that replicas share.
    name: String,
    /// The message of its refusals, if one is declared.
    message: Option<&'static str>,
}

/// How the requests of a rule are counted.
#[derive(Debug, Clone, Copy)]
enum Counting {
    Bucket(Bucket),
    Sliding(Sliding),
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
    /// The verified API key.
    Verified,
    /// The position of the path's parameter.
    Param(usize),
}

/// One request, as limits see it.
pub(crate) struct Caller<'a> {
    address: IpAddr,
    headers: &'a HeaderMap,
    params: &'a Params<'a>,
    /// The headers that no client may set: of these, limits see what the gateway mints.
    stripped: &'a NameSet,
    /// The identity of the caller, once it is verified.
    pub(crate) identity: Option<Rc<Identity>>,
    now: Instant,
}

impl<'a> Caller<'a> {
    pub(crate) fn new(
        address: IpAddr,
        (head, params): (&'a Parts, &'a Params<'a>),
        stripped: &'a NameSet,
        now: Instant,
    ) -> Caller<'a> {
        Caller { address, headers: &head.headers, params, stripped, identity: None, now }
    }

    /// The text of a claim of the verified identity; empty if it is absent.
    pub(crate) fn claim(&self, name: &str) -> &str {
        self.identity.as_ref().map_or("", |identity| identity.claim(name))
    }

    /// The number of the verified API key; none of a caller with another credential.
    pub(crate) fn key(&self) -> Option<u64> {
        self.identity.as_ref().and_then(|identity| identity.key())
    }

    /// When the request began.
    pub(crate) fn now(&self) -> Instant {
        self.now
    }
}

impl Limits {
    /// The rules of a scope.
    pub(crate) fn of(rules: &[LimitRule], gateway: &str, buckets: &Buckets) -> Limits {
        Limits(rules.iter().filter_map(|rule| Rule::of(rule, gateway, buckets)).collect())
    }

    /// The same with a message of its refusals.
    pub(crate) fn stating(mut self, message: Option<&str>) -> Limits {
        let message = message.map(interned);
        self.0.iter_mut().for_each(|rule| rule.message = message);
        self
    }

    /// Its rules.
    pub(crate) fn rules(&self) -> &[Rule] {
        &self.0
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
    fn of(rule: &LimitRule, gateway: &str, buckets: &Buckets) -> Option<Rule> {
        let id = match rule.scope {
            LimitScope::Gateway => WHOLE_GATEWAY,
            LimitScope::Endpoint(id) | LimitScope::Credential(id) => id,
        };
        let name = format!("gwr:{gateway}:limit:{id:016x}");
        let counting = match rule.limit.window {
            Window::Bucket => Counting::Bucket(Bucket::of(rule.limit)),
            Window::Sliding => Counting::Sliding(Sliding::of(rule.limit)),
        };
        let key = match &rule.key {
            LimitKey::All => {
                let tokens = Tokens::Shared(buckets.total(id));
                return Some(Rule { phase: LimitPhase::Total, counting, tokens, name, message: None });
            }
            LimitKey::Address => Key::Address,
            LimitKey::Header(name) => Key::Header(HeaderName::try_from(name.as_str()).ok()?),
            LimitKey::Param { position, .. } => Key::Param(*position),
            LimitKey::Claim(name) => Key::Claim(name.clone()),
            LimitKey::Key => Key::Verified,
        };
        if let Counting::Bucket(bucket) = counting {
            buckets.keep_for(bucket);
        }
        let tokens = Tokens::PerCaller { key, id };
        Some(Rule { phase: rule.key.phase(), counting, tokens, name, message: None })
    }

    /// Takes its token.
    ///
    /// # Errors
    /// If the bucket is empty.
    pub(crate) fn admit(&self, caller: &Caller<'_>, buckets: &Buckets) -> Result<(), ProxyError> {
        let taken = match (&self.tokens, self.counting) {
            (Tokens::Shared(full_at), Counting::Bucket(bucket)) => {
                buckets.take_shared(bucket, full_at, caller.now)
            }
            (_, Counting::Bucket(bucket)) => buckets.take(bucket, self.id_of(caller, buckets), caller.now),
            (_, Counting::Sliding(sliding)) => {
                buckets.windows.take(sliding, self.id_of(caller, buckets), caller.now)
            }
        };
        taken.map_err(|wait| ProxyError::RateLimited(self.exceeded(Duration::from_nanos(wait))))
    }

    /// The number of the owner of the tokens: a caller, or all of them.
    fn id_of(&self, caller: &Caller<'_>, buckets: &Buckets) -> u64 {
        buckets.caller(|hash| match &self.tokens {
            Tokens::Shared(_) => self.name.hash(hash),
            Tokens::PerCaller { key, id } => {
                id.hash(hash);
                key.hash(caller, hash);
            }
        })
    }
}

impl Rule {
    /// The token of the caller in a store that replicas share. What tells callers apart is hashed: no store learns an
    /// address or a user, and no client chooses how long a key is.
    pub(crate) fn shared(&self, caller: &Caller<'_>) -> Take {
        let name = &self.name;
        let key = match &self.tokens {
            Tokens::Shared(_) => format!("{name}:total"),
            Tokens::PerCaller { key, .. } => format!("{name}:{}", digest(|hash| key.hash(caller, hash))),
        };
        let count = match self.counting {
            Counting::Bucket(bucket) => bucket.shared(),
            Counting::Sliding(sliding) => sliding.shared(),
        };
        Take { key, count }
    }

    /// When it takes its token.
    pub(crate) fn phase(&self) -> LimitPhase {
        self.phase
    }

    /// The refusal for a caller that has to wait so long.
    pub(crate) fn exceeded(&self, wait: Duration) -> Exceeded {
        let whose = match self.tokens {
            Tokens::Shared(_) => "total",
            Tokens::PerCaller { .. } => "client",
        };
        let wait = u64::try_from(wait.as_nanos()).unwrap_or(u64::MAX);
        let exceeded = match self.counting {
            Counting::Bucket(bucket) => bucket.exceeded(whose, wait),
            Counting::Sliding(sliding) => sliding.exceeded(whose, wait),
        };
        Exceeded { message: self.message, ..exceeded }
    }
}

impl Key {
    fn hash(&self, caller: &Caller<'_>, hash: &mut impl Hasher) {
        match self {
            Key::Address => network(caller.address).hash(hash),
            // All lines take effect, so that a second one is no second identity of an upstream that reads the first.
            Key::Header(name) if caller.stripped.contains(name.as_str()) => {
                let identity = caller.identity.as_deref();
                identity.and_then(|identity| identity.header(name, caller.headers)).hash(hash);
            }
            Key::Header(name) => {
                caller.headers.get_all(name).iter().for_each(|value| value.as_bytes().hash(hash));
            }
            // Callers without a token, or without the claim, share one bucket.
            Key::Claim(name) => {
                caller.claim(name).hash(hash);
            }
            // Callers with another credential share one bucket.
            Key::Verified => caller.key().hash(hash),
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
