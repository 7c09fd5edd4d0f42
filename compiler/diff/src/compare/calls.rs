//! Further calls of a composed endpoint: the upstream, method and path of each, whatever parameters are called.

use gwc_artifact::{Scheme, Upstream};

use super::parts;
use super::sides::Sides;
use super::upstream::sorted;
use crate::difference::{Difference, Differences};
use crate::kind::Kind;
use crate::side::{Call, Part};
use crate::url;
use crate::view::View;

pub(super) fn compare(sides: &Sides<'_, '_>, out: &mut Differences) {
    let (before, after) = (sides.before.calls(), sides.after.calls());
    for old in before {
        let was = part_of(sides.before, old);
        let places = |is: Option<&Part>| (was.and_then(|part| part.place), is.and_then(|part| part.place));
        match after.iter().find(|new| new.part == old.part) {
            None => out.push(Kind::CallRemoved, (was.map(parts::shown), None), places(None)),
            Some(new) if !is_same(sides, old, new) => {
                let is = part_of(sides.after, new);
                let values = (was.map(parts::shown), is.map(parts::shown));
                let difference = Difference::of(Kind::CallChanged, values, places(is));
                out.add(difference.widening(goes_further(sides, old, new)));
            }
            Some(_) => {}
        }
    }
    for new in after.iter().filter(|new| !before.iter().any(|old| old.part == new.part)) {
        let is = part_of(sides.after, new);
        out.push(Kind::CallAdded, (None, is.map(parts::shown)), (None, is.and_then(|part| part.place)));
    }
}

/// The part that states a call.
fn part_of<'s>(view: &View<'s>, call: &Call) -> Option<&'s Part> {
    view.parts().iter().find(|part| part.name == call.part)
}

fn upstream_of<'s>(view: &View<'s>, call: &Call) -> Option<&'s Upstream> {
    view.upstream(&call.upstream).map(|(upstream, _)| upstream)
}

/// Whether both send the same to the same hosts.
fn is_same(sides: &Sides<'_, '_>, old: &Call, new: &Call) -> bool {
    let hosts =
        |view: &View<'_>, call: &Call| upstream_of(view, call).map(|upstream| sorted(&upstream.hosts));
    let method = |view: &View<'_>, call: &Call| call.method.unwrap_or(view.endpoint.method);
    let sent = |view: &View<'_>, call: &Call| url::sent(&call.path, &view.endpoint.path, sides.segments);
    hosts(sides.before, old) == hosts(sides.after, new)
        && method(sides.before, old) == method(sides.after, new)
        && sent(sides.before, old) == sent(sides.after, new)
}

/// Whether a call now leaves the cluster, or goes over plain HTTP.
fn goes_further(sides: &Sides<'_, '_>, old: &Call, new: &Call) -> bool {
    let (Some(old), Some(new)) = (upstream_of(sides.before, old), upstream_of(sides.after, new)) else {
        return true;
    };
    let is_known = |name: &str| old.external && old.hosts.iter().any(|host| host.host == name);
    let is_clear = |upstream: &Upstream| upstream.hosts.iter().any(|host| host.scheme == Scheme::Http);
    let leaves = new.external && !new.hosts.iter().all(|host| is_known(&host.host));
    leaves || (is_clear(new) && !is_clear(old))
}
