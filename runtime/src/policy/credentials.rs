//! Credentials: which source decides, whether its value is accepted, and the identity of the caller.
//!
//! The first source that is present decides, in the order of the plan; a credential that fails is not rescued by another.
//! Of the checks that read it, the first decides that accepts it.

use std::rc::Rc;
use std::sync::Arc;

use gwc_artifact::{Requirement, Set, Shared};
use gwc_plan::CredentialPlan;
use hyper::header::{HeaderMap, HeaderValue};

use super::api_key::For;
use super::buckets::Buckets;
use super::checks::{Check, Checks, Kind};
use super::identity::{Identity, Wanted};
use super::limits::{Caller, Limits, Rule};
use super::outcome::{Outcome, Stale, nearer};
use super::require::Demand;
use super::source::Source;
use super::verified::Verified;
use crate::error::{ProxyError, Unauthorized};
use crate::store::SharedStore;

/// What an endpoint asks of its callers.
#[derive(Debug, Default)]
pub(crate) struct Credentials {
    /// Where credentials are read from, in order. Empty: anyone may call.
    sources: Vec<Read>,
    /// Whether a request without any of them passes.
    is_optional: bool,
    /// What the endpoint requires of claims, beside what its check requires.
    demand: Option<Demand>,
    wanted: Arc<Wanted>,
}

#[derive(Debug)]
struct Read {
    source: Source,
    /// The checks that read it, in order.
    checks: Vec<Arc<Check>>,
}

/// A caller whose credential is accepted.
#[derive(Debug, Default)]
pub(crate) struct Admitted {
    /// Absent where the gateway knows nothing of the caller: the endpoint is public, an upstream verifies the key, or
    /// no caller could.
    pub(crate) identity: Option<Rc<Identity>>,
    /// The check that accepts it; none on a public endpoint.
    by: Option<Arc<Check>>,
    /// The limit that the one key has for itself.
    own: Limits,
}

/// What the core that serves a request has for its credential.
#[derive(Clone, Copy)]
pub(crate) struct OfCore<'a> {
    pub(crate) verified: &'a Verified,
    /// The store that replicas share.
    pub(crate) store: Option<&'a SharedStore>,
}

/// What a look at the caller's credential comes to.
enum Seen {
    Admitted(Admitted),
    /// Newer sets of these keys may have the token's.
    NeedsKeys(Vec<Stale>, ProxyError),
    /// A service decides.
    Ask(Arc<Check>),
    /// The record of the key is in the store.
    Find(Arc<Check>, String),
}

impl Credentials {
    pub(crate) fn of(
        plan: &CredentialPlan,
        require: &Shared<Set<Requirement>>,
        checks: &Checks,
    ) -> Credentials {
        let wanted = plan.checks();
        let read = |source: &gwc_plan::Source| {
            let reading = wanted.iter().filter(|check| check.reads.contains(source));
            let known =
                |check: &gwc_plan::Check| checks.by_name.iter().find(|known| known.name == check.name);
            // `Artifact::open` refuses the name of a check that the artifact does not have.
            Read { source: Source::of(source), checks: reading.filter_map(known).cloned().collect() }
        };
        Credentials {
            sources: plan.reads().into_iter().map(read).collect(),
            is_optional: matches!(plan, CredentialPlan::Optional(_)),
            demand: checks.wanted.demands.find(require),
            wanted: Arc::clone(&checks.wanted),
        }
    }

    /// Checks the credential of a request.
    ///
    /// # Errors
    /// 401 if there is no credential, or it does not pass; 403 if it lacks what is required; 503 if no key was fetched
    /// yet, or what checks it is not there.
    pub(crate) async fn verify(&self, headers: &HeaderMap, core: OfCore<'_>) -> Result<Admitted, ProxyError> {
        if self.sources.is_empty() {
            return Ok(Admitted::default());
        }
        match self.look(headers, core.verified)? {
            Seen::Admitted(admitted) => self.demanded(admitted),
            // Rare, and much larger than all else that a request keeps.
            Seen::NeedsKeys(keys, _) => Box::pin(self.look_again(headers, core, keys)).await,
            Seen::Ask(check) => Box::pin(self.ask(headers, check)).await,
            Seen::Find(check, key) => Box::pin(self.find(check, &key, core)).await,
        }
    }

