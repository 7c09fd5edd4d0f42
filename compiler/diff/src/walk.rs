//! The walk along the merged tree of both sides: every class of paths once.

pub(crate) mod alone;
mod classes;
mod count;

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use gwc_artifact::Method;

use crate::change::{EndpointRef, Witness};
use crate::compare;
use crate::equal::{self, Digests};
use crate::kind::{Exposure, Kind};
use crate::limit::TooLarge;
use crate::region::{End, Part, Region};
use crate::router::{Asked, Live, Outcome, Own};
use crate::side::{Place, Side};
use crate::splits::{self, Splits};
use crate::trie::position;
use crate::view::{Shared, View};
use crate::witness;

/// Differences that are one change: of one kind, with the same values.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) kind: Kind,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
    pub(crate) places: (BTreeSet<Place>, BTreeSet<Place>),
    pub(crate) endpoints: BTreeSet<EndpointRef>,
    pub(crate) classes: u64,
    pub(crate) witness: Option<Witness>,
    pub(crate) exposure: Exposure,
    /// Whether requests without a credential reach what needed one.
    pub(crate) is_opened: bool,
}

/// What the walk found.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    pub(crate) groups: Vec<Group>,
    pub(crate) regions: Vec<Region>,
    pub(crate) classes: u64,
    pub(crate) more: bool,
    pub(crate) unauthenticated: u64,
    pub(crate) touched: Touched,
}

/// The endpoints that changes are about, by their index on each side, with the kinds of those changes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Touched {
    pub(crate) before: HashMap<u32, BTreeSet<Kind>>,
    pub(crate) after: HashMap<u32, BTreeSet<Kind>>,
    /// The endpoints of each side that differ from all of the other side, and that no request meets: others take all of
    /// theirs.
    pub(crate) shadowed: [HashSet<u32>; 2],
}

/// The texts of a group, by which it is found.
type Values = (Kind, Option<String>, Option<String>);

