//! One order for what has none, and the checks across a whole gateway.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::check;
use crate::endpoint::{Backend, Credential, Endpoint, ForwardHeaders, ForwardQuery};
use crate::error::EncodeError;
use crate::gateway::{Gateway, OtherPolicy, PolicyScope};
use crate::path::{PathPattern, Segment};
use crate::policy::{Audiences, Auth, AuthKind, ClientKey, RateLimit};

/// The gateway as [`Artifact::read`](crate::Artifact::read) would give it back.
pub(crate) fn sorted(gateway: &Gateway) -> Gateway {
    let mut gateway = gateway.clone();
    sort(&mut gateway.listeners);
    sort(&mut gateway.hosts);
    gateway.upstreams.sort_by(|a, b| a.name.cmp(&b.name));
    gateway.auth.sort_by(|a, b| a.name.cmp(&b.name));
    gateway.auth.iter_mut().for_each(sort_auth);
    gateway.endpoints.sort_by(by_place);
    gateway.endpoints.iter_mut().for_each(sort_endpoint);
    for policy in &mut gateway.other_policies {
        if let PolicyScope::Endpoints(ids) = &mut policy.scope {
            sort(ids);
        }
    }
    sort(&mut gateway.other_policies);
    gateway
}

fn sort<T: Ord>(items: &mut Vec<T>) {
    items.sort();
    items.dedup();
}

fn sort_auth(auth: &mut Auth) {
    match &mut auth.kind {
        AuthKind::Jwt(jwt) => {
            sort(&mut jwt.algorithms);
            sort(&mut jwt.headers);
            if let Audiences::List(audiences) = &mut jwt.audiences {
                sort(audiences);
            }
        }
        AuthKind::ApiKey(key) => sort(&mut key.prefixes),
    }
}

fn sort_endpoint(endpoint: &mut Endpoint) {
    sort(&mut endpoint.hosts);
    sort(&mut endpoint.forward.minted);
    if let ForwardHeaders::List(names) = &mut endpoint.forward.headers {
        sort(names);
    }
    if let ForwardQuery::List(names) = &mut endpoint.forward.query {
        sort(names);
    }
}

/// The order of endpoints: by path, whatever its parameters are called, then by method.
fn by_place(one: &Endpoint, other: &Endpoint) -> Ordering {
    by_shape(&one.path, &other.path).then(one.method.cmp(&other.method))
}

/// Segment by segment, literals before parameters before tails; parameters are equal to each other.
fn by_shape(one: &PathPattern, other: &PathPattern) -> Ordering {
    one.segments.iter().map(shape).cmp(other.segments.iter().map(shape))
}

fn shape(segment: &Segment) -> (u8, &str) {
    match segment {
        Segment::Literal(text) => (0, text),
        Segment::Param(_) => (1, ""),
        Segment::Tail => (2, ""),
    }
}

/// Checks a gateway whose lists are [`sorted`].
pub(crate) fn check(gateway: &Gateway) -> Result<(), EncodeError> {
    check::hosts(&gateway.hosts).map_err(invalid("the gateway"))?;
    check_limit(&gateway.rate_limit, None).map_err(invalid("the gateway"))?;
    for upstream in &gateway.upstreams {
        check::upstream(upstream).map_err(invalid(format!("upstream `{}`", upstream.name)))?;
    }
    for auth in &gateway.auth {
        check::auth(auth).map_err(invalid(format!("auth `{}`", auth.name)))?;
    }
    no_twins(
        &gateway.upstreams,
        |one, other| one.name == other.name,
        |one| format!("upstream `{}`", one.name),
    )?;
    no_twins(&gateway.auth, |one, other| one.name == other.name, |one| format!("auth `{}`", one.name))?;
    no_twins(&gateway.endpoints, |one, other| by_place(one, other).is_eq(), key)?;
    let names = Names::new(gateway);
    gateway.endpoints.iter().try_for_each(|endpoint| check_endpoint(endpoint, &names))?;
    check_ids(gateway)
}

/// The lists that endpoints refer to, by name.
struct Names<'g> {
    upstreams: BTreeMap<&'g str, ()>,
    auth: BTreeMap<&'g str, &'g Auth>,
}

