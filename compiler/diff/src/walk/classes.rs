//! One class of requests: what both sides decide about it, and the group of each difference.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use gwc_artifact::{Method, MethodSet, Segment};

use super::{Group, Walk};
use crate::change::EndpointRef;
use crate::compare;
use crate::difference::Difference;
use crate::kind::Kind;
use crate::region::{End, Part, Region};
use crate::router::{Live, Outcome, Outcomes, Own};
use crate::segments::Segments;
use crate::view::View;
use crate::witness;

impl<'w> Walk<'w> {
    /// Asks both sides about one class of paths, under every method.
    pub(super) fn class(&mut self, live: &[Vec<Live>; 2], end: End) {
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
        if groups.iter().any(|group| opens(all[*group].kind) || all[*group].is_opened) {
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
        let found = match self.beside_own(pair) {
            (Outcome::Own(before), Outcome::Own(after)) if before == after => return Rc::new([]),
            (Outcome::Own(_), Outcome::Own(_)) => vec![witness::own_answer()],
            (Outcome::Own(_), Outcome::Endpoint(after)) => {
                vec![witness::added(self.view(1, after), method, self.shared[0])]
            }
            (Outcome::Endpoint(before), Outcome::Own(_)) => {
                vec![witness::removed(self.view(0, before), method)]
            }
            (Outcome::Endpoint(before), Outcome::Endpoint(after)) => {
                return self.endpoints(before, after, pair, method, class);
            }
        };
        self.record(found, pair, method, class)
    }

    /// Two outcomes, where the one beside an answer of the gateway itself is 404 for an endpoint whose hosts the gateway
    /// does not answer. Two endpoints are compared with their hosts.
    fn beside_own(&self, pair: (Outcome, Outcome)) -> (Outcome, Outcome) {
        let answered = |side: usize, outcome: Outcome| match outcome {
            Outcome::Endpoint(at) if !crate::hosts::is_answered(&self.view(side, at).plan.hosts) => {
                Outcome::Own(Own::NotFound)
            }
            outcome => outcome,
        };
        match pair {
            (Outcome::Endpoint(_), Outcome::Own(_)) => (answered(0, pair.0), pair.1),
            (Outcome::Own(_), Outcome::Endpoint(_)) => (pair.0, answered(1, pair.1)),
            pair => pair,
        }
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
        if let Some(known) = self.pairs.get(&(before, after)) {
            return Rc::clone(known);
        }
        // Paths of one shape are compared as they are; others for the texts of this class. A text of the class may be the
        // one that another template has.
        let alike = self.are_alike(before, after)
            && self.view(0, before).sends_by_same_templates(self.view(1, after));
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
                let segments = self.filled(&difference, class.0);
                let made = witness::of(&difference, (pair, views), method, (&segments, class.1));
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

    /// The segments of a class, with those that a difference names, where they are of the class.
    fn filled(&self, difference: &Difference, segments: &[String]) -> Vec<String> {
        let mut segments = segments.to_vec();
        for (at, text) in difference.opened.iter().flat_map(|opened| &opened.segments) {
            if self.parts.get(*at).is_some_and(|part| part.has(text)) {
                segments[*at].clone_from(text);
            }
        }
        segments
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
    pub(super) fn group(&mut self, difference: Difference) -> usize {
        let Difference { kind, before, after, places, exposure, opened } = difference;
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
                exposure,
                is_opened: false,
            });
            groups.len() - 1
        });
        groups[at].exposure = groups[at].exposure.max(exposure);
        groups[at].is_opened |= opened.is_some_and(|opened| opened.public);
        groups[at].places.0.extend(places.0);
        groups[at].places.1.extend(places.1);
        at
    }
}

/// Whether a change lets requests without a credential through.
fn opens(kind: Kind) -> bool {
    matches!(kind, Kind::CredentialRemoved | Kind::PublicEndpointAdded)
}
