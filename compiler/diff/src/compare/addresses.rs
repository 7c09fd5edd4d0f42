//! Which client addresses may call: exactly, by asking both rules about the first and the next address of every network
//! that either of them names.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use gwc_artifact::{AddressRule, Network};
use gwc_plan::address::AddressPlan;

use super::sides::Sides;
use crate::difference::Differences;
use crate::kind::Kind;
use crate::side::Aspect;
use crate::view::View;

pub(super) fn compare(sides: &Sides<'_, '_>, plans: (&AddressPlan, &AddressPlan), out: &mut Differences) {
    let (before, after) = plans;
    if before == after {
        return;
    }
    let asked: Vec<IpAddr> = rules(before).chain(rules(after)).flat_map(borders).chain(lowest()).collect();
    let values = || (shown(before), shown(after));
    let places = match before.gateway == after.gateway {
        true => sides.places(Aspect::Addresses),
        false => sides.places_of_gateway(Aspect::Addresses),
    };
    if asked.iter().any(|address| after.admits(*address) && !before.admits(*address)) {
        out.push(Kind::AddressesWidened, values(), places);
    }
    if asked.iter().any(|address| before.admits(*address) && !after.admits(*address)) {
        out.push(Kind::AddressesNarrowed, values(), places);
    }
}

/// An address that the second of two endpoints admits, and the first does not.
pub(crate) fn admitted_by_one(one: &View<'_>, other: &View<'_>) -> Option<IpAddr> {
    let (one, other) = (&one.plan.addresses, &other.plan.addresses);
    let mut asked = rules(one).chain(rules(other)).flat_map(borders).chain(lowest());
    asked.find(|address| other.admits(*address) && !one.admits(*address))
}

/// An address that all endpoints admit.
pub(crate) fn admitted_by_all(views: [Option<&View<'_>>; 2]) -> Option<IpAddr> {
    let plans = || views.into_iter().flatten().map(|view| &view.plan.addresses);
    let mut asked = plans().flat_map(rules).flat_map(borders).chain(lowest());
    asked.find(|address| plans().all(|plan| plan.admits(*address)))
}

fn rules(plan: &AddressPlan) -> impl Iterator<Item = &AddressRule> {
    let AddressPlan { gateway, endpoint } = plan;
    std::iter::once(&**gateway).chain(endpoint.iter())
}

/// Between two neighbours of these, no rule changes its mind.
fn borders(rule: &AddressRule) -> Vec<IpAddr> {
    let AddressRule { allow, deny } = rule;
    allow.iter().chain(deny).flat_map(first_and_next).collect()
}

fn lowest() -> [IpAddr; 2] {
    [Ipv4Addr::UNSPECIFIED.into(), Ipv6Addr::UNSPECIFIED.into()]
}

/// The first address of a network, and the one behind its last, if there is one.
fn first_and_next(network: &Network) -> Vec<IpAddr> {
    let text = network.to_string();
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, prefix.parse::<u32>().ok()),
        None => (&*text, None),
    };
    match address.parse() {
        Ok(IpAddr::V4(first)) => {
            let size = 1_u64 << (32 - prefix.unwrap_or(32));
            let next = u32::try_from(u64::from(u32::from(first)) + size).ok();
            std::iter::once(first.into()).chain(next.map(|next| Ipv4Addr::from(next).into())).collect()
        }
        Ok(IpAddr::V6(first)) => {
            let size = 1_u128.checked_shl(128 - prefix.unwrap_or(128));
            let next = size.and_then(|size| u128::from(first).checked_add(size));
            std::iter::once(first.into()).chain(next.map(|next| Ipv6Addr::from(next).into())).collect()
        }
        Err(_) => Vec::new(),
    }
}

/// Which addresses may call, in words.
pub(super) fn shown(plan: &AddressPlan) -> String {
    let names = |networks: &[Network]| networks.iter().map(Network::to_string).collect::<Vec<_>>().join(", ");
    let mut texts = Vec::new();
    for AddressRule { allow, deny } in rules(plan) {
        if !allow.is_empty() {
            texts.push(format!("only {}", names(allow)));
        }
        if !deny.is_empty() {
            texts.push(format!("not {}", names(deny)));
        }
    }
    if texts.is_empty() { "any address".to_owned() } else { texts.join(", ") }
}
