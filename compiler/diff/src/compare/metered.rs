//! Quotas and balances of an endpoint, with what their names stand for.

use gwc_artifact::{Balance, Period, Quota, Secret};

use super::sides::{Places, Sides};
use crate::difference::Differences;
use crate::kind::Kind;
use crate::side::Aspect;

/// A quota that is taken from, by name.
pub(super) fn quotas(
    sides: &Sides<'_, '_>,
    (before, after): (Option<&String>, Option<&String>),
    out: &mut Differences,
) {
    let find = |quotas: &[Quota], name: Option<&String>| {
        quotas.iter().find(|quota| Some(&quota.name) == name).cloned()
    };
    let definitions =
        (find(&sides.before.gateway().quotas, before), find(&sides.after.gateway().quotas, after));
    if before == after && definitions.0 == definitions.1 {
        return;
    }
    let kind = match (&definitions.0, &definitions.1) {
        (None, _) if before.is_none() => Kind::QuotaAdded,
        (_, None) if after.is_none() => Kind::QuotaRemoved,
        (Some(old), Some(new)) if is_count_alone(old, new) && new.count < old.count => Kind::QuotaLowered,
        (Some(old), Some(new)) if is_count_alone(old, new) && new.count > old.count => Kind::QuotaRaised,
        _ => Kind::QuotaChanged,
    };
    let shown =
        |quota: &Option<Quota>, name: Option<&String>| quota.as_ref().map(quota_shown).or(name.cloned());
    let values = (shown(&definitions.0, before), shown(&definitions.1, after));
    out.push(kind, values, places(sides, before == after));
}

/// What is set once for the gateway is the place, unless the endpoint names another one.
fn places(sides: &Sides<'_, '_>, is_definition: bool) -> Places {
    match is_definition {
        true => sides.places_of_gateway(Aspect::Limits),
        false => sides.places(Aspect::Policies),
    }
}

fn is_count_alone(one: &Quota, other: &Quota) -> bool {
    let Quota { name, claim, count: _, period, soft: _, on_error } = one;
    *name == other.name && *claim == other.claim && *period == other.period && *on_error == other.on_error
}

fn quota_shown(quota: &Quota) -> String {
    let Quota { name, claim, count, period, soft, on_error } = quota;
    let soft = soft.map(|soft| format!(", warning above {soft}")).unwrap_or_default();
    let (period, on_error) = (Period::as_str(*period), on_error.as_str());
    format!(
        "`{name}`: {count} per {period} for each value of the claim {claim}{soft}, `on_error: {on_error}`"
    )
}

/// A balance that callers need, by name.
pub(super) fn balances(
    sides: &Sides<'_, '_>,
    (before, after): (Option<&String>, Option<&String>),
    out: &mut Differences,
) {
    let find = |balances: &[Balance], name: Option<&String>| {
        balances.iter().find(|balance| Some(&balance.name) == name).cloned()
    };
    let definitions =
        (find(&sides.before.gateway().balances, before), find(&sides.after.gateway().balances, after));
    if before == after && definitions.0 == definitions.1 {
        return;
    }
    let kind = match (before, after) {
        (None, _) => Kind::BalanceAdded,
        (_, None) => Kind::BalanceRemoved,
        _ => Kind::BalanceChanged,
    };
    let shown = |balance: &Option<Balance>, name: Option<&String>| {
        balance.as_ref().map(balance_shown).or(name.cloned())
    };
    let values = (shown(&definitions.0, before), shown(&definitions.1, after));
    out.push(kind, values, places(sides, before == after));
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
