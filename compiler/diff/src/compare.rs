//! What two endpoints decide otherwise, field by field of their plans.
//!
//! Plans are taken apart without `..`: a new field does not compile before it is compared here.

mod addresses;
mod agents;
mod answer;
mod calls;
mod checks;
mod counting;
mod credential;
mod everywhere;
mod forward;
mod gateway;
mod hosts;
mod limits;
mod listeners;
mod metered;
mod parts;
mod policies;
mod reached;
mod require;
mod routing;
mod runtimes;
mod sides;
mod sources;
mod split;
mod timeouts;
mod token;
mod traffic;
mod upstream;

use gwc_plan::Plan;

use crate::difference::{Difference, Differences};
use crate::hosts::is_answered;
use crate::segments::Segments;
use crate::view::View;
use sides::Sides;

pub(crate) use addresses::{admitted_by_all as address_of_both, admitted_by_one as address_of};
pub(crate) use agents::{
    admitted_by_all as agent_of_both, is_refused as is_agent_refused, witness as agent_of,
};
pub(crate) use answer::shown;
pub(crate) use checks::held_in;
pub(crate) use credential::required;
pub(crate) use everywhere::{edits as edited_everywhere, origin as origin_of, origins as origins_of};
pub(crate) use gateway::gateways;
pub(crate) use reached::by_added as reached_by_added;
pub(crate) use require::shown as requirement_shown;
pub(crate) use traffic::admits as admits_of_pages;

/// What differs for the requests that both endpoints take. `segments` are those of the class, where the two have paths of
/// other shapes.
pub(crate) fn endpoints(before: &View<'_>, after: &View<'_>, segments: Segments<'_>) -> Vec<Difference> {
    let mut out = Differences::default();
    let Plan { id: _, hosts, addresses, credential: _, require: _, limits, policies, answerer } =
        &before.plan;
    let Plan {
        id: _,
        hosts: hosts_after,
        addresses: addresses_after,
        // The checks of a credential are compared with all that they verify, which a plan only names.
        credential: _,
        require: _,
        limits: limits_after,
        policies: policies_after,
        answerer: answerer_after,
    } = &after.plan;
    let sides = Sides { before, after, segments };
    // No request reaches either of them.
    if !is_answered(hosts) && !is_answered(hosts_after) {
        return Vec::new();
    }
    hosts::compare(&sides, (hosts, hosts_after), &mut out);
    addresses::compare(&sides, (addresses, addresses_after), &mut out);
    credential::compare(&sides, &mut out);
    limits::compare(&sides, (limits, limits_after), &mut out);
    policies::compare(&sides, (policies, policies_after), &mut out);
    answer::compare(&sides, (answerer, answerer_after), &mut out);
    parts::compare((before.parts(), after.parts()), &mut out);
    calls::compare(&sides, &mut out);
    reached::compare(&sides, &mut out);
    out.0
}
