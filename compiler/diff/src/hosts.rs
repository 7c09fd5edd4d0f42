//! Which hosts endpoints answer, by the hosts that their gateways name.

use gwc_plan::HostPlan;

use crate::kind::Kind;

/// A name that no configuration has, for all other hosts.
pub(crate) const OTHER: &str = "other.invalid";

/// Whether there is a host that it answers.
pub(crate) fn is_answered(plan: &HostPlan) -> bool {
    named(plan, plan).iter().any(|host| plan.answers(host))
}

/// The host of a request that shows a difference: one that only one side answers, if it is about hosts; else one that both
/// answer. `None`: any host does.
pub(crate) fn host_of(kind: Kind, before: Option<&HostPlan>, after: Option<&HostPlan>) -> Option<String> {
    let (one, other) = (before.or(after)?, after.or(before)?);
    let wanted = match kind {
        Kind::HostsWidened => (false, true),
        Kind::HostsNarrowed => (true, false),
        _ => (true, true),
    };
    let found =
        named(one, other).into_iter().filter(|host| (one.answers(host), other.answers(host)) == wanted);
    let mut hosts: Vec<String> = found.collect();
    match hosts.iter().position(|host| host == OTHER) {
        Some(_) if wanted == (true, true) => None,
        _ => (!hosts.is_empty()).then(|| hosts.remove(0)),
    }
}

/// All hosts that either plan names, and one that none does.
pub(crate) fn named(one: &HostPlan, other: &HostPlan) -> Vec<String> {
    let HostPlan { gateway, endpoint } = one;
    let of_one = gateway.as_deref().into_iter().flatten().chain(endpoint);
    let HostPlan { gateway, endpoint } = other;
    let of_other = gateway.as_deref().into_iter().flatten().chain(endpoint);
    let mut hosts: Vec<String> = of_one.chain(of_other).map(|host| host.to_ascii_lowercase()).collect();
    hosts.push(OTHER.to_owned());
    hosts.sort();
    hosts.dedup();
    hosts
}
