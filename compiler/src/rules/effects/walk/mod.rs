//! Walks a configuration along the table of effects and reports what KrakenD ignores or reads as something else.

mod components;
mod edits;
mod migration;
mod moves;
mod names;
mod options;
mod values;
mod wrong_kinds;

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

/// All findings about keys and components.
pub fn walk(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let mut walker = Walker {
        subject,
        out,
        spellings: HashMap::new(),
        levels: Vec::new(),
        renamed: Vec::new(),
        replaced: Vec::new(),
        wrong: Vec::new(),
    };
    walker.level(subject.root, Level::Service);
    walker.join_wrong_kinds();
    walker.migrate();
}

struct Walker<'a, 'o> {
    subject: &'a Subject<'a>,
    out: &'o mut Vec<Diagnostic>,
    /// How often each key appears, in any case, in the maps that were looked up.
    spellings: HashMap<NodeId, HashMap<String, usize>>,
    /// The levels around the place of the walk, and their maps.
    levels: Vec<(Level, NodeId)>,
    /// The old names that were found, each with the new one.
    renamed: Vec<(&'static str, &'static str)>,
    /// What the finding about the last component with an old name replaces: its name, then names of its options.
    replaced: Vec<String>,
    /// The options whose values have the wrong type.
    wrong: Vec<WrongKind>,
}

/// An option whose value has another type than the one that the component reads.
struct WrongKind {
    /// The index of its finding.
    at: usize,
    /// The map that contains it.
    map: NodeId,
    component: &'static Component,
    name: &'static str,
    /// The right type, with an article.
    expected: &'static str,
    /// The option with its value in the right type, where the value has one.
    written: Option<String>,
}

/// What the keys of a map belong to.
#[derive(Clone, Copy)]
struct Within {
    /// The map itself.
    map: NodeId,
    /// Of a level, in a sentence: "on an endpoint". Else the name of the component, or of a modifier in it.
    place: &'static str,
    reads: Reads,
    /// The level, when the map is one itself.
    level: Option<Level>,
    /// The component, when it is part of one.
    component: Option<&'static Component>,
    /// The finding that the component has an old name.
    former: Option<usize>,
    /// Whether a plugin may read other keys.
    open: bool,
    /// Whether the keys are names, which are read in their exact case only.
    names: bool,
    /// How many modifiers contain it.
    depth: usize,
}

/// Nested modifiers are checked down to this depth.
const DEEPEST: usize = 64;

