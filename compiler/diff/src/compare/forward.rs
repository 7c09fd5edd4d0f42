//! What of a request an upstream gets: the query, and headers.

use std::collections::BTreeSet;

use gwc_artifact::{EndpointPolicy, HeaderEdit, Minted, MintedHeader};
use gwc_plan::{HeaderPlan, Passing, QueryPlan, Source};

use super::sides::{Places, Sides};
use super::traffic;
use crate::difference::{Differences, list};
use crate::kind::Kind;
use crate::side::Aspect;
use crate::view::{Checked, View, minted_by};

pub(super) fn query((before, after): (&QueryPlan, &QueryPlan), places: Places, out: &mut Differences) {
    let names = |plan: &QueryPlan| match plan {
        QueryPlan::All => Names::everything(),
        QueryPlan::None => Names::Only(BTreeSet::new()),
        QueryPlan::List(names) => Names::Only(names.iter().cloned().collect()),
    };
    names(before).compare(&names(after), (Kind::QueryWidened, Kind::QueryNarrowed), places, out);
}

/// A set of names.
enum Names {
    /// All but these.
    AllBut(BTreeSet<String>),
    /// These.
    Only(BTreeSet<String>),
}

impl Names {
    fn everything() -> Names {
        Names::AllBut(BTreeSet::new())
    }

    /// Leaves out what both withhold.
    fn without_common(&mut self, other: &mut Names) {
        if let (Names::AllBut(one), Names::AllBut(other)) = (self, other) {
            let common: BTreeSet<String> = one.intersection(other).cloned().collect();
            one.retain(|name| !common.contains(name));
            other.retain(|name| !common.contains(name));
        }
    }

    fn is_within(&self, other: &Names) -> bool {
        match (self, other) {
            (Names::AllBut(one), Names::AllBut(other)) => other.is_subset(one),
            (Names::AllBut(_), Names::Only(_)) => false,
            (Names::Only(one), Names::AllBut(other)) => one.is_disjoint(other),
            (Names::Only(one), Names::Only(other)) => one.is_subset(other),
        }
    }

    fn compare(
        &self,
        after: &Names,
        (widened, narrowed): (Kind, Kind),
        places: Places,
        out: &mut Differences,
    ) {
        if !after.is_within(self) {
            out.push(widened, (self.shown(), after.shown()), places);
        }
        if !self.is_within(after) {
            out.push(narrowed, (self.shown(), after.shown()), places);
        }
    }

    fn shown(&self) -> String {
        match self {
            Names::AllBut(names) if names.is_empty() => "all".to_owned(),
            Names::AllBut(names) => format!("all but {}", list(names.iter().map(String::as_str))),
            Names::Only(names) => list(names.iter().map(String::as_str)),
        }
    }
}

/// What passes of the headers of a request, by where it comes from. Names are lower case.
struct Sent {
    /// What the client may send besides.
    passing: Names,
    /// What the client may send of its credential.
    credentials: BTreeSet<String>,
    /// What the gateway makes of claims.
    minted: BTreeSet<String>,
    /// What passes of those that claim an identity, as the client sends it.
    identity: Names,
}

impl Sent {
    /// Leaves out headers that do not pass as the client sends them, whatever else is decided.
    fn without(&mut self, names: &[String]) {
        for name in names {
            self.credentials.remove(name);
            for set in [&mut self.passing, &mut self.identity] {
                match set {
                    Names::AllBut(all) => drop(all.insert(name.clone())),
                    Names::Only(all) => drop(all.remove(name)),
                }
            }
        }
    }
}

