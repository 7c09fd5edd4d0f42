//! The walk along the merged tree of both sides: every class of paths once.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use gwc_artifact::{Method, MethodSet, Segment};

use crate::change::{EndpointRef, Witness};
use crate::compare;
use crate::difference::Difference;
use crate::equal::{self, Digests};
use crate::kind::Kind;
use crate::limit::TooLarge;
use crate::region::{End, Part, Region};
use crate::router::{Asked, Live, Outcome, Outcomes, Own};
use crate::side::{Place, Side};
use crate::splits::{self, Splits};
use crate::trie::{METHODS, position};
use crate::view::{Segments, Shared, View};
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
    let sides = [Asked::new(before), Asked::new(after)];
    let digests = [Digests::of(&sides[0]), Digests::of(&sides[1])];
    let empty = |side: &Side| side.gateway.endpoints.iter().map(|_| OnceCell::new()).collect();
    let mut walk = Walk {
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
    };
    let of_gateway: Vec<usize> =
        compare::gateways(before, after).into_iter().map(|difference| walk.group(difference)).collect();
    walk.visit(&[vec![Live::Node(0)], vec![Live::Node(0)]], true)?;
    walk.out.touched.shadowed = [walk.shadowed(0), walk.shadowed(1)];
    for at in of_gateway {
        let Group { kind, before: old, after: new, .. } = &walk.out.groups[at];
        let made = witness::of_gateway(*kind, (old, new), [before, after], || walk.unmatched());
        walk.out.groups[at].witness = made;
    }
    Ok(walk.out)
}

impl<'w> Walk<'w> {
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

    /// How many classes are below a place that both sides have alike.
    fn count(&mut self, live: &[Live], digest: [u8; 16]) -> u64 {
        let is_root = self.parts.is_empty();
        if let Some(known) = self.counts.get(&(digest, is_root)) {
            return *known;
        }
        let mut budget = self.max;
        let paths = count(&self.sides[0], live, &mut budget);
        self.out.more |= budget == 0;
        // The root has no path with a slash more.
        let classes = (paths - u64::from(is_root)).saturating_mul(METHODS as u64 + 1);
        self.counts.insert((digest, is_root), classes);
        classes
    }

    /// Asks both sides about one class of paths, under every method.
    fn class(&mut self, live: &[Vec<Live>; 2], end: End) {
        let segments = witness::segments(&self.parts, end);
        let slash = matches!(end, End::Slash | End::DeeperSlash);
        let path = witness::decoded(&segments, slash);
        let outcomes: [Outcomes; 2] = [0, 1].map(|side| self.sides[side].outcomes(&live[side], slash, &path));
        let mut found: Vec<(Rc<[usize]>, MethodSet, bool)> = Vec::new();
        for (at, pair) in outcomes[0].into_iter().zip(outcomes[1]).enumerate() {
            self.out.classes += 1;
            for (side, outcome) in [pair.0, pair.1].into_iter().enumerate() {
                if let Outcome::Endpoint(endpoint) = outcome {
                    self.met[side][endpoint as usize] = true;
                }
            }
            let method = Method::ALL.get(at).copied();
            let groups = self.decided(pair, method, (&segments, slash));
            if groups.is_empty() {
                continue;
            }
            let at = found.iter().position(|(known, ..)| *known == groups).unwrap_or_else(|| {
                found.push((Rc::clone(&groups), MethodSet::EMPTY, false));
                found.len() - 1
            });
            match method {
                Some(method) => found[at].1.insert(method),
                None => found[at].2 = true,
            }
            self.counted(&groups);
        }
        if found.is_empty() {
            return;
        }
        let parts: Arc<[Part]> = self.parts.clone().into();
        for (groups, methods, other_methods) in found {
            let (parts, changes) = (Arc::clone(&parts), groups.to_vec());
            self.out.regions.push(Region { parts, end, methods, other_methods, changes });
        }
    }

    /// One class more for each of these groups.
    fn counted(&mut self, groups: &[usize]) {
        let all = &mut self.out.groups;
        groups.iter().for_each(|group| all[*group].classes += 1);
        if groups.iter().any(|group| opens(all[*group].kind)) {
            self.out.unauthenticated += 1;
        }
    }

    /// The groups of the differences between two outcomes.
    fn decided(
        &mut self,
        pair: (Outcome, Outcome),
        method: Option<Method>,
        class: (&[String], bool),
    ) -> Rc<[usize]> {
        let found = match pair {
            (Outcome::Own(before), Outcome::Own(after)) if before == after => return Rc::new([]),
            (Outcome::Own(_), Outcome::Own(_)) => vec![witness::own_answer()],
            (Outcome::Own(_), Outcome::Endpoint(after)) => vec![witness::added(self.view(1, after), method)],
            (Outcome::Endpoint(before), Outcome::Own(_)) => {
                vec![witness::removed(self.view(0, before), method)]
            }
            (Outcome::Endpoint(before), Outcome::Endpoint(after)) => {
                return self.endpoints(before, after, pair, method, class);
            }
        };
        self.record(found, pair, method, class)
    }