    /// Whatever check accepts a token, its claims are the same.
    fn demanded(&self, admitted: Admitted) -> Result<Admitted, ProxyError> {
        let Some(demand) = self.demand else { return Ok(admitted) };
        match admitted.identity.as_ref().map(|identity| identity.lack_of(demand)) {
            Some(None) => Ok(admitted),
            Some(Some(lack)) => Err(ProxyError::Forbidden(lack)),
            // Nobody is known to hold what is required.
            None => Err(ProxyError::Forbidden(crate::error::Lack::Claim)),
        }
    }

    async fn look_again(
        &self,
        headers: &HeaderMap,
        core: OfCore<'_>,
        mut stale: Vec<Stale>,
    ) -> Result<Admitted, ProxyError> {
        // The first attempt that ends may have begun before the issuer published the key.
        let mut failed = ProxyError::KeysAway;
        for _ in 0..2 {
            let mut refreshed = false;
            for Stale { keys, seen } in &stale {
                refreshed |= keys.newer_than(*seen).await;
            }
            match self.look(headers, core.verified)? {
                Seen::Admitted(admitted) => return self.demanded(admitted),
                Seen::NeedsKeys(still, error) => (stale, failed) = (still, error),
                Seen::Ask(check) => return self.ask(headers, check).await,
                Seen::Find(check, key) => return self.find(check, &key, core).await,
            }
            if !refreshed {
                break;
            }
        }
        Err(failed)
    }

    async fn ask(&self, headers: &HeaderMap, check: Arc<Check>) -> Result<Admitted, ProxyError> {
        let Kind::External(external) = &check.kind else { return Err(Unauthorized::Absent.into()) };
        let identity = external.ask(headers).await?.map(Rc::new);
        self.demanded(Admitted::by(&check, identity))
    }

    /// Verifies a key by its record in the store.
    async fn find(&self, check: Arc<Check>, key: &str, core: OfCore<'_>) -> Result<Admitted, ProxyError> {
        let Kind::Key(_, keys) = &check.kind else { return Err(Unauthorized::Key.into()) };
        match keys.find(key, self.on_behalf_of(&check, core.verified), core.store).await? {
            Outcome::Identified(identity) => {
                let own = keys.limits(&identity);
                self.demanded(Admitted { own, ..Admitted::by(&check, Some(identity)) })
            }
            Outcome::NeedsKeys(_, error) => Err(error),
        }
    }

    fn on_behalf_of<'a>(&'a self, check: &Check, verified: &'a Verified) -> For<'a> {
        For { check: check.number, wanted: &self.wanted, verified }
    }

    fn look(&self, headers: &HeaderMap, verified: &Verified) -> Result<Seen, ProxyError> {
        let present = self.sources.iter().find(|read| read.source.is_present(headers));
        let read = match present {
            Some(read) => read,
            None if self.is_optional => return Ok(Seen::Admitted(Admitted::default())),
            None => return Err(Unauthorized::Absent.into()),
        };
        if let Some(admitted) = read.known(headers, verified) {
            return Ok(Seen::Admitted(admitted));
        }
        let asked = read.checks.iter().find(|check| matches!(check.kind, Kind::External(_)));
        if let Some(check) = asked
            && read.checks.iter().all(|check| matches!(check.kind, Kind::External(_)))
        {
            // The service reads the header itself, also one of several lines.
            return Ok(Seen::Ask(Arc::clone(check)));
        }
        match (read.source.value(headers), asked) {
            (Ok(value), _) => self.seen(read, value, asked, verified),
            // No token and no key: only the service may know it.
            (Err(Unauthorized::Scheme), Some(check)) => Ok(Seen::Ask(Arc::clone(check))),
            (Err(refused), _) => Err(refused.into()),
        }
    }