struct Walk<'w> {
    sides: [Asked<'w>; 2],
    digests: [Digests; 2],
    views: [Vec<OnceCell<View<'w>>>; 2],
    shared: [&'w Shared<'w>; 2],
    /// Whether equal digests mean equal decisions.
    share_all: bool,
    counts: HashMap<([u8; 16], bool), u64>,
    parts: Vec<Part>,
    places: usize,
    max: usize,
    known: HashMap<Values, usize>,
    pairs: HashMap<(u32, u32), Rc<[usize]>>,
    /// Whether a class that was visited meets an endpoint, for each endpoint of each side.
    met: [Vec<bool>; 2],
    out: Walked,
}

/// Compares all classes of requests.
pub(crate) fn walk(before: &Side, after: &Side, max: usize) -> Result<Walked, TooLarge> {
    let shared = [Shared::new(before), Shared::new(after)];
    let mut walk = Walk::new([before, after], &shared, max);
    let of_gateway = walk.gateways();
    walk.visit(&[vec![Live::Node(0)], vec![Live::Node(0)]], true)?;
    Ok(walk.finished(&of_gateway))
}

impl<'w> Walk<'w> {
    fn new([before, after]: [&'w Side; 2], shared: &'w [Shared<'w>; 2], max: usize) -> Walk<'w> {
        let sides = [Asked::new(before), Asked::new(after)];
        let digests = [Digests::of(&sides[0]), Digests::of(&sides[1])];
        let empty = |side: &Side| side.gateway.endpoints.iter().map(|_| OnceCell::new()).collect();
        Walk {
            digests,
            views: [empty(before), empty(after)],
            shared: [&shared[0], &shared[1]],
            share_all: equal::share_all(before, after),
            sides,
            counts: HashMap::new(),
            parts: Vec::new(),
            places: 0,
            max,
            known: HashMap::new(),
            pairs: HashMap::new(),
            met: [before, after].map(|side| vec![false; side.gateway.endpoints.len()]),
            out: Walked::default(),
        }
    }

    /// The groups of what differs between the gateways as a whole.
    fn gateways(&mut self) -> Vec<usize> {
        let found = compare::gateways(self.sides[0].side, self.sides[1].side);
        found.into_iter().map(|difference| self.group(difference)).collect()
    }

    /// What was found, once all classes have been visited.
    fn finished(mut self, of_gateway: &[usize]) -> Walked {
        self.out.touched.shadowed = [self.shadowed(0), self.shadowed(1)];
        let sides = [self.sides[0].side, self.sides[1].side];
        for at in of_gateway {
            let Group { kind, before: old, after: new, .. } = &self.out.groups[*at];
            let made = witness::of_gateway(*kind, (old, new), sides, || self.unmatched());
            self.out.groups[*at].witness = made;
        }
        self.out
    }

    /// A path that meets no endpoint of either side, if a short one does not.
    fn unmatched(&self) -> Option<String> {
        let mut live = [vec![Live::Node(0)], vec![Live::Node(0)]];
        let mut parts = Vec::new();
        for _ in 0..4 {
            parts.push(Part::Other(self.texts(&live).into()));
            live = [0, 1].map(|side| self.sides[side].step(&live[side], None));
            let path = witness::decoded(&witness::segments(&parts, End::Here), false);
            let is_missed = |side: usize| {
                let found = self.sides[side].outcomes(&live[side], false, &path);
                found[position(Method::Get)] == Outcome::Own(Own::NotFound)
            };
            if is_missed(0) && is_missed(1) {
                return Some(path);
            }
        }
        None
    }

    /// A place of the merged tree, and all that is below it. `direct` is whether no branch ended on the way here: gin may
    /// enter such a branch and not come back.
    fn visit(&mut self, live: &[Vec<Live>; 2], direct: bool) -> Result<(), TooLarge> {
        self.places += 1 + (live[0].len() + live[1].len()) / 4;
        if self.places > self.max {
            return Err(TooLarge { places: self.max });
        }
        let digest = self.digests[0].live(&live[0]);
        let is_gin = self.sides.iter().any(Asked::is_gin);
        if self.share_all && (direct || !is_gin) && digest == self.digests[1].live(&live[1]) {
            let classes = self.count(&live[0], digest);
            self.out.classes = self.out.classes.saturating_add(classes);
            return Ok(());
        }
        // After an empty segment, this end is that of the place above with a slash.
        if self.parts.last() != Some(&Part::Empty) {
            self.class(live, End::Here);
        }
        if !self.parts.is_empty() {
            self.class(live, End::Slash);
        }
        if !live.iter().flatten().any(|live| matches!(live, Live::Node(_))) {
            self.class(live, End::Deeper);
            self.class(live, End::DeeperSlash);
            return Ok(());
        }
        self.below(live, direct)
    }

    fn below(&mut self, live: &[Vec<Live>; 2], direct: bool) -> Result<(), TooLarge> {
        let texts: Arc<[Arc<str>]> = self.texts(live).into();
        let splits = Splits::of(&self.sides, live, &texts);
        for text in &*texts {
            let next = [0, 1].map(|side| self.sides[side].step(&live[side], Some(text)));
            let direct = direct && splits.are_alike_for(text);
            self.enter(Part::Literal(Arc::clone(text)), live, &next, direct)?;
        }
        let next = [0, 1].map(|side| self.sides[side].step(&live[side], None));
        self.enter(Part::Other(texts), live, &next, direct)?;
        // gin takes nothing for a parameter, where something follows; gwr refuses two slashes in a row.
        let empty = [0, 1].map(|side| match self.sides[side].is_gin() {
            true => next[side].clone(),
            false => Vec::new(),
        });
        match empty.iter().all(Vec::is_empty) {
            true => Ok(()),
            false => self.enter(Part::Empty, live, &empty, direct),
        }
    }

    fn enter(
        &mut self,
        part: Part,
        from: &[Vec<Live>; 2],
        to: &[Vec<Live>; 2],
        direct: bool,
    ) -> Result<(), TooLarge> {
        let keeps_all = [0, 1].into_iter().all(|side| to[side].len() >= from[side].len());
        self.parts.push(part);
        let result = self.visit(to, direct && keeps_all);
        self.parts.pop();
        result
    }

    /// The texts that either side has for the next segment, sorted.
    fn texts(&self, live: &[Vec<Live>; 2]) -> Vec<Arc<str>> {
        let mut texts: Vec<Arc<str>> = Vec::new();
        for (side, live) in self.sides.iter().zip(live) {
            for live in live {
                if let Live::Node(node) = live {
                    texts.extend(side.trie.nodes[*node as usize].literals.keys().cloned());
                }
            }
        }
        texts.retain(|text| !text.is_empty());
        texts.sort();
        texts.dedup();
        if self.sides.iter().any(Asked::is_gin) {
            splits::add_shared_beginnings(&mut texts);
        }
        texts
    }

    /// The endpoints of a side that no request meets. One that the other side has alike may be in a place that was passed
    /// over.
    fn shadowed(&self, side: usize) -> HashSet<u32> {
        let digest = |side: usize, at: usize| self.digests[side].endpoint(at as u32);
        let others: HashSet<_> = (0..self.met[1 - side].len()).map(|at| digest(1 - side, at)).collect();
        let unmet = self.met[side].iter().enumerate().filter(|(_, is_met)| !**is_met);
        let is_visited = |at: usize| !self.share_all || !others.contains(&digest(side, at));
        unmet.filter(|(at, _)| is_visited(*at)).map(|(at, _)| at as u32).collect()
    }
}
