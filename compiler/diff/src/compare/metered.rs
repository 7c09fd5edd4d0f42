//! Quotas and balances of an endpoint, with what their names stand for.

use gwc_artifact::{Balance, EndpointPolicy, OnError, Period, Quota, QuotaKey, Secret};

use super::sides::Sides;
use crate::difference::{Difference, Differences};
use crate::kind::Kind;
use crate::side::{Aspect, Place, Side};
use crate::view::View;

/// A quota that is taken from, by name.
pub(super) fn quotas(
    sides: &Sides<'_, '_>,
    (before, after): (Option<&String>, Option<&String>),
    out: &mut Differences,
) {
    let found = (quota_of(sides.before.side, before), quota_of(sides.after.side, after));
    let definitions = (found.0.0, found.1.0);
    if before == after && definitions.0 == definitions.1 {
        return;
    }
    let kind = match definitions {
        (None, _) if before.is_none() => Kind::QuotaAdded,
        (_, None) if after.is_none() => Kind::QuotaRemoved,
        (Some(old), Some(new)) if is_count_alone(old, new) && new.count < old.count => Kind::QuotaLowered,
        (Some(old), Some(new)) if is_count_alone(old, new) && new.count > old.count => Kind::QuotaRaised,
        _ => Kind::QuotaChanged,
    };
    let shown = |quota: Option<&Quota>, name: Option<&String>| quota.map(quota_shown).or(name.cloned());
    let values = (shown(definitions.0, before), shown(definitions.1, after));
    let places = match before == after {
        true => (found.0.1, found.1.1),
        false => sides.places(Aspect::Policies),
    };
    let may_exceed = match definitions {
        (Some(old), Some(new)) => may_exceed(new, old),
        _ => true,
    };
    out.add(Difference::of(kind, values, places).widening(kind == Kind::QuotaChanged && may_exceed));
}

/// Whether one quota may accept what the other one rejects.
fn may_exceed(one: &Quota, other: &Quota) -> bool {
    one.key != other.key
        || one.period != other.period
        || one.count > other.count
        || (one.on_error == OnError::Open && other.on_error != OnError::Open)
}

/// A quota with the place of its definition.
fn quota_of<'s>(side: &'s Side, name: Option<&String>) -> (Option<&'s Quota>, Option<Place>) {
    let at = side.gateway.quotas.iter().position(|quota| Some(&quota.name) == name);
    (at.map(|at| &side.gateway.quotas[at]), at.and_then(|at| *side.quotas.get(at)?))
}

fn is_count_alone(one: &Quota, other: &Quota) -> bool {
    let Quota { name, key, count: _, period, soft: _, on_error } = one;
    *name == other.name && *key == other.key && *period == other.period && *on_error == other.on_error
}

fn quota_shown(quota: &Quota) -> String {
    let Quota { name, key, count, period, soft, on_error } = quota;
    let key = match key {
        QuotaKey::Claim(claim) => format!("value of the claim {claim}"),
        QuotaKey::Key => "API key".to_owned(),
    };
    let soft = soft.map(|soft| format!(", warning above {soft}")).unwrap_or_default();
    let (period, on_error) = (Period::as_str(*period), on_error.as_str());
    format!("`{name}`: {count} per {period} for each {key}{soft}, `on_error: {on_error}`")
}

/// A balance that callers need, by name.
pub(super) fn balances(
    sides: &Sides<'_, '_>,
    (before, after): (Option<&String>, Option<&String>),
    out: &mut Differences,
) {
    let found = (balance_of(sides.before.side, before), balance_of(sides.after.side, after));
    let definitions = (found.0.0, found.1.0);
    if before == after && definitions.0 == definitions.1 {
        return;
    }
    let kind = match (before, after) {
        (None, _) => Kind::BalanceAdded,
        (_, None) => Kind::BalanceRemoved,
        _ => Kind::BalanceChanged,
    };
    let shown =
        |balance: Option<&Balance>, name: Option<&String>| balance.map(balance_shown).or(name.cloned());
    let values = (shown(definitions.0, before), shown(definitions.1, after));
    let places = match before == after {
        true => (found.0.1, found.1.1),
        false => sides.places(Aspect::Policies),
    };
    let may_pass = match definitions {
        (Some(old), Some(new)) => may_pass(new, old),
        _ => true,
    };
    out.add(Difference::of(kind, values, places).widening(kind == Kind::BalanceChanged && may_pass));
}

/// Whether one balance may accept what the other one rejects.
fn may_pass(one: &Balance, other: &Balance) -> bool {
    one.url != other.url
        || one.account != other.account
        || one.currency != other.currency
        || (one.on_error == OnError::Open && other.on_error != OnError::Open)
}

/// The quota and the balance of an endpoint that another one does not have.
pub(super) fn required_beside(view: &View<'_>, other: &View<'_>) -> Vec<String> {
    let has_quota =
        |view: &View<'_>| view.plan.policies.iter().any(|one| matches!(one, EndpointPolicy::Quota(_)));
    let has_balance =
        |view: &View<'_>| view.plan.policies.iter().any(|one| matches!(one, EndpointPolicy::Balance(_)));
    let named = |policy: &EndpointPolicy| match policy {
        EndpointPolicy::Quota(name) if !has_quota(view) => Some(format!("the quota `{name}`")),
        EndpointPolicy::Balance(name) if !has_balance(view) => Some(format!("the balance `{name}`")),
        _ => None,
    };
    match has_quota(other) || has_balance(other) {
        true => other.plan.policies.iter().filter_map(named).collect(),
        false => Vec::new(),
    }
}

/// A balance with the place of its definition.
fn balance_of<'s>(side: &'s Side, name: Option<&String>) -> (Option<&'s Balance>, Option<Place>) {
    let at = side.gateway.balances.iter().position(|balance| Some(&balance.name) == name);
    (at.map(|at| &side.gateway.balances[at]), at.and_then(|at| *side.balances.get(at)?))
}

fn balance_shown(balance: &Balance) -> String {
    let Balance { name, url, account, currency, token, cache, on_error } = balance;
    let token = match token {
        None => String::new(),
        Some(Secret::Env(name)) => format!(", with the token in `{name}`"),
        Some(Secret::File(path)) => format!(", with the token in `{path}`"),
    };
    let (account, on_error) = (account.join("/"), on_error.as_str());
    format!(
        "`{name}`: {url} for {account} in {currency}, answers kept for {cache:?}, `on_error: {on_error}`{token}"
    )
}