    /// What the checks of a source make of its value. `asked` is the one of them that asks a service: the last resort.
    fn seen(
        &self,
        read: &Read,
        value: &str,
        asked: Option<&Arc<Check>>,
        verified: &Verified,
    ) -> Result<Seen, ProxyError> {
        // What begins as a key is one: no other check may accept it.
        if let Some(check) = read.checks.iter().find(|check| check.is_of_key(value.as_bytes())) {
            let Kind::Key(_, key) = &check.kind else {
                return Ok(Seen::Admitted(Admitted::by(check, None)));
            };
            return match key.verify(value, self.on_behalf_of(check, verified))? {
                Some(Outcome::Identified(identity)) => {
                    let own = key.limits(&identity);
                    Ok(Seen::Admitted(Admitted { own, ..Admitted::by(check, Some(identity)) }))
                }
                Some(Outcome::NeedsKeys(_, error)) => Err(error),
                None => Ok(Seen::Find(Arc::clone(check), value.to_owned())),
            };
        }
        let mut outcome = Err(Unauthorized::Key.into());
        for check in &read.checks {
            let Kind::Token(token) = &check.kind else { continue };
            match token.verify(value, check.number, &self.wanted, verified) {
                Ok(Outcome::Identified(identity)) => {
                    return Ok(Seen::Admitted(Admitted::by(check, Some(identity))));
                }
                found => outcome = nearer(outcome, found),
            }
        }
        match (outcome, asked) {
            (Err(ProxyError::Unauthorized(_)), Some(check)) => Ok(Seen::Ask(Arc::clone(check))),
            (Ok(Outcome::NeedsKeys(keys, error)), _) => Ok(Seen::NeedsKeys(keys, error)),
            (Ok(Outcome::Identified(_)), _) => Err(Unauthorized::Key.into()),
            (Err(error), _) => Err(error),
        }
    }
}

impl Read {
    /// The caller of a token that the first check for tokens verified before. Only text was verified, so these bytes are
    /// not read again.
    fn known(&self, headers: &HeaderMap, verified: &Verified) -> Option<Admitted> {
        let value = self.source.bytes(headers)?;
        let mut first = None;
        for check in &self.checks {
            match &check.kind {
                Kind::Token(token) if first.is_none() => first = Some((check, token)),
                _ if check.is_of_key(value) => return None,
                _ => {}
            }
        }
        let (check, token) = first?;
        let identity = token.known(value, check.number, verified)?;
        Some(Admitted::by(check, Some(identity)))
    }
}

impl Check {
    /// Whether a value begins as the keys of this check do.
    fn is_of_key(&self, value: &[u8]) -> bool {
        match &self.kind {
            Kind::Opaque(prefixes) | Kind::Key(prefixes, _) => {
                prefixes.iter().any(|prefix| value.starts_with(prefix.as_bytes()))
            }
            Kind::Token(_) | Kind::External(_) => false,
        }
    }
}

impl Admitted {
    /// A caller whom a check accepts, with no limit for the one key.
    fn by(check: &Arc<Check>, identity: Option<Rc<Identity>>) -> Admitted {
        Admitted { identity, by: Some(Arc::clone(check)), own: Limits::default() }
    }

    /// Checks the page that a request with this credential comes from.
    ///
    /// # Errors
    /// 403 where the credential has origins, and the page is of none of them.
    pub(crate) fn check_origin(&self, headers: &HeaderMap) -> Result<(), ProxyError> {
        self.by.as_ref().map_or(Ok(()), |check| check.origins.check(headers))
    }

    /// The limits of the credential, beside those of the endpoint: that of the one key before those that all with such a
    /// credential share.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.own.rules().iter().chain(self.by.iter().flat_map(|check| check.limits.rules()))
    }

    /// Takes the tokens of those.
    ///
    /// # Errors
    /// 429 if a bucket is empty.
    pub(crate) fn admit(&self, caller: &Caller<'_>, buckets: &Buckets) -> Result<(), ProxyError> {
        self.rules().try_for_each(|rule| rule.admit(caller, buckets))
    }
}

/// The `WWW-Authenticate` of a refusal (RFC 6750, section 3): a token is required, or the token is not valid. It does not
/// state why, because that would help an attacker.
pub(crate) fn challenge(refused: Unauthorized) -> HeaderValue {
    HeaderValue::from_static(match refused {
        Unauthorized::Absent => "Bearer",
        _ => r#"Bearer error="invalid_token""#,
    })
}