    fn endpoints(
        &mut self,
        before: u32,
        after: u32,
        pair: (Outcome, Outcome),
        method: Option<Method>,
        class: (&[String], bool),
    ) -> Rc<[usize]> {
        let is_same = self.share_all && self.digests[0].endpoint(before) == self.digests[1].endpoint(after);
        if is_same {
            return Rc::new([]);
        }
        let alike = self.are_alike(before, after);
        if alike && let Some(known) = self.pairs.get(&(before, after)) {
            return Rc::clone(known);
        }
        // Paths of one shape are compared as they are; others for the texts of this class.
        let parts: &[Part] = if alike { &[] } else { &self.parts };
        let segments = Segments { parts, deeper: class.0.len() > self.parts.len() };
        let found = compare::endpoints(self.view(0, before), self.view(1, after), segments);
        let groups = self.record(found, pair, method, class);
        if alike {
            self.pairs.insert((before, after), Rc::clone(&groups));
        }
        groups
    }

    /// Whether two endpoints have the same path, whatever its parameters are called.
    fn are_alike(&self, before: u32, after: u32) -> bool {
        let (one, other) = (&self.sides[0].endpoint(before).path, &self.sides[1].endpoint(after).path);
        one.segments.len() == other.segments.len()
            && one.segments.iter().zip(&other.segments).all(|pair| match pair {
                (Segment::Param(_), Segment::Param(_)) => true,
                (one, other) => one == other,
            })
    }

    fn view(&self, side: usize, endpoint: u32) -> &View<'w> {
        self.views[side][endpoint as usize].get_or_init(|| self.shared[side].view(endpoint))
    }

    fn record(
        &mut self,
        found: Vec<Difference>,
        pair: (Outcome, Outcome),
        method: Option<Method>,
        class: (&[String], bool),
    ) -> Rc<[usize]> {
        let mut groups = Vec::with_capacity(found.len());
        for difference in found {
            let kind = difference.kind;
            let at = self.group(difference.clone());
            groups.push(at);
            let endpoint = self.named(pair);
            if self.out.groups[at].witness.is_none() {
                let views = self.pair_of_views(pair);
                let made = witness::of(&difference, (pair, views), method, class);
                self.out.groups[at].witness = Some(made);
            }
            self.out.groups[at].endpoints.extend(endpoint);
            if let Outcome::Endpoint(before) = pair.0 {
                self.out.touched.before.entry(before).or_default().insert(kind);
            }
            if let Outcome::Endpoint(after) = pair.1 {
                self.out.touched.after.entry(after).or_default().insert(kind);
            }
        }
        groups.into()
    }

    fn pair_of_views(&self, pair: (Outcome, Outcome)) -> [Option<&View<'w>>; 2] {
        let view = |side, outcome| match outcome {
            Outcome::Endpoint(endpoint) => Some(self.view(side, endpoint)),
            Outcome::Own(_) => None,
        };
        [view(0, pair.0), view(1, pair.1)]
    }

    /// The endpoint that a change is about: the one that is there now, else the one that was.
    fn named(&self, pair: (Outcome, Outcome)) -> Option<EndpointRef> {
        let endpoint = match pair {
            (_, Outcome::Endpoint(after)) => self.sides[1].endpoint(after),
            (Outcome::Endpoint(before), _) => self.sides[0].endpoint(before),
            _ => return None,
        };
        Some(EndpointRef { path: endpoint.path.to_string(), method: endpoint.method.to_string() })
    }

    /// The group of a difference.
    fn group(&mut self, difference: Difference) -> usize {
        let Difference { kind, before, after, places } = difference;
        let groups = &mut self.out.groups;
        let at = *self.known.entry((kind, before.clone(), after.clone())).or_insert_with(|| {
            groups.push(Group {
                kind,
                before,
                after,
                places: Default::default(),
                endpoints: BTreeSet::new(),
                classes: 0,
                witness: None,
            });
            groups.len() - 1
        });
        groups[at].places.0.extend(places.0);
        groups[at].places.1.extend(places.1);
        at
    }
}

/// Whether a change lets requests without a credential through.
fn opens(kind: Kind) -> bool {
    matches!(kind, Kind::CredentialRemoved | Kind::PublicEndpointAdded)
}

/// How many classes of paths are at and below a place of one side.
fn count(side: &Asked<'_>, live: &[Live], budget: &mut usize) -> u64 {
    *budget = budget.saturating_sub(1 + live.len() / 4);
    let nodes =
        || live.iter().filter_map(|live| if let Live::Node(node) = live { Some(*node) } else { None });
    if *budget == 0 || nodes().next().is_none() {
        return 4;
    }
    let mut texts: Vec<&Arc<str>> =
        nodes().flat_map(|node| side.trie.nodes[node as usize].literals.keys()).collect();
    texts.retain(|text| !text.is_empty());
    texts.sort();
    texts.dedup();
    let mut texts: Vec<Arc<str>> = texts.into_iter().cloned().collect();
    if side.is_gin() {
        splits::add_shared_beginnings(&mut texts);
    }
    let mut paths = 2;
    for text in texts {
        paths += count(side, &side.step(live, Some(&text)), budget);
    }
    let other = side.step(live, None);
    let below = count(side, &other, budget);
    // Two slashes in a row are a class of their own for gin.
    let empty = if side.is_gin() && !other.is_empty() { below - 1 } else { 0 };
    paths + below + empty
}
