//! What a gateway must fulfil beyond its types, asked alike when an artifact is written and when it is opened.

use std::cmp::Ordering;

use crate::canonical::by_place;
use crate::check_credential;
use crate::check_policy;
use crate::check_traffic;
use crate::conditions::Check;
use crate::endpoint::{Backend, Credential, Endpoint};
use crate::error::EncodeError;
use crate::gateway::{Gateway, OtherPolicy, PolicyScope};
use crate::limit::{ClientKey, RateLimit};
use crate::path::PathPattern;
use crate::policy::{Auth, EndpointPolicy};
use crate::respond::Respond;
use crate::split::SplitTarget;
use crate::values::Shared;

/// Checks a gateway whose lists are [sorted](crate::canonical::sorted): they are, and every policy is one.
pub(crate) fn gateway(gateway: &Gateway) -> Result<(), EncodeError> {
    check_policy::hosts(&gateway.hosts).map_err(invalid("the gateway"))?;
    check_policy::rate_limit(&gateway.rate_limit).map_err(invalid("the gateway"))?;
    limit_key(&gateway.rate_limit, None).map_err(invalid("the gateway"))?;
    check_policy::admin(gateway).map_err(invalid("the gateway"))?;
    let tls = gateway.listeners.iter().filter_map(|listener| listener.tls.as_ref());
    tls.into_iter().try_for_each(check_traffic::listener).map_err(invalid("the gateway"))?;
    gateway.stripped.check().map_err(invalid("the gateway"))?;
    gateway.cors.iter().try_for_each(check_traffic::cors).map_err(invalid("the gateway"))?;
    check_traffic::edits(&gateway.response_headers).map_err(invalid("the gateway"))?;
    check_traffic::bots(&gateway.bots).map_err(invalid("the gateway"))?;
    if let Some(store) = &gateway.store {
        check_policy::store(store).map_err(invalid("the store"))?;
    }
    check_policy::operations(&gateway.operations).map_err(invalid("the gateway"))?;
    for upstream in &gateway.upstreams {
        check_policy::upstream(upstream).map_err(invalid(format!("upstream `{}`", upstream.name)))?;
    }
    for auth in &gateway.auth {
        check_credential::auth(auth)
            .and_then(|()| check_credential::keys_in_store(auth, gateway.store.as_ref()))
            .map_err(invalid(format!("auth `{}`", auth.name)))?;
        // Else a client could set what upstreams take for verified.
        if auth.kind.headers().iter().any(|minted| !gateway.stripped.has(&minted.header)) {
            let reason = "it mints a header that the gateway does not remove from requests of clients";
            return Err(invalid(format!("auth `{}`", auth.name))(reason));
        }
    }
    ascending(
        &gateway.upstreams,
        |one, other| one.name.cmp(&other.name),
        |one| format!("upstream `{}`", one.name),
    )?;
    for quota in &gateway.quotas {
        check_policy::quota(quota).map_err(invalid(format!("quota `{}`", quota.name)))?;
    }
    ascending(
        &gateway.quotas,
        |one, other| one.name.cmp(&other.name),
        |one| format!("quota `{}`", one.name),
    )?;
    for balance in &gateway.balances {
        check_policy::balance(balance).map_err(invalid(format!("balance `{}`", balance.name)))?;
    }
    ascending(
        &gateway.balances,
        |one, other| one.name.cmp(&other.name),
        |one| format!("balance `{}`", one.name),
    )?;
    if let Some(usage) = &gateway.usage {
        check_policy::usage(usage).map_err(invalid("the usage records"))?;
    }
    if !gateway.quotas.is_empty() && gateway.store.is_none() {
        return Err(invalid("the gateway")("it has quotas, and no store that keeps them"));
    }
    ascending(&gateway.auth, |one, other| one.name.cmp(&other.name), |one| format!("auth `{}`", one.name))?;
    ascending(&gateway.endpoints, by_place, key)?;
    let mut endpoints = Endpoints { gateway, before: None, sample: String::new() };
    gateway.endpoints.iter().try_for_each(|endpoint| endpoints.check(endpoint))?;
    let ids = ids(gateway)?;
    gateway.other_policies.iter().try_for_each(|policy| other_policy(policy, &ids))
}

/// The check of endpoints, one after the other.
struct Endpoints<'g> {
    gateway: &'g Gateway,
    /// The endpoint before, whose shared values have passed.
    before: Option<&'g Endpoint>,
    /// Scratch for templates.
    sample: String,
}

