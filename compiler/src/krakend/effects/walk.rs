//! Walks a configuration along the table and reports what has no effect, or another one than it seems.

use std::collections::{BTreeMap, HashMap};

use super::modifier::MARTIAN;
use super::{Component, Key, Kind, Level, Reads, find, is_comment};
use crate::diagnostic::{Applicability, Diagnostic, Edit};
use crate::krakend::rules::Subject;
use crate::krakend::rules::effects as rules;
use crate::krakend::value::{Entry, Value};
use crate::krakend::{go, namespaces};
use crate::source::Span;
use crate::suggest;
use crate::syntax::NodeId;
use crate::value::Target;

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
            self.out.push(rules::MISSING_KEY.at(self.start(node), message).help(help));
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
            self.out.push(rules::WRONG_KIND.at(self.span(entry.value), message));
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

    /// A key that a plugin may read, unless it looks like one that is missing.
    fn other_key(&mut self, map: NodeId, entry: &Entry<'_>, keys: &'static [Key], entries: &[Entry<'_>]) {
        let missing = keys.iter().filter(|k| k.required && !entries.iter().any(|e| e.name == k.name));
        if let Some(name) = suggest::nearest(entry.name, missing.map(|k| k.name)) {
            let message = format!("KrakenD does not read `{}`", entry.name);
            let finding = rules::UNREAD_KEY.at(self.span(entry.key), message);
            let finding = finding.help(format!("did you mean `{name}`?"));
            let finding = self.rename(finding, map, entry.key, name, Applicability::Unsafe);
            self.out.push(finding);
        }
    }

    fn unknown_key(&mut self, entry: &Entry<'_>, keys: &'static [Key], within: Within) {
        let elsewhere = within.level.into_iter().flat_map(others).find(|level| {
            let keys = level.keys();
            keys.iter().any(|k| k.name == entry.name)
        });
        let near = suggest::nearest(entry.name, keys.iter().map(|k| k.name));
        if let (Some(level), None) = (elsewhere, near) {
            let message = format!("`{}` is not read {}", entry.name, within.place);
            let help = format!("move it: it is read {}", level.place());
            self.out.push(rules::MISPLACED_KEY.at(self.span(entry.key), message).help(help));
            return;
        }
        if within.component.is_none() && find(entry.name, Level::Service).is_some() {
            let message = format!("`{}` is a component, and is read in `extra_config` only", entry.name);
            self.out.push(
                rules::MISPLACED_KEY.at(self.span(entry.key), message).help("move it into `extra_config`"),
            );
            return;
        }
        let place = self.place(within);
        let finding =
            rules::UNREAD_KEY.at(self.span(entry.key), format!("nobody reads `{}` {place}", entry.name));
        let finding = match near {
            Some(name) => {
                let finding = finding.help(format!("did you mean `{name}`?"));
                self.rename(finding, within.map, entry.key, name, Applicability::Unsafe)
            }
            None => {
                let finding = finding.help("remove it, or start its name with `@` if it is a comment");
                self.remove(finding, within.map, entry)
            }
        };
        self.out.push(finding);
    }

    fn unknown_component(&mut self, map: NodeId, entry: &Entry<'_>, level: Level) {
        let names = super::components().filter(|c| c.levels.contains(&level)).map(|c| c.name);
        let message = format!("nobody reads `{}`", entry.name);
        let finding = rules::UNREAD_COMPONENT.at(self.span(entry.key), message);
        let all = super::components().map(|c| c.name);
        let near = suggest::nearest(entry.name, names).or_else(|| suggest::nearest(entry.name, all));
        let finding = match near {
            Some(name) => {
                let finding = finding.help(format!("did you mean `{name}`?"));
                self.rename(finding, map, entry.key, name, Applicability::Unsafe)
            }
            None => finding.help("remove it, or start its name with `@` if it is a comment"),
        };
        self.out.push(finding);
    }

    fn unread_component(&mut self, entry: &Entry<'_>, component: &Component, level: Level, read: &[Level]) {
        let span = self.span(entry.key);
        let name = component.name;
        let finding = if component.enterprise.contains(&level) && self.subject.target != Target::Hanzo {
            let message =
                format!("`{name}` {} is for the Enterprise edition, here it does nothing", level.place());
            let places: Vec<&str> = read.iter().map(|l| l.place()).collect();
            rules::ENTERPRISE_ONLY.at(span, message).help(if places.is_empty() {
                "remove it, or do it another way".to_owned()
            } else {
                format!("the Community edition reads it {}", places.join(" and "))
            })
        } else if read.is_empty() {
            let who = if component.is_enterprise() { "KrakenD Enterprise" } else { "the Hanzo gateway" };
            let who = if self.subject.target == Target::Hanzo { "KrakenD" } else { who };
            let message = format!("`{name}` is read by {who} only, here it does nothing");
            let rule = if component.is_enterprise() { &rules::ENTERPRISE_ONLY } else { &rules::OTHER_TARGET };
            rule.at(span, message).help("remove it, or do it another way")
        } else {
            let places: Vec<&str> = read.iter().map(|l| l.place()).collect();
            rules::MISPLACED_COMPONENT
                .at(span, format!("`{name}` is not read {}", level.place()))
                .help(format!("move it: it is read {}", places.join(" and ")))
        };
        self.out.push(finding);
    }

    fn two_spellings(&mut self, map: NodeId, name: &str, entries: &[Entry<'_>]) {
        let exact = entries.iter().find(|e| e.name == name);
        let loser = entries.iter().find(|e| e.name != name).unwrap_or(&entries[0]);
        let winner = exact.or_else(|| entries.iter().find(|e| e.key != loser.key)).unwrap_or(&entries[0]);
        let message = match exact {
            Some(_) => format!("`{}` is never read, because `{name}` is there too", loser.name),
            None => {
                format!("`{}` and `{}` are one key, and which is read is chance", winner.name, loser.name)
            }
        };
        let finding = rules::TWO_SPELLINGS
            .at(self.span(loser.key), message)
            .related(self.span(winner.key), "the other spelling")
            .help(format!("keep one, as `{name}`"));
        self.out.push(match exact {
            Some(_) => self.superseded(finding, map, (loser, winner)),
            None => finding,
        });
    }

    /// What the weak decoder makes of a value that is something else than it looks.
    fn coerced(&mut self, entry: &Entry<'_>, key: &'static Key) {
        let span = self.span(entry.value);
        let name = key.name;
        let value = self.value(entry.value);
        // What is read, as it is written: the fix of the warning.
        let mut exact = None;
        let finding = match (key.kind, value) {
            (Kind::Duration, Value::Float(_) | Value::Int(_) | Value::Bool(_)) => {
                let nanoseconds = value.as_number().map_or(1, go::float_to_int);
                let message =
                    format!("`{name}` is {nanoseconds} nanoseconds: a number here has no other unit");
                rules::NUMBER_AS_DURATION
                    .at(span, message)
                    .help("write a string with its unit, such as `\"3s\"`")
            }
            (Kind::Int, Value::Float(n)) if n.fract() != 0.0 => {
                let read = go::float_to_int(n);
                exact = Some(read.to_string());
                let message = format!("`{name}` is read as {read}");
                rules::COERCED_VALUE.at(span, message).help("write a whole number")
            }
            (Kind::Int | Kind::Number, Value::Str(text)) => {
                let read = go::parse_int(text).map_or_else(|_| text.to_owned(), |n| n.to_string());
                let read = if text.is_empty() { "0".to_owned() } else { read };
                exact = read.parse::<i64>().ok().map(|_| read.clone());
                rules::COERCED_VALUE
                    .at(span, format!("`{name}` is read as {read}"))
                    .help("write a number, without quotes")
            }
            (Kind::Int | Kind::Number, Value::Bool(b)) => {
                exact = Some(u8::from(b).to_string());
                let message = format!("`{name}` is read as {}", u8::from(b));
                rules::COERCED_VALUE.at(span, message).help("write a number")
            }
            (Kind::Bool, Value::Str(text)) => {
                let read = go::parse_bool(text).unwrap_or(false);
                exact = go::parse_bool(text).ok().filter(|_| !text.is_empty()).map(|read| read.to_string());
                rules::COERCED_VALUE
                    .at(span, format!("`{name}` is read as {read}"))
                    .help(format!("write `{read}`, without quotes"))
            }
            (Kind::Bool, Value::Float(_) | Value::Int(_)) => {
                let read = value.as_number() != Some(0.0);
                exact = Some(read.to_string());
                rules::COERCED_VALUE
                    .at(span, format!("`{name}` is read as {read}"))
                    .help(format!("write `{read}`"))
            }
            (Kind::Text | Kind::Word(_), Value::Float(_) | Value::Int(_) | Value::Bool(_)) => {
                let read = match value {
                    Value::Bool(b) => u8::from(b).to_string(),
                    other => other.as_number().unwrap_or(0.0).to_string(),
                };
                exact = Some(serde_json::Value::from(read.as_str()).to_string());
                rules::COERCED_VALUE
                    .at(span, format!("`{name}` is read as the text `{read}`"))
                    .help("write a string")
            }
            (Kind::Texts | Kind::Ints | Kind::Objects(_) | Kind::Items(_), value)
                if !matches!(value, Value::List(_)) =>
            {
                rules::COERCED_VALUE
                    .at(span, format!("`{name}` is read as a list of one"))
                    .help("write a list")
            }
            _ => return,
        };
        self.out.push(match exact.filter(|_| self.subject.editable(entry.value)) {
            Some(text) => {
                finding.fix(format!("write `{text}`"), Applicability::Safe, vec![Edit { span, text }])
            }
            None => finding,
        });
    }

    fn wrong_kind(&mut self, entry: &Entry<'_>, key: &'static Key, within: Within) {
        let effect = within.component.map_or("it is not read", |c| c.mismatch);
        let found = word(self.value(entry.value).kind());
        let message = format!("`{}` wants {}, not a {found}: {effect}", key.name, key.kind.noun());
        self.out.push(
            rules::WRONG_KIND.at(self.span(entry.value), message).help(format!("write {}", key.kind.noun())),
        );
    }

    fn unknown_word(&mut self, entry: &Entry<'_>, key: &'static Key, text: &str, words: &[&'static str]) {
        if words.iter().any(|w| w.eq_ignore_ascii_case(text)) && matches!(key.name, "level") {
            return;
        }
        let message = format!("`{}` knows no `{text}`, and falls back to its default", key.name);
        let help = suggest::help(text, words.iter().copied(), key.name);
        let finding = rules::UNKNOWN_WORD.at(self.span(entry.value), message).help(help);
        let near = suggest::nearest(text, words.iter().copied());
        let edit = near.and_then(|word| Some((word, self.subject.spelled(entry.value, word)?)));
        self.out.push(match edit {
            Some((word, edit)) => finding.fix(format!("write `{word}`"), Applicability::Unsafe, vec![edit]),
            None => finding,
        });
    }

    fn fits(&self, node: NodeId, kind: Kind) -> bool {
        let value = self.value(node);
        let list_of = |each: fn(&Value<'_>) -> bool| match value {
            Value::List(items) => items.iter().all(|i| each(&self.value(*i))),
            _ => false,
        };
        value == Value::Null
            || match kind {
                Kind::Text | Kind::Word(_) | Kind::Duration => value.as_str().is_some(),
                Kind::Bool => value.as_bool().is_some(),
                Kind::Int => value.as_number().is_some_and(|n| n.fract() == 0.0),
                Kind::Number => value.as_number().is_some(),
                Kind::Texts => list_of(|v| matches!(v, Value::Str(_) | Value::Null)),
                Kind::Ints => list_of(|v| v.as_number().is_some()),
                Kind::Object(_) | Kind::Open(_) | Kind::Extra | Kind::Modifier => {
                    matches!(value, Value::Map(_))
                }
                Kind::Objects(_) | Kind::Items(_) | Kind::Modifiers => {
                    list_of(|v| matches!(v, Value::Map(_) | Value::Null))
                }
                Kind::Any => true,
            }
    }

    fn is_default(&self, node: NodeId, key: &Key) -> bool {
        match self.value(node) {
            Value::Bool(b) => key.default == if b { "true" } else { "false" },
            Value::Float(n) => key.default.parse() == Ok(n),
            Value::Int(n) => key.default.parse() == Ok(n),
            Value::Str(text) => key.default.strip_prefix('"').and_then(|d| d.strip_suffix('"')) == Some(text),
            _ => false,
        }
    }

    /// Offers to replace a key, unless one of the new name is there. Only the text between the quotes changes.
    fn rename(
        &mut self,
        finding: Diagnostic,
        map: NodeId,
        key: NodeId,
        name: &str,
        sure: Applicability,
    ) -> Diagnostic {
        let own = self.subject.tree.doc.scalar(key).map_or("", |scalar| &*scalar.text);
        let taken = self.count(map, name) > usize::from(fold(own) == fold(name));
        match self.subject.spelled(key, name).filter(|_| !taken) {
            Some(edit) => {
                self.spellings.entry(map).or_default().entry(fold(name)).and_modify(|n| *n += 1).or_insert(1);
                finding.fix(format!("rename it to `{name}`"), sure, vec![edit])
            }
            None => finding,
        }
    }

    /// Offers to delete an entry that counts for nothing. Where its key stands twice, another would count then.
    fn remove(&mut self, finding: Diagnostic, map: NodeId, entry: &Entry<'_>) -> Diagnostic {
        if self.count(map, entry.name) > 1 {
            return finding;
        }
        match self.subject.removal(map, entry.key) {
            Some(span) => {
                let edit = Edit { span, text: String::new() };
                finding.fix("remove it", Applicability::Safe, vec![edit])
            }
            None => finding,
        }
    }

    /// Offers to delete the entry that is never read, because the other is. If they differ, it may be the one that was
    /// meant.
    fn superseded(
        &self,
        finding: Diagnostic,
        map: NodeId,
        (loser, winner): (&Entry<'_>, &Entry<'_>),
    ) -> Diagnostic {
        rules::remove_superseded(self.subject, finding, map, loser.key, (loser.value, winner.value))
    }

    /// How often a key is there, in any case.
    fn count(&mut self, map: NodeId, name: &str) -> usize {
        let doc = self.subject.tree.doc;
        let counts = self.spellings.entry(map).or_insert_with(|| {
            let mut counts = HashMap::new();
            for key in doc.map(map).unwrap_or_default().iter().filter_map(|entry| doc.scalar(entry.key)) {
                *counts.entry(fold(&key.text)).or_default() += 1;
            }
            counts
        });
        counts.get(&fold(name)).copied().unwrap_or(0)
    }
}

/// One text for all cases of a key.
fn fold(name: &str) -> String {
    name.to_uppercase().to_lowercase()
}

/// The other levels, the likeliest first.
fn others(level: Level) -> [Level; 3] {
    match level {
        Level::Service => [Level::Endpoint, Level::Backend, Level::Agent],
        Level::Endpoint => [Level::Backend, Level::Service, Level::Agent],
        Level::Backend => [Level::Endpoint, Level::Service, Level::Agent],
        Level::Agent => [Level::Backend, Level::Endpoint, Level::Service],
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
