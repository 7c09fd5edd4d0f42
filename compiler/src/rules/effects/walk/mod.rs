//! Walks a configuration along the table and reports what has no effect, or another one than it seems.

mod edits;
mod names;
mod values;

use std::collections::{BTreeMap, HashMap};

use crate::lint::Subject;
use crate::rules::effects as rules;
use gwc_krakend::effects::modifier::MARTIAN;
use gwc_krakend::effects::{Component, Key, Kind, Level, Reads, find, is_comment};
use gwc_krakend::value::{Entry, Value};
use gwc_krakend::{go, namespaces};
use gwc_syntax::diagnostic::{Applicability, Diagnostic};
use gwc_syntax::source::Span;
use gwc_syntax::tree::NodeId;
use gwc_syntax::value::Target;

/// All findings about keys and blocks.
pub fn walk(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let mut walker = Walker { subject, out, spellings: HashMap::new() };
    walker.level(subject.root, Level::Service);
}

struct Walker<'a, 'o> {
    subject: &'a Subject<'a>,
    out: &'o mut Vec<Diagnostic>,
    /// How often each key is there, in any case, in the maps that were asked about.
    spellings: HashMap<NodeId, HashMap<String, usize>>,
}

/// What the keys of a map belong to.
#[derive(Clone, Copy)]
struct Within {
    /// The map itself.
    map: NodeId,
    /// In a sentence: "on an endpoint", "in `qos/ratelimit/router`".
    place: &'static str,
    reads: Reads,
    /// The level, when the map is one itself.
    level: Option<Level>,
    /// The component, when it is part of one.
    component: Option<&'static Component>,
    /// Whether other keys may be there.
    open: bool,
    /// Whether the keys are names: they are read in this case only.
    names: bool,
    /// How many modifiers stand around it.
    depth: usize,
}

/// Modifiers in modifiers are looked into so far, and no farther.
const DEEPEST: usize = 64;

