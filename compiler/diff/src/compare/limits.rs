//! How many requests are admitted.

use std::time::Duration;

use gwc_artifact::{Limit, Rate, Window};
use gwc_plan::{LimitKey, LimitPlan, LimitRule, LimitScope};

use super::sides::{Places, Sides};
use crate::difference::Differences;
use crate::kind::Kind;
use crate::side::Aspect;
use crate::url;
use crate::view::View;

/// A limit with what tells its buckets apart, in words that do not depend on the names of parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    of_gateway: bool,
    key: String,
    limit: Limit,
}

pub(super) fn compare(sides: &Sides<'_, '_>, plans: (&LimitPlan, &LimitPlan), out: &mut Differences) {
    let (mut before, mut after) = (rules(plans.0, sides.before), rules(plans.1, sides.after));
    if before == after {
        return;
    }
    let places = sides.places(Aspect::Limits);
    before.retain(|old| {
        let same = |new: &Rule| new.of_gateway == old.of_gateway && new.key == old.key;
        let Some(at) = after.iter().position(same) else { return true };
        numbers((old, &after.remove(at)), places, out);
        false
    });
    // Callers that were told apart in one way are told apart in another.
    before.retain(|old| {
        let other = |new: &Rule| new.of_gateway == old.of_gateway && !is_total(new) && !is_total(old);
        let Some(at) = after.iter().position(other) else { return true };
        let new = after.remove(at);
        out.push(Kind::LimitKeyChanged, (shown(old), shown(&new)), places);
        false
    });
    for old in &before {
        out.push(Kind::LimitRemoved, (shown(old), None), places);
    }
    for new in &after {
        out.push(Kind::LimitAdded, (None, shown(new)), places);
    }
}

fn rules(plan: &LimitPlan, view: &View<'_>) -> Vec<Rule> {
    let LimitPlan { gateway, endpoint } = plan;
    gateway.iter().chain(endpoint).map(|rule| named(rule, view)).collect()
}

fn named(rule: &LimitRule, view: &View<'_>) -> Rule {
    let LimitRule { scope, key, limit } = rule;
    let key = match key {
        LimitKey::All => "all callers together".to_owned(),
        LimitKey::Address => "each client address".to_owned(),
        LimitKey::Header(name) => format!("each value of the header {name}"),
        LimitKey::Claim(name) => format!("each value of the claim {name}"),
        LimitKey::Param { name: _, position } => {
            let at = url::positions(&view.endpoint.path).get(*position).copied().unwrap_or_default();
            format!("each value of segment {} of the path", at + 1)
        }
    };
    Rule { of_gateway: *scope == LimitScope::Gateway, key, limit: *limit }
}

fn is_total(rule: &Rule) -> bool {
    rule.key == "all callers together"
}

fn numbers((old, new): (&Rule, &Rule), places: Places, out: &mut Differences) {
    let order = (rate_order(&old.limit.rate, &new.limit.rate), old.limit.burst.cmp(&new.limit.burst));
    let values = || (shown(old), shown(new));
    let (was_window, is_window) = (old.limit.window == Window::Sliding, new.limit.window == Window::Sliding);
    if order.0.is_lt() || order.1.is_lt() || was_window && !is_window {
        out.push(Kind::LimitRaised, values(), places);
    }
    // Of what a bucket admits while it refills, a window admits nothing.
    if order.0.is_gt() || order.1.is_gt() || is_window && !was_window {
        out.push(Kind::LimitLowered, values(), places);
    }
}

/// 60 in a minute is the same rate as 1 in a second.
fn rate_order(one: &Rate, other: &Rate) -> std::cmp::Ordering {
    let scaled = |rate: &Rate, period: Duration| u128::from(rate.count).saturating_mul(period.as_nanos());
    scaled(one, other.period).cmp(&scaled(other, one.period))
}

fn shown(rule: &Rule) -> String {
    let Limit { rate: Rate { count, period }, burst, window } = rule.limit;
    if window == Window::Sliding {
        let scope = if rule.of_gateway { " of the gateway" } else { "" };
        return format!("{count} in a sliding window of {period:?}, for {}{scope}", rule.key);
    }
    let scope = if rule.of_gateway { " of the gateway" } else { "" };
    format!("{count} in {period:?}, burst {burst}, for {}{scope}", rule.key)
}