impl<'g> Names<'g> {
    fn new(gateway: &'g Gateway) -> Names<'g> {
        Names {
            upstreams: gateway.upstreams.iter().map(|upstream| (upstream.name.as_str(), ())).collect(),
            auth: gateway.auth.iter().map(|auth| (auth.name.as_str(), auth)).collect(),
        }
    }
}

fn check_endpoint(endpoint: &Endpoint, names: &Names<'_>) -> Result<(), EncodeError> {
    let fail = |reason: String| EncodeError::Invalid { item: key(endpoint), reason };
    let ensure = |check: check::Check| check.map_err(|reason| fail(reason.to_owned()));
    endpoint.path.check().map_err(|error| fail(error.to_string()))?;
    ensure(check::hosts(&endpoint.hosts))?;
    ensure(check_limit(&endpoint.rate_limit, Some(&endpoint.path)))?;
    ensure(check::timeouts(&endpoint.timeouts))?;
    ensure(check::forward(&endpoint.forward))?;
    let auths = check_credential(endpoint, names)?;
    for header in &endpoint.forward.minted {
        if !check::mints(auths.iter().copied(), header) {
            return Err(fail(format!("no check of its credential mints `{header}`")));
        }
    }
    let Backend::Upstream { upstream, path, .. } = &endpoint.backend else { return Ok(()) };
    if !names.upstreams.contains_key(upstream.as_str()) {
        return Err(EncodeError::Unknown { item: format!("upstream `{upstream}`"), used_by: key(endpoint) });
    }
    path.check(endpoint.path.params().count(), endpoint.path.has_tail())
        .map_err(|error| fail(error.to_string()))
}

/// The checks of the credential, if they are there.
fn check_credential<'g>(endpoint: &Endpoint, names: &Names<'g>) -> Result<Vec<&'g Auth>, EncodeError> {
    let Credential::AnyOf(wanted) = &endpoint.credential else { return Ok(Vec::new()) };
    let invalid = |reason: &str| EncodeError::Invalid { item: key(endpoint), reason: reason.to_owned() };
    if wanted.is_empty() {
        return Err(invalid("its credential is any of no checks"));
    }
    if wanted.iter().enumerate().any(|(i, name)| wanted[..i].contains(name)) {
        return Err(invalid("its credential names a check twice"));
    }
    let unknown =
        |name: &String| EncodeError::Unknown { item: format!("auth `{name}`"), used_by: key(endpoint) };
    wanted.iter().map(|name| names.auth.get(name.as_str()).copied().ok_or_else(|| unknown(name))).collect()
}

/// `path` is that of the endpoint; the gateway's own limit has none.
fn check_limit(limit: &RateLimit, path: Option<&PathPattern>) -> check::Check {
    check::rate_limit(limit)?;
    match &limit.per_client {
        Some(client) => match &client.key {
            ClientKey::Param(name) if !path.is_some_and(|path| path.params().any(|param| param == name)) => {
                Err("callers are told apart by a parameter its path does not have")
            }
            _ => Ok(()),
        },
        None => Ok(()),
    }
}

/// Ids are unique, and policies refer to ids that are there.
fn check_ids(gateway: &Gateway) -> Result<(), EncodeError> {
    let mut seen = BTreeMap::new();
    for endpoint in &gateway.endpoints {
        if seen.insert(endpoint.id, ()).is_some() {
            return Err(EncodeError::Duplicate {
                item: format!("id {:016x} of {}", endpoint.id, key(endpoint)),
            });
        }
    }
    gateway.other_policies.iter().try_for_each(|policy| check_policy(policy, &seen))
}

fn check_policy(policy: &OtherPolicy, ids: &BTreeMap<u64, ()>) -> Result<(), EncodeError> {
    let item = || format!("policy `{}`", policy.name);
    let invalid = |reason: &str| Err(EncodeError::Invalid { item: item(), reason: reason.to_owned() });
    match &policy.scope {
        _ if policy.name.is_empty() => invalid("it has no name"),
        PolicyScope::Gateway => Ok(()),
        PolicyScope::Endpoints(attached) if attached.is_empty() => invalid("it is attached to no endpoint"),
        PolicyScope::Endpoints(attached) => match attached.iter().find(|id| !ids.contains_key(id)) {
            Some(id) => Err(EncodeError::Unknown { item: format!("endpoint {id:016x}"), used_by: item() }),
            None => Ok(()),
        },
    }
}

fn no_twins<T>(
    sorted: &[T],
    same: impl Fn(&T, &T) -> bool,
    describe: impl Fn(&T) -> String,
) -> Result<(), EncodeError> {
    match sorted.windows(2).find(|pair| same(&pair[0], &pair[1])) {
        Some(pair) => Err(EncodeError::Duplicate { item: describe(&pair[1]) }),
        None => Ok(()),
    }
}

fn key(endpoint: &Endpoint) -> String {
    format!("endpoint `{} {}`", endpoint.method, endpoint.path)
}

fn invalid(item: impl Into<String>) -> impl FnOnce(&'static str) -> EncodeError {
    let item = item.into();
    move |reason| EncodeError::Invalid { item, reason: reason.to_owned() }
}
