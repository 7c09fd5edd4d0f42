//! One target: hosts, method and path.

use gwc_artifact::{Backend, Endpoint, Gateway, Method, SplitTarget, Template};

use crate::leaves;
use crate::segments::Segments;
use crate::side::Call;
use crate::url;

use super::host::Host;
use super::slots::{self, Slot};

/// Where requests arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(super) hosts: Vec<Host>,
    pub(super) method: Method,
    /// The segments of the path; a rest is the last one.
    pub(crate) slots: Vec<Slot>,
}

/// What of an endpoint sends requests to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way<'s> {
    /// Its upstream.
    Main,
    /// The upstream that gets a part of its requests.
    Split,
    /// A further call, by the name of its part.
    Call(&'s str),
}

/// The targets of one endpoint for the requests of a class, each with what sends them there; none where the gateway answers.
pub(crate) fn all_of<'s>(
    gateway: &'s Gateway,
    (endpoint, calls): (&'s Endpoint, &'s [Call]),
    class: Segments<'_>,
) -> Vec<(Way<'s>, Target)> {
    let Backend::Upstream { upstream, method, path } = &endpoint.backend else { return Vec::new() };
    let target = |(name, method, path): (&str, Option<Method>, &Template)| {
        let upstream = gateway.upstreams.iter().find(|known| known.name == name)?;
        Some(Target {
            hosts: upstream.hosts.iter().map(Host::of).collect(),
            method: method.unwrap_or(endpoint.method),
            slots: slots::of(&url::sent(path, &endpoint.path, class)),
        })
    };
    let main = [(Way::Main, target((upstream, *method, path)))];
    let of_split =
        |SplitTarget { upstream, by: _ }: &'s SplitTarget| (Way::Split, target((upstream, *method, path)));
    let of_call = |call: &'s Call| {
        let Call { part, upstream, method, path } = call;
        (Way::Call(part), target((upstream, *method, path)))
    };
    let split = leaves::split(endpoint).iter().map(of_split);
    let all = main.into_iter().chain(split).chain(calls.iter().map(of_call));
    all.filter_map(|(way, target)| Some((way, target?))).collect()
}

/// Where requests arrive that both may send.
pub(crate) fn meet(one: &Target, other: &Target) -> Option<Target> {
    let is_one_host = one.hosts.iter().any(|host| other.hosts.iter().any(|known| known.is_same(host)));
    if !is_one_host || one.method != other.method {
        return None;
    }
    let slots = slots::meet(&one.slots, &other.slots)?;
    Some(Target { hosts: one.hosts.clone(), method: one.method, slots })
}

/// Whether one arrives at each place of the other.
pub(crate) fn covers(one: &Target, place: &Target) -> bool {
    let reaches = |host: &Host| one.hosts.iter().any(|known| known.is_same(host));
    place.hosts.iter().all(reaches) && one.method == place.method && slots::covers(&one.slots, &place.slots)
}