impl<'g> Endpoints<'g> {
    fn check(&mut self, endpoint: &'g Endpoint) -> Result<(), EncodeError> {
        let fail = |reason: String| EncodeError::Invalid { item: key(endpoint), reason };
        let ensure = |check: Check| check.map_err(|reason| fail(reason.to_owned()));
        endpoint.path.check().map_err(|error| fail(error.to_string()))?;
        ensure(check_policy::hosts(&endpoint.hosts))?;
        let before = self.before.replace(endpoint);
        ensure(shared(
            &endpoint.rate_limit,
            before.map(|before| &before.rate_limit),
            check_policy::rate_limit,
        ))?;
        ensure(shared(&endpoint.timeouts, before.map(|before| &before.timeouts), check_policy::timeouts))?;
        ensure(shared(&endpoint.forward, before.map(|before| &before.forward), check_policy::forward))?;
        ensure(shared(&endpoint.policies, before.map(|before| &before.policies), check_policy::policies))?;
        ensure(shared(&endpoint.require, before.map(|before| &before.require), check_policy::requirements))?;
        ensure(limit_key(&endpoint.rate_limit, Some(&endpoint.path)))?;
        self.credential(endpoint)?;
        self.named(endpoint)?;
        let params = endpoint.path.params().count();
        let (upstream, path) = match &endpoint.backend {
            Backend::Upstream { upstream, path, .. } => (upstream, path),
            Backend::Respond(Respond::Health | Respond::NotImplemented) => return Ok(()),
            Backend::Respond(Respond::Fixed(fixed)) => return ensure(check_traffic::fixed(fixed)),
            Backend::Respond(Respond::Redirect(redirect)) => {
                ensure(check_traffic::redirect(redirect))?;
                return ensure(redirect.path.check(params, endpoint.path.has_tail(), &mut self.sample));
            }
        };
        if !self.has_upstream(upstream) {
            return Err(unknown(format!("upstream `{upstream}`"), endpoint));
        }
        ensure(path.check(params, endpoint.path.has_tail(), &mut self.sample))
    }

    fn has_upstream(&self, name: &str) -> bool {
        self.gateway.upstreams.binary_search_by(|known| known.name.as_str().cmp(name)).is_ok()
    }

    /// Policies that are a name refer to what the gateway has.
    fn named(&self, endpoint: &Endpoint) -> Result<(), EncodeError> {
        for policy in endpoint.policies.iter() {
            let (what, name, found) = match policy {
                EndpointPolicy::Quota(name) => {
                    ("quota", name, self.gateway.quotas.iter().any(|quota| quota.name == *name))
                }
                EndpointPolicy::Balance(name) => {
                    ("balance", name, self.gateway.balances.iter().any(|balance| balance.name == *name))
                }
                EndpointPolicy::Split(targets) => {
                    let is_unknown = |target: &&SplitTarget| !self.has_upstream(&target.upstream);
                    match targets.iter().find(is_unknown) {
                        Some(target) => ("upstream", &target.upstream, false),
                        None => continue,
                    }
                }
                _ => continue,
            };
            if !found {
                return Err(unknown(format!("{what} `{name}`"), endpoint));
            }
        }
        Ok(())
    }

    fn credential(&self, endpoint: &Endpoint) -> Result<(), EncodeError> {
        let minted = &endpoint.forward.minted;
        let names = endpoint.credential.checks();
        if endpoint.credential == Credential::Public {
            requires(endpoint, &[])?;
            return mints(endpoint, minted, &[]);
        }
        let fail = |reason: &str| EncodeError::Invalid { item: key(endpoint), reason: reason.to_owned() };
        if names.is_empty() {
            return Err(fail("its credential is any of no checks"));
        }
        let mut auths = Vec::with_capacity(names.len());
        for (i, name) in names.iter().enumerate() {
            if names[..i].contains(name) {
                return Err(fail("its credential names a check twice"));
            }
            let found = self.gateway.auth.binary_search_by(|auth| auth.name.as_str().cmp(name));
            let found = found.ok().and_then(|at| self.gateway.auth.get(at));
            auths.push(found.ok_or_else(|| unknown(format!("auth `{name}`"), endpoint))?);
        }
        // Of a request without a credential, no claim is known.
        requires(endpoint, if endpoint.credential.is_open() { &[] } else { &auths })?;
        mints(endpoint, minted, &auths)
    }
}

