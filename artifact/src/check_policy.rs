//! What each policy must fulfil to be one.

use std::mem;
use std::time::Duration;

use crate::balance::{Balance, Usage, UsageSink};
use crate::check_traffic;
use crate::conditions::{Check, ensure, header_names, is_token, is_visible, nanoseconds};
use crate::endpoint::{Forward, ForwardHeaders, ForwardQuery, Timeouts};
use crate::gateway::{Gateway, Upstream};
use crate::limit::{ClientKey, Limit, RateLimit};
use crate::minted::{Minted, MintedHeader};
use crate::operations::{LogDestination, Operations, Share};
use crate::policy::{Audiences, Auth, EndpointPolicy, Issuer, Jwt, TokenSource};
use crate::priced::{Quota, QuotaKey};
use crate::require::Requirement;
use crate::store::{Secret, Store};
use crate::values::Set;

/// Host names of requests: what is compared without case is kept in lower case.
pub(crate) fn hosts(hosts: &[String]) -> Check {
    hosts.iter().try_for_each(|host| {
        ensure(is_visible(host), "a host name is empty or has spaces or control characters in it")?;
        ensure(!host.bytes().any(|byte| byte.is_ascii_uppercase()), "a host name is not in lower case")
    })
}

/// What operators set.
pub(crate) fn operations(operations: &Operations) -> Check {
    let is_share = |share: Share| (1..=Share::ALL.millionths).contains(&share.millionths);
    if let Some(traces) = &operations.traces {
        let is_url = ["http://", "https://"].iter().any(|scheme| traces.otlp.starts_with(scheme));
        ensure(is_url && is_visible(&traces.otlp), "its collector of traces is not a URL")?;
        ensure(is_share(traces.sample), "its sample of traces is empty, or more than all")?;
    }
    let Some(log) = &operations.access_log else { return Ok(()) };
    ensure(log.to != LogDestination::File(String::new()), "its access log has no file")?;
    ensure(is_share(log.sample), "its sample of requests is empty, or more than all")
}

/// The admin listener is apart from the public ones.
pub(crate) fn admin(gateway: &Gateway) -> Check {
    let Some(admin) = &gateway.operations.admin else { return Ok(()) };
    ensure(admin.port != 0, "its admin listener has port 0")?;
    let is_public = gateway.listeners.iter().any(|listener| listener.port == admin.port);
    ensure(!is_public, "its admin listener has the port of a public one")
}

pub(crate) fn upstream(upstream: &Upstream) -> Check {
    check_traffic::upstream(&upstream.options)?;
    ensure(!upstream.hosts.is_empty(), "it has no host")?;
    upstream.hosts.iter().try_for_each(|host| {
        ensure(is_visible(&host.host), "a host is empty or has spaces or control characters in it")?;
        ensure(host.port != 0, "a host has port 0")
    })?;
    ensure(upstream.in_flight != Some(0), "no request may be under way")
}

/// The store that replicas share.
pub(crate) fn store(store: &Store) -> Check {
    let redis = match store {
        Store::Redis(redis) => redis,
        Store::File(path) => return file(path),
    };
    ensure(is_visible(&redis.host), "its host is empty or has spaces or control characters in it")?;
    ensure(redis.port != 0, "its port is 0")?;
    ensure(redis.user.as_deref().is_none_or(is_visible), "its user is empty or has spaces in it")?;
    redis.password.iter().try_for_each(secret)?;
    duration(redis.timeout)
}

/// Where a secret is.
fn secret(secret: &Secret) -> Check {
    match secret {
        Secret::Env(name) => ensure(
            is_visible(name) && !name.contains('='),
            "the environment variable of a secret has no proper name",
        ),
        Secret::File(path) => file(path),
    }
}

fn file(path: &str) -> Check {
    ensure(!path.is_empty() && !path.contains('\0'), "a file has no proper path")
}

pub(crate) fn balance(balance: &Balance) -> Check {
    ensure(is_visible(&balance.name), "it has no proper name")?;
    url(&balance.url)?;
    ensure(
        !balance.account.is_empty() && !balance.account.iter().any(String::is_empty),
        "its account is made of no claim",
    )?;
    ensure(is_visible(&balance.currency), "its currency is empty or has spaces in it")?;
    balance.token.iter().try_for_each(secret)?;
    duration(balance.cache)
}

/// A URL to which a query is added.
fn url(url: &str) -> Check {
    ensure(is_visible(url) && !url.contains(['?', '#']), "its URL is empty, or has spaces or a query in it")
}

