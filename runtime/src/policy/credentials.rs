//! Credentials: which source decides, whether its value is accepted, and the identity of the caller.
//!
//! The first source that is present decides, in the order of the plan; a credential that fails is not rescued by another.
//! Of the checks that read it, the first decides that accepts it.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use gwc_artifact::{ApiKey, AuthKind, ClientKey, Jwt, Requirement, Set, Shared};
use gwc_plan::CredentialPlan;
use gwc_token::{Refused, Token};
use hyper::header::{HeaderMap, HeaderValue};

use super::balance::Balance;
use super::identity::{Identity, Wanted};
use super::quota::Quota;
use super::require::{Demand, Demands};
use super::source::Source;
use super::verified::{By, Verified};
use crate::error::{ProxyError, Unauthorized};
use crate::keys::{KeyStore, KeyStores};

/// The checks of a gateway.
pub(crate) struct Checks {
    by_name: Vec<Arc<Check>>,
    wanted: Arc<Wanted>,
}

/// A credential check.
#[derive(Debug)]
pub(crate) struct Check {
    name: String,
    /// Differs between any two checks of the process, also of gateways that follow each other.
    number: u64,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Jwt {
        jwt: Jwt,
        keys: Arc<KeyStore>,
        wanted: Arc<Wanted>,
    },
    /// The upstream verifies the key; here only its prefix is known.
    ApiKey(ApiKey),
}

/// What an endpoint asks of its callers.
#[derive(Debug, Default)]
pub(crate) struct Credentials {
    /// Where credentials are read from, in order. Empty: anyone may call.
    sources: Vec<Read>,
    /// What the endpoint requires of a token, beside what its check requires.
    demand: Option<Demand>,
}

#[derive(Debug)]
struct Read {
    source: Source,
    /// The checks that read it, in order.
    checks: Vec<Arc<Check>>,
}

/// What a look at the caller's credential comes to.
enum Outcome {
    /// Nothing of the gateway's is known of the caller: the endpoint is public, or an upstream verifies the key.
    Unidentified,
    Identified(Rc<Identity>),
    /// Newer sets of these keys may have the token's.
    NeedsKeys(Vec<Arc<KeyStore>>, ProxyError),
}

impl Checks {
    pub(crate) fn of(gateway: &gwc_artifact::Gateway, stores: &KeyStores) -> Checks {
        static NUMBERS: AtomicU64 = AtomicU64::new(1);
        let wanted = Arc::new(Wanted { limited: limited_claims(gateway), demands: Demands::of(gateway) });
        let check = |auth: &gwc_artifact::Auth| Check {
            name: auth.name.clone(),
            number: NUMBERS.fetch_add(1, Ordering::Relaxed),
            kind: match &auth.kind {
                AuthKind::Jwt(jwt) => Kind::Jwt {
                    keys: stores.at(&jwt.jwks_url),
                    jwt: jwt.clone(),
                    wanted: Arc::clone(&wanted),
                },
                AuthKind::ApiKey(key) => Kind::ApiKey(key.clone()),
            },
        };
        Checks { by_name: gateway.auth.iter().map(|auth| Arc::new(check(auth))).collect(), wanted }
    }
}

/// The claims that quotas and balances are of, and those in usage records.
fn priced_claims(gateway: &gwc_artifact::Gateway) -> impl Iterator<Item = &str> {
    let of_usage = gateway.usage.iter().flat_map(|usage| [usage.org.as_str(), usage.user.as_str()]);
    Quota::claims(gateway).chain(Balance::claims(gateway)).chain(of_usage)
}

/// The claims that limits tell callers apart by, and those of priced requests.
fn limited_claims(gateway: &gwc_artifact::Gateway) -> Vec<String> {
    let endpoints = gateway.endpoints.iter().map(|endpoint| &*endpoint.rate_limit);
    let keys =
        std::iter::once(&gateway.rate_limit).chain(endpoints).filter_map(|limit| limit.per_client.as_ref());
    let mut names: Vec<String> = priced_claims(gateway).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    for key in keys {
        if let ClientKey::Claim(name) = &key.key
            && !names.contains(name)
        {
            names.push(name.clone());
        }
    }
    names
}

impl Credentials {
    pub(crate) fn of(
        plan: &CredentialPlan,
        require: &Shared<Set<Requirement>>,
        checks: &Checks,
    ) -> Credentials {
        let CredentialPlan::AnyOf(wanted) = plan else { return Credentials::default() };
        let read = |source: &gwc_plan::Source| {
            let reading = wanted.iter().filter(|check| check.reads.contains(source));
            let known =
                |check: &gwc_plan::Check| checks.by_name.iter().find(|known| known.name == check.name);
            // `Artifact::open` refuses the name of a check that the artifact does not have.
            Read { source: Source::of(source), checks: reading.filter_map(known).cloned().collect() }
        };
        Credentials {
            sources: plan.reads().into_iter().map(read).collect(),
            demand: checks.wanted.demands.find(require),
        }
    }

