//! Other upstreams that get some of the requests, by their hosts, whatever they are called.

use gwc_artifact::{Scheme, SplitBy, SplitTarget, Upstream, UpstreamHost};

use super::sides::Sides;
use super::upstream::{self, hosts_shown};
use crate::difference::{Differences, list};
use crate::kind::Kind;
use crate::leaves;
use crate::side::Aspect;
use crate::view::View;

/// A part of the requests, and the upstream that gets it.
type Part<'s> = (&'s SplitBy, &'s Upstream);

pub(super) fn compare(sides: &Sides<'_, '_>, out: &mut Differences) {
    let (before, after) = (parts(sides.before), parts(sides.after));
    let keys = upstream::checks_keys(sides);
    let alike = |(one, other): (&Part<'_>, &Part<'_>)| {
        one.0 == other.0 && is_same((one.1, sides.before), (other.1, sides.after), keys)
    };
    if before.len() == after.len() && before.iter().zip(&after).all(alike) {
        return;
    }
    let known: Vec<&UpstreamHost> = before.iter().flat_map(|(_, upstream)| &upstream.hosts).collect();
    let new =
        || after.iter().filter(|(_, upstream)| upstream.hosts.iter().any(|host| !known.contains(&host)));
    let is_clear = |upstream: &Upstream| upstream.hosts.iter().any(|host| host.scheme == Scheme::Http);
    let was_clear =
        || before.iter().any(|(_, upstream)| is_clear(upstream)) || own(sides.before).is_some_and(is_clear);
    let kind = match () {
        () if new().any(|(_, upstream)| upstream.external) => Kind::UpstreamOutside,
        () if new().any(|(_, upstream)| is_clear(upstream)) && !was_clear() => Kind::UpstreamCleartext,
        () => Kind::UpstreamChanged,
    };
    out.push(kind, (shown(&before), shown(&after)), sides.places(Aspect::Answer));
}

/// The parts of the requests of an endpoint.
fn parts<'s>(view: &View<'s>) -> Vec<Part<'s>> {
    let part = |SplitTarget { upstream, by }: &'s SplitTarget| Some((by, view.upstream(upstream)?.0));
    leaves::split(view.endpoint).iter().filter_map(part).collect()
}

/// The upstream of the endpoint itself.
fn own<'s>(view: &View<'s>) -> Option<&'s Upstream> {
    match &view.plan.answerer {
        gwc_plan::Answerer::Upstream(route) => view.upstream(&route.upstream).map(|(upstream, _)| upstream),
        _ => None,
    }
}

/// Whether two upstreams are the same for the requests of an endpoint, whatever they are called. `keys` is whether an API
/// key goes to them.
fn is_same(
    (one, before): (&Upstream, &View<'_>),
    (other, after): (&Upstream, &View<'_>),
    keys: bool,
) -> bool {
    let Upstream { name: _, hosts, accepts_keys, external, options: _, in_flight } = one;
    let sorted = |hosts: &[UpstreamHost]| {
        let mut texts: Vec<String> = hosts.iter().map(|host| format!("{host:?}")).collect();
        texts.sort();
        texts
    };
    sorted(hosts) == sorted(&other.hosts)
        && (*accepts_keys == other.accepts_keys || !keys)
        && *external == other.external
        && upstream::effective(one, before) == upstream::effective(other, after)
        && *in_flight == other.in_flight
}

fn shown(parts: &[Part<'_>]) -> Option<String> {
    let texts: Vec<String> =
        parts.iter().map(|(by, upstream)| format!("{by} go to {}", hosts_shown(&upstream.hosts))).collect();
    (!texts.is_empty()).then(|| list(texts.iter().map(String::as_str)))
}