pub(crate) fn usage(usage: &Usage) -> Check {
    ensure(!usage.org.is_empty() && !usage.user.is_empty(), "a claim has no name")?;
    ensure(usage.tokens.as_deref().is_none_or(is_token), "a header has no proper name")?;
    usage.spool.as_deref().map_or(Ok(()), file)?;
    match &usage.to {
        UsageSink::Stdout => Ok(()),
        UsageSink::File(path) => file(path),
        UsageSink::Http { url, token } => {
            self::url(url)?;
            token.iter().try_for_each(secret)
        }
    }
}

pub(crate) fn quota(quota: &Quota) -> Check {
    ensure(is_visible(&quota.name), "it has no proper name")?;
    let is_named = quota.key != QuotaKey::Claim(String::new());
    ensure(is_named, "it counts for each value of a claim without a name")?;
    ensure(quota.count > 0, "a quota of 0 admits no request")?;
    ensure(
        quota.soft.is_none_or(|soft| (1..=quota.count).contains(&soft)),
        "its soft limit is 0 or larger than the quota",
    )
}

/// Whether a URL is one of `https`: what it returns cannot be replaced on the way.
fn is_https(url: &str) -> bool {
    const SCHEME: &str = "https://";
    url.get(..SCHEME.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME))
}

pub(crate) fn jwt(jwt: &Jwt) -> Check {
    ensure(jwt.issuer != Issuer::Exact(String::new()), "its issuer is empty")?;
    ensure(!jwt.algorithms.is_empty(), "it accepts no algorithm")?;
    keys(jwt)?;
    if let Audiences::List(audiences) | Audiences::All(audiences) = &jwt.audiences {
        ensure(!audiences.is_empty(), "it accepts no audience")?;
    }
    sources(&jwt.sources)?;
    ensure(nanoseconds(jwt.leeway).is_some(), "its leeway is longer than 584 years")?;
    requirements(&jwt.require)?;
    mints_from(&jwt.headers, false)
}

/// Where the keys of tokens are: in a key set, or in a secret, never in both. A public key is no secret, so a check with a
/// secret accepts no algorithm with a public key.
fn keys(jwt: &Jwt) -> Check {
    if let Some(secret) = &jwt.secret {
        self::secret(secret)?;
        let is_alone = jwt.jwks_url.is_empty() && !jwt.discover && !jwt.allow_http;
        ensure(is_alone, "it has both a secret and a key set")?;
        let symmetric = jwt.algorithms.iter().all(|algorithm| algorithm.is_symmetric());
        return ensure(symmetric, "it accepts an algorithm with a public key, and has a secret");
    }
    ensure(is_visible(&jwt.jwks_url), "its key set URL is empty or has spaces in it")?;
    ensure(
        jwt.allow_http || is_https(&jwt.jwks_url),
        "its key set URL is not `https`, and it does not allow `http`",
    )?;
    ensure(!jwt.discover || jwt.issuer != Issuer::Any, "it discovers the keys of any issuer")
}

/// Identity headers, from claims or from an answer.
pub(crate) fn mints_from(headers: &[MintedHeader], answer: bool) -> Check {
    headers.iter().try_for_each(|minted| {
        ensure(is_token(&minted.header), "a minted header has no proper name")?;
        ensure(
            matches!(minted.value, Minted::Header(_)) == answer,
            "a minted header is made from what its check does not have",
        )?;
        self::minted(&minted.value)
    })?;
    let twice = |i: usize| headers[..i].iter().any(|other| same_header(&other.header, &headers[i].header));
    ensure(!(0..headers.len()).any(twice), "it mints a header twice")
}

fn minted(minted: &Minted) -> Check {
    let named = |claim: &String| ensure(!claim.is_empty(), "a minted header has no claim");
    match minted {
        Minted::First(claims) => {
            ensure(!claims.is_empty(), "a minted header has no claim")?;
            claims.iter().try_for_each(named)
        }
        Minted::Join { claim, separator } => {
            named(claim)?;
            ensure(!separator.chars().any(char::is_control), "a separator has control characters in it")
        }
        Minted::Equals { claim, text } => {
            named(&claim.claim)?;
            ensure(
                !text.is_empty() && !text.chars().any(char::is_control),
                "a minted header has no proper value",
            )
        }
        Minted::Bits { claim, bits } => {
            named(claim)?;
            ensure(!bits.is_empty(), "a minted header has no bits")?;
            ensure(
                bits.iter().all(|bit| bit.position < 64 && !bit.name.is_empty()),
                "a bit is beyond 63 or has no name",
            )?;
            // Sorted by name.
            ensure(!bits.windows(2).any(|pair| pair[0].name == pair[1].name), "a bit has two positions")
        }
        Minted::Select { claim, header, within } => {
            named(claim)?;
            named(within)?;
            ensure(is_token(header), "a minted header is selected by a header without a proper name")
        }
        Minted::Header(name) => {
            ensure(is_token(name), "a minted header is taken from one without a proper name")
        }
    }
}

