//! Which hosts an endpoint answers.

use gwc_plan::HostPlan;

use super::sides::Sides;
use crate::difference::{Differences, list};
use crate::hosts::{OTHER, named};
use crate::kind::Kind;
use crate::side::Aspect;

pub(super) fn compare(sides: &Sides<'_, '_>, plans: (&HostPlan, &HostPlan), out: &mut Differences) {
    let (before, after) = plans;
    if before == after {
        return;
    }
    let answered = |plan: &HostPlan, other: &HostPlan| -> Vec<String> {
        named(plan, other).into_iter().filter(|host| plan.answers(host)).collect()
    };
    let (old, new) = (answered(before, after), answered(after, before));
    let (lost, gained) = crate::difference::apart(&old, &new);
    let values = || (shown(&old), shown(&new));
    let places = match before.gateway == after.gateway {
        true => sides.places(Aspect::Hosts),
        false => sides.places_of_gateway(Aspect::Hosts),
    };
    if !gained.is_empty() {
        out.push(Kind::HostsWidened, values(), places);
    }
    if !lost.is_empty() {
        out.push(Kind::HostsNarrowed, values(), places);
    }
}

fn shown(hosts: &[String]) -> String {
    match hosts.iter().any(|host| host == OTHER) {
        true => "any host".to_owned(),
        false => list(hosts.iter().map(String::as_str)),
    }
}