/// A requirement of the endpoint is of claims, so each check has them.
fn requires(endpoint: &Endpoint, auths: &[&Auth]) -> Result<(), EncodeError> {
    let claims = !auths.is_empty() && auths.iter().all(|auth| auth.kind.has_claims());
    if endpoint.require.is_empty() || claims {
        return Ok(());
    }
    let reason = "it requires claims, and its credential may have none".to_owned();
    Err(EncodeError::Invalid { item: key(endpoint), reason })
}

/// Checks a value, unless it is that of the endpoint before: most are.
fn shared<T>(value: &Shared<T>, before: Option<&Shared<T>>, check: impl Fn(&T) -> Check) -> Check {
    if before.is_some_and(|before| before.is(value)) { Ok(()) } else { check(value) }
}

/// Every header is minted by one of the checks.
fn mints(endpoint: &Endpoint, headers: &[String], auths: &[&Auth]) -> Result<(), EncodeError> {
    match headers.iter().find(|header| !check_policy::mints(auths, header)) {
        Some(header) => Err(EncodeError::Invalid {
            item: key(endpoint),
            reason: format!("no check of its credential mints `{header}`"),
        }),
        None => Ok(()),
    }
}

/// `path` is that of the endpoint; the gateway's own limit has none.
fn limit_key(limit: &RateLimit, path: Option<&PathPattern>) -> Check {
    let Some(client) = &limit.per_client else { return Ok(()) };
    match &client.key {
        ClientKey::Param(name) if !path.is_some_and(|path| path.params().any(|param| param == name)) => {
            Err("its limit is for each value of a parameter that its path does not have")
        }
        _ => Ok(()),
    }
}

/// The ids of the endpoints, in order: unique.
fn ids(gateway: &Gateway) -> Result<Vec<u64>, EncodeError> {
    let mut ids: Vec<u64> = gateway.endpoints.iter().map(|endpoint| endpoint.id).collect();
    ids.sort_unstable();
    let twice = ids.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
    let Some(endpoint) = gateway.endpoints.iter().rev().find(|endpoint| Some(endpoint.id) == twice) else {
        return Ok(ids);
    };
    Err(EncodeError::Duplicate { item: format!("id {:016x} of {}", endpoint.id, key(endpoint)) })
}

/// `ids` are those of all endpoints, in order.
fn other_policy(policy: &OtherPolicy, ids: &[u64]) -> Result<(), EncodeError> {
    let item = || format!("policy `{}`", policy.name);
    let invalid = |reason: &str| Err(EncodeError::Invalid { item: item(), reason: reason.to_owned() });
    match &policy.scope {
        _ if policy.name.is_empty() => invalid("it has no name"),
        PolicyScope::Gateway => Ok(()),
        PolicyScope::Endpoints(attached) if attached.is_empty() => invalid("it is attached to no endpoint"),
        PolicyScope::Endpoints(attached) => match attached.iter().find(|id| ids.binary_search(id).is_err()) {
            Some(id) => Err(EncodeError::Unknown { item: format!("endpoint {id:016x}"), used_by: item() }),
            None => Ok(()),
        },
    }
}

/// Each item is behind the one before it.
fn ascending<T>(
    items: &[T],
    order: impl Fn(&T, &T) -> Ordering,
    describe: impl Fn(&T) -> String,
) -> Result<(), EncodeError> {
    let Some(pair) = items.windows(2).find(|pair| order(&pair[0], &pair[1]).is_ge()) else {
        return Ok(());
    };
    let item = describe(&pair[1]);
    Err(match order(&pair[0], &pair[1]) {
        Ordering::Equal => EncodeError::Duplicate { item },
        _ => EncodeError::Invalid { item, reason: "it is not in its place in the order".to_owned() },
    })
}

fn key(endpoint: &Endpoint) -> String {
    format!("endpoint `{} {}`", endpoint.method, endpoint.path)
}

fn unknown(item: String, endpoint: &Endpoint) -> EncodeError {
    EncodeError::Unknown { item, used_by: key(endpoint) }
}

fn invalid(item: impl Into<String>) -> impl FnOnce(&'static str) -> EncodeError {
    let item = item.into();
    move |reason| EncodeError::Invalid { item, reason: reason.to_owned() }
}