impl<'a> Walker<'a, '_> {
    fn level(&mut self, node: NodeId, level: Level) {
        let within = Within {
            map: node,
            place: level.place(),
            reads: Reads::Weakly,
            level: Some(level),
            component: None,
            former: None,
            open: false,
            names: false,
            depth: 0,
        };
        self.levels.push((level, node));
        self.map(node, level.keys(), within);
        self.levels.pop();
    }

    fn span(&self, node: NodeId) -> Span {
        self.subject.tree.doc.span(node)
    }

    fn value(&self, node: NodeId) -> Value<'a> {
        self.subject.tree.value(node)
    }

    /// The bracket of a map, or its first key if it has none: the place of a missing key.
    fn start(&self, node: NodeId) -> Span {
        let span = self.span(self.subject.tree.doc.follow(node));
        let first = self.subject.tree.doc.map(node).and_then(|entries| entries.first());
        match first.map(|entry| self.span(entry.key)) {
            Some(key) if key.start == span.start => key,
            _ => span.slice(0, span.len().min(1)),
        }
    }

    fn place(&self, within: Within) -> String {
        match within.component {
            None => within.place.to_owned(),
            Some(component) if component.name == within.place => format!("in `{}`", component.name),
            Some(component) => format!("in `{}` of `{}`", within.place, component.name),
        }
    }

    /// A map with known keys.
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
        let renamed = |key: &&Key| entries.iter().any(|entry| self.is_old_name(within, entry.name, key.name));
        let missing = keys.iter().filter(|key| key.required && !spelled.contains_key(key.name));
        let missing: Vec<&Key> = missing.filter(|key| !renamed(key)).collect();
        for key in missing {
            if key.name == "version" && within.level == Some(Level::Service) && self.version_is_refused() {
                continue;
            }
            let place = self.place(within);
            let read = match key.default {
                _ if key.name == "scope" && within.component.is_some_and(|c| c.name != within.place) => {
                    "applies the modifier to requests and to responses".to_owned()
                }
                "" => "reads it as empty or zero".to_owned(),
                default => format!("uses `{default}`"),
            };
            let message = format!("missing key `{}` {place}: KrakenD {read}", key.name);
            let help = format!("add `{}`: {}", key.name, key.doc);
            self.out.push(rules::KEY_LEFT_OUT.at(self.start(node), message).help(help));
        }
        for (name, entries) in spelled.into_iter().filter(|(_, entries)| entries.len() > 1) {
            self.two_spellings(node, name, &entries);
        }
    }

    fn key(&mut self, key: &'static Key, entry: &Entry<'_>, within: Within) {
        if entry.name != key.name {
            let finding = rules::KEY_IN_OTHER_CASE
                .at(
                    self.span(entry.key),
                    format!(
                        "key `{}` differs from `{}` in case: KrakenD reads it, but other tools do not",
                        entry.name, key.name
                    ),
                )
                .help(format!("rename it to `{}`", key.name));
            let finding = self.rename(finding, within.map, entry.key, key.name, Applicability::Safe);
            self.out.push(finding);
        }
        if self.value(entry.value) == Value::Null {
            let message = format!("`{}` is `null`, which KrakenD treats as absent", key.name);
            let finding = rules::NULL_VALUE.at(self.span(entry.value), message).help("remove it");
            let finding = self.remove(finding, within.map, entry);
            self.out.push(finding);
            return;
        }
        if key.enterprise {
            let message = format!("`{}` has no effect: only KrakenD Enterprise reads it", key.name);
            self.out.push(rules::ENTERPRISE_ONLY.at(self.span(entry.key), message).help("remove it"));
            return;
        }
        if let Target::KrakendCe { minor, .. } = self.subject.target
            && u16::from(minor) < key.since
        {
            self.ignored_by_version(entry, key.name, key.since, minor);
            return;
        }
        // Without a required key the finding would be a missing key.
        if !key.required && !key.default.is_empty() && self.is_default(entry.value, key) {
            // One text for all keys: equal messages become one finding.
            let message = "this key is set to its default value, so it has no effect";
            let finding = rules::DEFAULT_RESTATED.at(self.span(entry.key), message).help("remove it");
            let finding = self.remove(finding, within.map, entry);
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
                let message = format!(
                    "`{}` and `{long}` are the same component; the short name takes effect",
                    entry.name
                );
                self.out.push(
                    self.superseded(
                        rules::TWO_SPELLINGS
                            .at(self.span(other.key), message)
                            .label("has no effect")
                            .related(self.span(entry.key), "takes effect")
                            .help("keep one of them"),
                        node,
                        (other, entry),
                    ),
                );
            }
        }
    }

    fn block(&mut self, map: NodeId, entry: &Entry<'_>, level: Level) {
        let known = find(entry.name, level);
        let former = if known.is_none() { self.renamed_component(map, entry, level) } else { None };
        let Some(component) = known.or(former.map(|(component, _)| component)) else {
            if !is_comment(entry.name) {
                self.unknown_component(map, entry, level);
            }
            return;
        };
        if known.is_some() && entry.name != component.name {
            let message = format!(
                "`{}` is the long name of `{}`, and the JSON Schema and `krakend audit` know only the short one",
                entry.name, component.name
            );
            let finding = rules::LONG_NAME.at(self.span(entry.key), message);
            let finding = finding.help(format!("rename it to `{}`", component.name));
            let finding = self.rename(finding, map, entry.key, component.name, Applicability::Safe);
            self.out.push(finding);
        }
        let hanzo = self.subject.target == Target::Hanzo;
        let read = if hanzo { component.hanzo } else { component.levels };
        if !read.contains(&level) {
            if known.is_some() {
                self.unread_component(map, entry, component, level, read);
            }
            return;
        }
        if let Target::KrakendCe { minor, .. } = self.subject.target
            && u16::from(minor) < component.since
        {
            self.ignored_by_version(entry, component.name, component.since, minor);
            return;
        }
        if self.options_of_another_level(entry, component, level) {
            return;
        }
        let within = Within {
            map: entry.value,
            place: component.name,
            reads: component.reads,
            level: None,
            component: Some(component),
            former: former.map(|(_, at)| at),
            open: matches!(component.body, Kind::Open(_)),
            names: false,
            depth: 0,
        };
        if !self.fits(entry.value, component.body) {
            let (expected, found) = (component.body.noun(), noun(self.value(entry.value).kind()));
            let message = format!(
                "expected {expected} for `{}`, found {found}: {}",
                component.name, component.mismatch
            );
            let finding = rules::WRONG_KIND_OF_OPTION.at(self.span(entry.value), message);
            self.out.push(finding.help(format!("set {expected} for `{}`", component.name)));
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
        } else if matches!(key.kind, Kind::Duration) {
            self.malformed_duration(entry, key);
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
            // A modifier is found by its name.
            place: if within.names { key.name } else { within.place },
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

    fn ignored_by_version(&mut self, entry: &Entry<'_>, name: &str, since: u16, minor: u8) {
        let message = format!("KrakenD 2.{minor} ignores `{name}`, which requires 2.{since} or later");
        let finding = rules::IGNORED_BY_VERSION.at(self.span(entry.key), message);
        self.out
            .push(finding.help(format!("remove it, or set the target to `krakend-ce@2.{since}` or later")));
    }

    /// The items of a list; the decoder reads a single value as a list with one item.
    fn items(&self, node: NodeId) -> Vec<NodeId> {
        match self.value(node) {
            Value::List(items) => items.to_vec(),
            _ => vec![node],
        }
    }
}

/// Go's kinds in the words of JSON.
fn noun(kind: &str) -> &'static str {
    match kind {
        "slice" => "a list",
        "map" => "an object",
        "bool" => "a boolean",
        "string" => "a string",
        _ => "a number",
    }
}
