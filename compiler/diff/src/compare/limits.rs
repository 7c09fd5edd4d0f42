//! How many requests are admitted.

use std::time::Duration;

use gwc_artifact::{Auth, Limit, Rate, Window};
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
    /// Whose requests share the buckets: of the gateway, the endpoint or the credential.
    of: &'static str,
    key: String,
    limit: Limit,
}

pub(super) fn compare(sides: &Sides<'_, '_>, plans: (&LimitPlan, &LimitPlan), out: &mut Differences) {
    let rules = |rules: &[LimitRule], view: &View<'_>| -> Vec<Rule> {
        let positions = url::positions(&view.endpoint.path);
        rules.iter().map(|rule| named(rule, &positions)).collect()
    };
    let (LimitPlan { gateway, endpoint }, LimitPlan { gateway: gateway_after, endpoint: endpoint_after }) =
        plans;
    let pair = (rules(gateway, sides.before), rules(gateway_after, sides.after));
    apart(pair, sides.places_of_gateway(Aspect::Limits), out);
    let pair = (rules(endpoint, sides.before), rules(endpoint_after, sides.after));
    apart(pair, sides.places(Aspect::Limits), out);
}

/// The limits of the requests with a credential.
pub(super) fn of_credentials((before, after): (&Auth, &Auth), places: Places, out: &mut Differences) {
    let rules = |auth: &Auth| {
        let rules = gwc_plan::of_credential(auth);
        rules.iter().map(|rule| Rule { of: "of the credential", ..named(rule, &[]) }).collect::<Vec<_>>()
    };
    apart((rules(before), rules(after)), places, out);
}

fn apart((mut before, mut after): (Vec<Rule>, Vec<Rule>), places: Places, out: &mut Differences) {
    if before == after {
        return;
    }
    before.retain(|old| {
        let same = |new: &Rule| new.of == old.of && new.key == old.key;
        let Some(at) = after.iter().position(same) else { return true };
        numbers((old, &after.remove(at)), places, out);
        false
    });
    // Callers that were told apart in one way are told apart in another.
    before.retain(|old| {
        let other = |new: &Rule| new.of == old.of && !is_total(new) && !is_total(old);
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

/// `positions` are those of the parameters of the path.
fn named(rule: &LimitRule, positions: &[usize]) -> Rule {
    let LimitRule { scope, key, limit } = rule;
    let key = match key {
        LimitKey::All => "all callers together".to_owned(),
        LimitKey::Address => "each client address".to_owned(),
        LimitKey::Header(name) => format!("each value of the header {name}"),
        LimitKey::Claim(name) => format!("each value of the claim {name}"),
        LimitKey::Key => "each API key".to_owned(),
        LimitKey::Param { name: _, position } => {
            let at = positions.get(*position).copied().unwrap_or_default();
            format!("each value of segment {} of the path", at + 1)
        }
    };
    Rule { of: if *scope == LimitScope::Gateway { "of the gateway" } else { "" }, key, limit: *limit }
}

fn is_total(rule: &Rule) -> bool {
    rule.key == "all callers together"
}

fn numbers((old, new): (&Rule, &Rule), places: Places, out: &mut Differences) {
    let order = (rate_order(&old.limit.rate, &new.limit.rate), at_once(&old.limit).cmp(&at_once(&new.limit)));
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

/// What is admitted at once: the burst of a bucket, all that a window holds.
fn at_once(limit: &Limit) -> u64 {
    match limit.window {
        Window::Bucket => limit.burst,
        Window::Sliding => limit.rate.count,
    }
}

/// A limit that the record of a key may name, in words that are the same for the same limit.
pub(super) fn of_key(name: &str, limit: &Limit) -> String {
    let Limit { rate: Rate { count, period }, burst: _, window } = limit;
    let each = period.as_nanos().checked_div(u128::from(*count)).unwrap_or_default();
    let window = if *window == Window::Sliding { format!(" in {period:?}") } else { String::new() };
    format!("{name} ({} at once, one in {each} ns{window})", at_once(limit))
}

/// 60 in a minute is the same rate as 1 in a second.
fn rate_order(one: &Rate, other: &Rate) -> std::cmp::Ordering {
    let scaled = |rate: &Rate, period: Duration| u128::from(rate.count).saturating_mul(period.as_nanos());
    scaled(one, other.period).cmp(&scaled(other, one.period))
}

fn shown(rule: &Rule) -> String {
    let Limit { rate: Rate { count, period }, burst, window } = rule.limit;
    let scope = if rule.of.is_empty() { String::new() } else { format!(" {}", rule.of) };
    if window == Window::Sliding {
        return format!("{count} in a sliding window of {period:?}, for {}{scope}", rule.key);
    }
    format!("{count} in {period:?}, burst {burst}, for {}{scope}", rule.key)
}