pub(super) fn headers(sides: &Sides<'_, '_>, plans: (&HeaderPlan, &HeaderPlan), out: &mut Differences) {
    // A header that either side reads a credential from is not one like others on the other side.
    let read: BTreeSet<String> = read(sides.before).chain(read(sides.after)).collect();
    let mut own: BTreeSet<String> = sides.before.checked().union(sides.after.checked()).cloned().collect();
    // What one side alone strips passes at the other where all headers do.
    if sides.before.strips() && sides.after.strips() {
        let (one, other) = (sides.before.stripped(), sides.after.stripped());
        own.extend(one.symmetric_difference(&other).cloned());
    }
    let claims = |name: &String| sides.before.is_identity(name) || sides.after.is_identity(name);
    // KrakenD strips nothing: what claims an identity on either side is one header, and no other at each.
    let claimed: BTreeSet<String> = match sides.before.strips() && sides.after.strips() {
        true => BTreeSet::new(),
        false => listed(sides.before).chain(listed(sides.after)).filter(claims).collect(),
    };
    let common = (&read, &own, &claimed);
    let (mut before, mut after) = (sent(plans.0, sides.before, common), sent(plans.1, sides.after, common));
    let (edits, edits_after) = (edits(plans.0, sides.before), edits(plans.1, sides.after));
    // What both set or remove is not what the client sends.
    let edited = |name: &String| {
        [&edits, &edits_after].into_iter().all(|all| all.iter().any(|edit| edit.name() == *name))
    };
    let all: Vec<String> = edits.iter().map(|edit| edit.name().to_owned()).filter(edited).collect();
    before.without(&all);
    after.without(&all);
    traffic::edits((&edits, &edits_after), sides.places(Aspect::Policies), out);
    before.passing.without_common(&mut after.passing);
    let places = sides.places(Aspect::Headers);
    before.passing.compare(&after.passing, (Kind::HeadersWidened, Kind::HeadersNarrowed), places, out);
    before.identity.compare(&after.identity, (Kind::StripRemoved, Kind::StripAdded), places, out);
    // Where one side has no credential, nothing is read, forwarded and minted: that is no other change.
    if sides.before.checks().is_empty() != sides.after.checks().is_empty() && sides.before.strips() {
        return;
    }
    let pair = (&before.credentials, &after.credentials);
    each(pair, (Kind::CredentialForwarded, Kind::CredentialKept), sides.places(Aspect::Credentials), out);
    each((&before.minted, &after.minted), (Kind::IdentityAdded, Kind::IdentityRemoved), places, out);
    for name in before.minted.intersection(&after.minted) {
        let (old, new) = (made_of(sides.before, name), made_of(sides.after, name));
        if old != new {
            out.push(Kind::IdentityChanged, (minted_values(name, &old), minted_values(name, &new)), places);
        }
    }
}

/// What the gateway sets and removes of the headers of a request. KrakenD does so with every header.
fn edits(plan: &HeaderPlan, view: &View<'_>) -> Vec<HeaderEdit> {
    let of_endpoint = view.endpoint.policies.iter().find_map(|policy| match policy {
        EndpointPolicy::RequestHeaders(edits) => Some(edits.to_vec()),
        _ => None,
    });
    if view.strips() { plan.edits.clone() } else { of_endpoint.unwrap_or_default() }
}

/// What the checks of an endpoint make a header of, in the order in which they are tried.
fn made_of<'s>(view: &View<'s>, name: &str) -> Vec<&'s Minted> {
    let kinds = view.verified().into_iter().filter_map(|check| check.kind);
    let named = |minted: &&MintedHeader| minted.header.eq_ignore_ascii_case(name);
    kinds.flat_map(minted_by).filter(named).map(|minted| &minted.value).collect()
}

fn minted_values(name: &str, values: &[&Minted]) -> String {
    let values: Vec<String> = values.iter().map(|value| source(value)).collect();
    format!("{name} from {}", values.join(", or "))
}

/// What a header is made of, in words.
fn source(minted: &Minted) -> String {
    match minted {
        Minted::First(claims) if claims.len() == 1 => format!("the claim {}", claims[0]),
        Minted::First(claims) => format!("the first of the claims {}", claims.join(", ")),
        Minted::Join { claim, separator } => format!("the claim {claim}, joined with {separator:?}"),
        Minted::Equals { claim, text } => {
            format!("the text {text:?}, if {} is {:?}", claim.claim, claim.value)
        }
        Minted::Bits { claim, bits } => {
            let bits: Vec<String> = bits.iter().map(|bit| format!("{}={}", bit.name, bit.position)).collect();
            format!("the bits {} of the claim {claim}", bits.join(" "))
        }
        Minted::Select { claim, header, within } => {
            format!("the client's {header} if the claim {within} lists it, else the claim {claim}")
        }
        Minted::Header(header) => format!("the header {header} of the check's response"),
    }
}