/// Where a token is read from.
fn sources(sources: &[TokenSource]) -> Check {
    ensure(!sources.is_empty(), "it reads tokens from nothing")?;
    let name = |source: &TokenSource| match source {
        TokenSource::Header(name) => (false, name.to_ascii_lowercase()),
        TokenSource::Cookie(name) => (true, name.clone()),
    };
    sources.iter().enumerate().try_for_each(|(at, source)| {
        let named = name(source);
        ensure(is_token(&named.1), "a header or cookie with tokens has no proper name")?;
        ensure(
            !sources[..at].iter().any(|other| name(other) == named),
            "it reads tokens from one place twice",
        )
    })
}

/// What the claims of a token must hold.
pub(crate) fn requirements(requirements: &Set<Requirement>) -> Check {
    requirements.iter().try_for_each(|requirement| {
        ensure(!requirement.claim().is_empty(), "it requires a claim without a name")?;
        let (Requirement::Role(one_of) | Requirement::Scope(one_of)) = requirement else { return Ok(()) };
        ensure(!one_of.values.is_empty(), "it requires one of no values of a claim")?;
        // A text with nothing in it holds the empty text.
        ensure(!one_of.values.iter().any(String::is_empty), "it requires an empty value of a claim")
    })
}

pub(crate) fn rate_limit(limit: &RateLimit) -> Check {
    limit.total.iter().try_for_each(self::limit)?;
    let Some(client) = &limit.per_client else { return Ok(()) };
    self::limit(&client.limit)?;
    match &client.key {
        ClientKey::Ip | ClientKey::Key => Ok(()),
        ClientKey::Header(name) => {
            ensure(is_token(name), "its limit is for each value of a header without a proper name")
        }
        ClientKey::Claim(name) => {
            ensure(!name.is_empty(), "its limit is for each value of a claim without a name")
        }
        ClientKey::Param(name) => {
            ensure(!name.is_empty(), "its limit is for each value of a parameter without a name")
        }
    }
}

pub(crate) fn limit(limit: &Limit) -> Check {
    ensure(limit.rate.count > 0, "a rate of 0 admits no request")?;
    ensure(limit.burst > 0, "a burst of 0 admits no request")?;
    duration(limit.rate.period)
}

pub(crate) fn timeouts(timeouts: &Timeouts) -> Check {
    let Timeouts { connect, first_byte, idle, total } = *timeouts;
    [connect, first_byte, idle, total].into_iter().flatten().try_for_each(duration)
}

/// A period or timeout of 0 is a mistake, whatever it is meant to say.
pub(crate) fn duration(duration: Duration) -> Check {
    ensure(!duration.is_zero(), "a duration is 0")?;
    ensure(nanoseconds(duration).is_some(), "a duration is longer than 584 years")
}

pub(crate) fn forward(forward: &Forward) -> Check {
    if let ForwardHeaders::List(names) = &forward.headers {
        header_names(names)?;
    }
    if let ForwardQuery::List(names) = &forward.query {
        ensure(!names.iter().any(String::is_empty), "a query parameter has no name")?;
    }
    header_names(&forward.minted)
}

/// Whether one of these checks mints the header.
pub(crate) fn mints(auths: &[&Auth], header: &str) -> bool {
    auths.iter().flat_map(|auth| auth.kind.headers()).any(|minted| same_header(&minted.header, header))
}

/// A set is sorted, and policies of one kind follow each other.
pub(crate) fn policies(policies: &Set<EndpointPolicy>) -> Check {
    let twice = |pair: &[EndpointPolicy]| mem::discriminant(&pair[0]) == mem::discriminant(&pair[1]);
    ensure(!policies.contains(&EndpointPolicy::InFlight(0)), "no request may be under way")?;
    ensure(!policies.windows(2).any(twice), "it has two policies of one kind")?;
    policies.iter().try_for_each(check_traffic::policy)
}

pub(crate) fn same_header(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}