impl<'a> Walker<'a, '_> {
    fn level(&mut self, node: NodeId, level: Level) {
        let within = Within {
            map: node,
            place: level.place(),
            reads: Reads::Weakly,
            level: Some(level),
            component: None,
            open: false,
            names: false,
            depth: 0,
        };
        self.map(node, level.keys(), within);
    }

    fn span(&self, node: NodeId) -> Span {
        self.subject.tree.doc.span(node)
    }

    fn value(&self, node: NodeId) -> Value<'a> {
        self.subject.tree.value(node)
    }

    /// The bracket of a map, or its first key where it has none: for what is missing in it.
    fn start(&self, node: NodeId) -> Span {
        let span = self.span(self.subject.tree.doc.follow(node));
        let first = self.subject.tree.doc.map(node).and_then(|entries| entries.first());
        match first.map(|entry| self.span(entry.key)) {
            Some(key) if key.start == span.start => key,
            _ => span.slice(0, span.len().min(1)),
        }
    }

    fn place(&self, within: Within) -> String {
        within
            .component
            .map_or_else(|| within.place.to_owned(), |component| format!("in `{}`", component.name))
    }

    /// A map whose keys are known.
    fn map(&mut self, node: NodeId, keys: &'static [Key], within: Within) {
        if !matches!(self.value(node), Value::Map(_)) {
            return;
        }
        let within = Within { map: node, ..within };
        let entries = self.subject.tree.entries(node);
        let mut spelled: BTreeMap<&str, Vec<Entry<'_>>> = BTreeMap::new();
        for entry in &entries {
            let folds = within.reads != Reads::Option && !within.names;
            let exact = keys.iter().find(|k| k.name == entry.name);
            let known = exact.or_else(|| keys.iter().find(|k| folds && go::equal_fold(k.name, entry.name)));
            match known {
                Some(key) => {
                    spelled.entry(key.name).or_default().push(*entry);
                    self.key(key, entry, within);
                }
                None if is_comment(entry.name) => {}
                None if within.open => self.other_key(node, entry, keys, &entries),
                None => self.unknown_key(entry, keys, within),
            }
        }
        for key in keys.iter().filter(|key| key.required && !spelled.contains_key(key.name)) {
            let place = self.place(within);
            let message = format!("`{}` is missing {place}", key.name);
            let help = format!("add it: {}", key.doc);
            self.out.push(rules::KEY_LEFT_OUT.at(self.start(node), message).help(help));
        }
        for (name, entries) in spelled.into_iter().filter(|(_, entries)| entries.len() > 1) {
            self.two_spellings(node, name, &entries);
        }
    }

    fn key(&mut self, key: &'static Key, entry: &Entry<'_>, within: Within) {
        if entry.name != key.name {
            let finding = rules::KEY_IN_OTHER_CASE
                .at(self.span(entry.key), format!("`{}` is read as `{}`", entry.name, key.name))
                .help(format!("write `{}`", key.name));
            let finding = self.rename(finding, within.map, entry.key, key.name, Applicability::Safe);
            self.out.push(finding);
        }
        if self.value(entry.value) == Value::Null {
            let message = format!("`{}` is null, and counts as absent", key.name);
            let finding = rules::NULL_VALUE.at(self.span(entry.value), message).help("remove it");
            let finding = self.remove(finding, within.map, entry);
            self.out.push(finding);
            return;
        }
        if key.enterprise {
            let message =
                format!("`{}` is read by the Enterprise edition only, here it does nothing", key.name);
            self.out.push(rules::ENTERPRISE_ONLY.at(self.span(entry.key), message).help("remove it"));
            return;
        }
        if let Target::KrakendCe { minor, .. } = self.subject.target
            && u16::from(minor) < key.since
        {
            let message = format!("`{}` is read from KrakenD 2.{} on, not by 2.{minor}", key.name, key.since);
            self.out.push(rules::IGNORED_BY_VERSION.at(self.span(entry.key), message));
            return;
        }
        if !key.default.is_empty() && self.is_default(entry.value, key) {
            let message = "this says what would be so without it";
            let finding = rules::DEFAULT_RESTATED.at(self.span(entry.key), message).help("remove it");
            let finding = if key.required { finding } else { self.remove(finding, within.map, entry) };
            self.out.push(finding);
        }
        self.kind(entry, key, within);
    }

    fn extra(&mut self, node: NodeId, level: Option<Level>) {
        let (Some(level), Value::Map(_)) = (level, self.value(node)) else { return };
        let entries = self.subject.tree.entries(node);
        for entry in &entries {
            self.block(node, entry, level);
            let Some(long) = namespaces::long(entry.name) else { continue };
            if let Some(other) = entries.iter().find(|e| e.name == long) {
                let message = format!("`{}` and `{long}` are one block; the short one wins", entry.name);
                self.out.push(
                    self.superseded(
                        rules::TWO_SPELLINGS
                            .at(self.span(other.key), message)
                            .label("never read")
                            .related(self.span(entry.key), "read instead")
                            .help("keep one of them"),
                        node,
                        (other, entry),
                    ),
                );
            }
        }
    }

    fn block(&mut self, map: NodeId, entry: &Entry<'_>, level: Level) {
        let Some(component) = find(entry.name, level) else {
            if !is_comment(entry.name) {
                self.unknown_component(map, entry, level);
            }
            return;
        };
        if entry.name != component.name {
            let message = format!("`{}` is the long name of `{}`", entry.name, component.name);
            let finding = rules::LONG_NAME.at(self.span(entry.key), message).help("write the short one");
            let finding = self.rename(finding, map, entry.key, component.name, Applicability::Safe);
            self.out.push(finding);
        }
        let hanzo = self.subject.target == Target::Hanzo;
        let read = if hanzo { component.hanzo } else { component.levels };
        if !read.contains(&level) {
            self.unread_component(entry, component, level, read);
            return;
        }
        if let Target::KrakendCe { minor, .. } = self.subject.target
            && u16::from(minor) < component.since
        {
            let message = format!(
                "`{}` is read from KrakenD 2.{} on, not by 2.{minor}",
                component.name, component.since
            );
            self.out.push(rules::IGNORED_BY_VERSION.at(self.span(entry.key), message));
            return;
        }
        let within = Within {
            map: entry.value,
            place: component.name,
            reads: component.reads,
            level: None,
            component: Some(component),
            open: matches!(component.body, Kind::Open(_)),
            names: false,
            depth: 0,
        };
        if !self.fits(entry.value, component.body) {
            let found = self.value(entry.value).kind();
            let message = format!(
                "`{}` wants {}, not a {}: {}",
                component.name,
                component.body.noun(),
                word(found),
                component.mismatch
            );
            self.out.push(rules::WRONG_KIND_OF_OPTION.at(self.span(entry.value), message));
        }
        match component.body {
            Kind::Object(keys) | Kind::Open(keys) => self.map(entry.value, keys, within),
            Kind::Objects(keys) => {
                let items = self.items(entry.value);
                items.into_iter().for_each(|item| self.map(item, keys, within));
            }
            Kind::Modifier => self.map(entry.value, MARTIAN, Within { names: true, ..within }),
            _ => {}
        }
    }

    fn kind(&mut self, entry: &Entry<'_>, key: &'static Key, within: Within) {
        if within.reads == Reads::Weakly {
            self.coerced(entry, key);
        } else if !self.fits(entry.value, key.kind) {
            self.wrong_kind(entry, key, within);
        }
        if let Kind::Word(words) = key.kind
            && let Value::Str(text) = self.value(entry.value)
            && !words.contains(&text)
        {
            self.unknown_word(entry, key, text, words);
        }
        if within.depth > DEEPEST {
            return;
        }
        let inner = Within {
            level: None,
            open: matches!(key.kind, Kind::Open(_)),
            names: false,
            depth: within.depth + 1,
            ..within
        };
        match key.kind {
            Kind::Object(keys) | Kind::Open(keys) => self.map(entry.value, keys, inner),
            Kind::Objects(keys) => {
                let items = self.items(entry.value);
                items.into_iter().for_each(|item| self.map(item, keys, inner));
            }
            Kind::Items(level) => {
                self.items(entry.value).into_iter().for_each(|item| self.level(item, level))
            }
            Kind::Extra => self.extra(entry.value, within.level),
            Kind::Modifier => self.map(entry.value, MARTIAN, Within { names: true, ..inner }),
            Kind::Modifiers => {
                let items = self.items(entry.value);
                items.into_iter().for_each(|item| self.map(item, MARTIAN, Within { names: true, ..inner }));
            }
            _ => {}
        }
    }

    /// The items of a list; a single value counts as a list of one, as the decoder has it.
    fn items(&self, node: NodeId) -> Vec<NodeId> {
        match self.value(node) {
            Value::List(items) => items.to_vec(),
            _ => vec![node],
        }
    }
}

/// Go's kinds in the words of JSON.
fn word(kind: &str) -> &str {
    match kind {
        "slice" => "list",
        "map" => "map",
        "bool" => "boolean",
        "string" => "string",
        _ => "number",
    }
}