fn each(
    (before, after): (&BTreeSet<String>, &BTreeSet<String>),
    (added, removed): (Kind, Kind),
    places: Places,
    out: &mut Differences,
) {
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| -> Vec<String> {
        one.difference(other).cloned().collect()
    };
    let (lost, gained) = (only(before, after), only(after, before));
    if !gained.is_empty() {
        out.push(added, (None, gained.join(", ")), places);
    }
    if !lost.is_empty() {
        out.push(removed, (lost.join(", "), None), places);
    }
}

/// The headers that an endpoint reads its credential from.
fn read(view: &View<'_>) -> impl Iterator<Item = String> {
    let sources = view.plan.credential.reads().into_iter().filter_map(header);
    sources.collect::<Vec<_>>().into_iter()
}

/// The headers that an author lists, lower case.
fn listed(view: &View<'_>) -> impl Iterator<Item = String> {
    view.listed().unwrap_or_default().iter().map(|name| name.to_ascii_lowercase())
}

/// `read` are the headers that the endpoints read credentials from, `own` those that any check of the gateways reads or
/// mints, and those that one gateway alone strips: of what is reserved, only these can differ. `foreign` are those that
/// claim an identity on either side, where KrakenD runs one.
fn sent(
    plan: &HeaderPlan,
    view: &View<'_>,
    (read, own, foreign): (&BTreeSet<String>, &BTreeSet<String>, &BTreeSet<String>),
) -> Sent {
    let HeaderPlan { passing, credentials, minted, edits: _, .. } = plan;
    let is_withheld = |name: &&String| plan.reserved().reason(name).is_some();
    let minted: BTreeSet<String> = minted.iter().cloned().collect();
    let listed: Option<BTreeSet<String>> = match (view.strips(), passing, view.listed()) {
        (true, Passing::List(names), _) => Some(names.iter().cloned().collect()),
        (false, _, Some(names)) => Some(names.iter().map(|name| name.to_ascii_lowercase()).collect()),
        (true, Passing::All, _) | (false, _, None) => None,
    };
    // KrakenD forwards nothing that is not listed.
    let forwarded = if view.strips() { credentials.as_slice() } else { &[] };
    let mut passed: BTreeSet<String> = forwarded.iter().filter_map(header).collect();
    match &listed {
        Some(listed) => passed.extend(read.intersection(listed).cloned()),
        None if view.strips() => passed.extend(read.iter().filter(|name| !is_withheld(name)).cloned()),
        None => passed.extend(read.iter().cloned()),
    }
    let identity = claimed(view, &listed, (&minted, foreign));
    let is_identity = |name: &String| view.is_identity(name) || foreign.contains(name);
    let besides = |name: &String| !read.contains(name) && !minted.contains(name) && !is_identity(name);
    let passing = match listed {
        Some(names) => Names::Only(names.into_iter().filter(besides).collect()),
        None if view.strips() => Names::AllBut(own.difference(read).filter(is_withheld).cloned().collect()),
        None => Names::everything(),
    };
    Sent { passing, credentials: passed, minted, identity }
}

/// The identity headers that pass as the client sends them: none of its own at `gwr`.
fn claimed(
    view: &View<'_>,
    listed: &Option<BTreeSet<String>>,
    (minted, foreign): (&BTreeSet<String>, &BTreeSet<String>),
) -> Names {
    let is_identity = |name: &String| view.is_identity(name) || foreign.contains(name);
    match (view.strips(), listed) {
        (true, None) => Names::Only(BTreeSet::new()),
        (true, Some(names)) => {
            let passes = |name: &&String| foreign.contains(*name) && !view.is_identity(name);
            Names::Only(names.iter().filter(passes).cloned().collect())
        }
        (false, None) => Names::everything(),
        (false, Some(names)) => {
            // A check that does not make a header leaves that of the client; so does a request without a credential.
            let is_made = |name: &String| {
                let makes = |check: &Checked<'_>| {
                    check.kind.is_some_and(|kind| {
                        minted_by(kind).iter().any(|one| one.header.eq_ignore_ascii_case(name))
                    })
                };
                let is_required = !view.endpoint.credential.is_open();
                minted.contains(name) && is_required && view.checks().iter().all(makes)
            };
            let forged = |name: &&String| is_identity(name) && !is_made(name);
            Names::Only(names.iter().filter(forged).cloned().collect())
        }
    }
}

fn header(source: &Source) -> Option<String> {
    match source {
        Source::Header(name) => Some(name.clone()),
        Source::Cookie(_) => None,
    }
}