    /// Checks the credential of a request. `None` is a caller of whom the gateway knows nothing: the endpoint is public, or
    /// an upstream verifies the key.
    ///
    /// # Errors
    /// 401 if there is no credential, or it does not pass; 403 if it lacks what is required; 503 if no key was fetched
    /// yet.
    pub(crate) async fn verify(
        &self,
        headers: &HeaderMap,
        verified: &Verified,
    ) -> Result<Option<Rc<Identity>>, ProxyError> {
        if self.sources.is_empty() {
            return Ok(None);
        }
        match self.look(headers, verified)? {
            Outcome::Unidentified => Ok(None),
            Outcome::Identified(identity) => self.admit(identity).map(Some),
            // Rare, and much larger than all else that a request keeps.
            Outcome::NeedsKeys(keys, _) => Box::pin(self.look_again(headers, verified, keys)).await,
        }
    }

    /// Whatever check accepts a token, its claims are the same.
    fn admit(&self, identity: Rc<Identity>) -> Result<Rc<Identity>, ProxyError> {
        match self.demand.and_then(|demand| identity.lack_of(demand)) {
            Some(lack) => Err(ProxyError::Forbidden(lack)),
            None => Ok(identity),
        }
    }

    async fn look_again(
        &self,
        headers: &HeaderMap,
        verified: &Verified,
        keys: Vec<Arc<KeyStore>>,
    ) -> Result<Option<Rc<Identity>>, ProxyError> {
        // The first attempt that ends may have begun before the issuer published the key.
        let mut failed = ProxyError::KeysAway;
        for _ in 0..2 {
            let mut refreshed = false;
            for store in &keys {
                refreshed |= store.refreshed().await;
            }
            match self.look(headers, verified)? {
                Outcome::Unidentified => return Ok(None),
                Outcome::Identified(identity) => return self.admit(identity).map(Some),
                Outcome::NeedsKeys(_, error) => failed = error,
            }
            if !refreshed {
                break;
            }
        }
        Err(failed)
    }

    fn look(&self, headers: &HeaderMap, verified: &Verified) -> Result<Outcome, ProxyError> {
        let present = self.sources.iter().find(|read| read.source.is_present(headers));
        let read = present.ok_or(Unauthorized::Absent)?;
        let value = read.source.value(headers)?;
        if read.takes_key(value) {
            return Ok(Outcome::Unidentified);
        }
        let mut outcome = Err(Unauthorized::Key.into());
        for check in &read.checks {
            let Kind::Jwt { jwt, keys, wanted } = &check.kind else { continue };
            let found = verify_token(value, check.number, jwt, keys, wanted, verified);
            outcome = match (outcome, found) {
                (_, found @ Ok(Outcome::Identified(_))) => return found,
                (outcome, found) => nearer(outcome, found),
            };
        }
        outcome
    }
}

/// Of two checks that do not accept a token, the result that is nearer to it: one that knows whose it is, then one that
/// may know with newer keys.
fn nearer(
    one: Result<Outcome, ProxyError>,
    other: Result<Outcome, ProxyError>,
) -> Result<Outcome, ProxyError> {
    match (one, other) {
        (Err(ProxyError::Forbidden(lack)), _) | (_, Err(ProxyError::Forbidden(lack))) => {
            Err(ProxyError::Forbidden(lack))
        }
        (Ok(Outcome::NeedsKeys(mut keys, error)), Ok(Outcome::NeedsKeys(more, other))) => {
            keys.extend(more);
            Ok(Outcome::NeedsKeys(keys, if error == ProxyError::KeysAway { error } else { other }))
        }
        (needs @ Ok(_), _) => needs,
        (_, other) => other,
    }
}

impl Read {
    /// Whether the value is a key of a check that reads this.
    fn takes_key(&self, value: &str) -> bool {
        let takes = |check: &Arc<Check>| match &check.kind {
            Kind::ApiKey(key) => key.prefixes.iter().any(|prefix| value.starts_with(prefix.as_str())),
            Kind::Jwt { .. } => false,
        };
        self.checks.iter().any(takes)
    }
}

fn verify_token(
    text: &str,
    check: u64,
    jwt: &Jwt,
    store: &Arc<KeyStore>,
    wanted: &Wanted,
    verified: &Verified,
) -> Result<Outcome, ProxyError> {
    let Some(fetched) = store.newest() else {
        // A token that no key could verify costs the issuer nothing.
        Token::parse(text).map_err(Unauthorized::Token)?;
        return Ok(Outcome::NeedsKeys(vec![Arc::clone(store)], ProxyError::KeysAway));
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let by = By { check, keys: fetched.generation };
    if let Some(identity) = verified.get(text, by, now) {
        return identified(identity);
    }
    let token = Token::parse(text).map_err(Unauthorized::Token)?;
    match gwc_token::verify(&token, &fetched.keys, jwt, now) {
        Ok(claims) => {
            let identity = Rc::new(Identity::of(&claims.all, jwt, wanted)?);
            verified.keep(text, by, claims.until, &identity);
            identified(identity)
        }
        Err(Refused::UnknownKey) => {
            Ok(Outcome::NeedsKeys(vec![Arc::clone(store)], Unauthorized::Token(Refused::UnknownKey).into()))
        }
        Err(refused) => Err(Unauthorized::Token(refused).into()),
    }
}

/// A token that is valid, and may lack what its check requires.
fn identified(identity: Rc<Identity>) -> Result<Outcome, ProxyError> {
    match identity.lack() {
        Some(lack) => Err(ProxyError::Forbidden(lack)),
        None => Ok(Outcome::Identified(identity)),
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
