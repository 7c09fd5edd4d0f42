//! The targets of all endpoints, by host, method and path: those that meet another one are found without looking at each.
//!
//! In one place of the tree, targets are grouped by a mark of their endpoints: all of one mark are passed over at once.

use std::collections::{BTreeMap, HashMap};

use gwc_artifact::Method;

use super::destination::Target;
use super::host::Host;
use super::slots::Slot;

/// What targets are first told apart by.
type Key = (Method, String, Option<u16>);

/// Targets by the mark of their endpoints.
type Groups = BTreeMap<u32, Vec<usize>>;

/// The targets of one side.
#[derive(Debug, Default)]
pub(crate) struct Index {
    all: Vec<(u32, Target)>,
    roots: HashMap<Key, u32>,
    nodes: Vec<Node>,
}

/// A place in the tree of segments.
#[derive(Debug, Default)]
struct Node {
    texts: HashMap<String, u32>,
    /// Where a segment leads that is no fixed text.
    open: Option<u32>,
    /// The targets that end here.
    here: Groups,
    /// The targets of all paths below.
    rest: Groups,
}

impl Index {
    /// Adds a target of an endpoint with a mark.
    pub(crate) fn insert(&mut self, endpoint: u32, mark: u32, target: Target) {
        let index = self.all.len();
        for host in &target.hosts {
            let next = self.nodes.len() as u32;
            let mut at = *self.roots.entry(key(target.method, host)).or_insert(next);
            self.grow(at);
            let mut is_rest = false;
            for slot in &target.slots {
                match slot {
                    Slot::Text(text) => at = self.text(at, text),
                    Slot::Rest => is_rest = true,
                    Slot::Segment(_) | Slot::Around { .. } | Slot::Any => at = self.open(at),
                }
            }
            let node = &mut self.nodes[at as usize];
            let groups = if is_rest { &mut node.rest } else { &mut node.here };
            groups.entry(mark).or_default().push(index);
        }
        self.all.push((endpoint, target));
    }

    fn grow(&mut self, at: u32) {
        if at as usize == self.nodes.len() {
            self.nodes.push(Node::default());
        }
    }

    fn text(&mut self, at: u32, text: &str) -> u32 {
        let next = self.nodes.len() as u32;
        let child = *self.nodes[at as usize].texts.entry(text.to_owned()).or_insert(next);
        self.grow(child);
        child
    }

    fn open(&mut self, at: u32) -> u32 {
        let next = self.nodes.len() as u32;
        let child = *self.nodes[at as usize].open.get_or_insert(next);
        self.grow(child);
        child
    }

    /// The targets of an endpoint: they were added one after another.
    pub(crate) fn of(&self, endpoint: u32) -> &[(u32, Target)] {
        let start = self.all.partition_point(|(at, _)| *at < endpoint);
        let end = self.all.partition_point(|(at, _)| *at <= endpoint);
        &self.all[start..end]
    }

    /// Whether one of the targets that may meet another one, each with its endpoint, is wanted: of those marks that are.
    pub(crate) fn any<'i>(&'i self, target: &Target, wanted: &mut Wanted<'_, 'i>) -> bool {
        let roots = target.hosts.iter().filter_map(|host| self.roots.get(&key(target.method, host)));
        roots.into_iter().any(|root| self.follow(*root, &target.slots, wanted))
    }

    fn follow<'i>(&'i self, at: u32, slots: &[Slot], wanted: &mut Wanted<'_, 'i>) -> bool {
        let node = &self.nodes[at as usize];
        let Some((first, more)) = slots.split_first() else { return self.visit(&node.here, wanted) };
        if self.visit(&node.rest, wanted) {
            return true;
        }
        match first {
            Slot::Rest => {
                return node.texts.values().chain(&node.open).any(|child| self.below(*child, wanted));
            }
            Slot::Text(text) => {
                if node.texts.get(text).is_some_and(|child| self.follow(*child, more, wanted)) {
                    return true;
                }
            }
            Slot::Segment(_) | Slot::Around { .. } | Slot::Any => {
                if node.texts.values().any(|child| self.follow(*child, more, wanted)) {
                    return true;
                }
            }
        }
        node.open.is_some_and(|child| self.follow(child, more, wanted))
    }

    fn below<'i>(&'i self, at: u32, wanted: &mut Wanted<'_, 'i>) -> bool {
        let node = &self.nodes[at as usize];
        self.visit(&node.here, wanted)
            || self.visit(&node.rest, wanted)
            || node.texts.values().chain(&node.open).any(|child| self.below(*child, wanted))
    }

    fn visit<'i>(&'i self, groups: &'i Groups, wanted: &mut Wanted<'_, 'i>) -> bool {
        groups.iter().any(|(mark, targets)| {
            let first = self.all[targets[0]].0;
            (wanted.of_mark)(*mark, first)
                && targets.iter().any(|index| (wanted.is)(self.all[*index].0, &self.all[*index].1))
        })
    }
}

/// What is looked for in an index.
pub(crate) struct Wanted<'f, 'i> {
    /// Whether endpoints of a mark may be; with one of them.
    pub(crate) of_mark: &'f mut dyn FnMut(u32, u32) -> bool,
    /// Whether a target of an endpoint is.
    pub(crate) is: &'f mut dyn FnMut(u32, &'i Target) -> bool,
}

fn key(method: Method, host: &Host) -> Key {
    (method, host.name.clone(), host.port)
}
