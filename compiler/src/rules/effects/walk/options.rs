//! Options of a component that are written outside the component.

use super::Walker;
use crate::rules::effects as rules;
use gwc_krakend::effects::{Component, Key, Kind, Level, components};
use gwc_krakend::namespaces;
use gwc_krakend::value::{Entry, Format};
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Edit};
use gwc_syntax::source::Span;
use gwc_syntax::tree::NodeId;
use gwc_syntax::value::Target;

impl Walker<'_, '_> {
    /// Reports an entry that only one component reads as its option, such as `max_rate` beside `extra_config`.
    ///
    /// `map` contains the entry: the map of a level, or its `extra_config`.
    pub(super) fn option_outside(&mut self, entry: &Entry<'_>, map: NodeId, level: Level) -> bool {
        let Some(component) = self.reader(entry, level) else { return false };
        let (option, name) = (entry.name, component.name);
        let is_own = self.levels_of(component).contains(&level);
        let place = match level {
            _ if !is_own => "of an endpoint",
            Level::Service => "at the top of the file",
            Level::Endpoint => "of the endpoint",
            Level::Backend => "of the backend",
            Level::Agent => "of the agent",
        };
        let message = format!("`{option}` has no effect here: it is an option of `{name}`");
        let help = format!("move it into the component `{name}` in the `extra_config` {place}");
        let finding = rules::MISPLACED_KEY.at(self.span(entry.key), message).help(help);
        let finding = match is_own {
            true => self.move_option(finding, entry, map, name),
            false => finding,
        };
        self.out.push(finding);
        true
    }

    fn levels_of(&self, component: &Component) -> &'static [Level] {
        if self.subject.target == Target::Hanzo { component.hanzo } else { component.levels }
    }

    /// The only component that reads an option with this name and this kind of value, at this level or on an endpoint.
    fn reader(&self, entry: &Entry<'_>, level: Level) -> Option<&'static Component> {
        let reads = |key: &Key| key.name == entry.name && !key.enterprise && self.fits(entry.value, key.kind);
        for level in [level, Level::Endpoint] {
            let at_level = components().filter(|component| self.levels_of(component).contains(&level));
            let mut readers = at_level.filter(|component| options(component).iter().any(reads));
            if let (Some(only), None) = (readers.next(), readers.next()) {
                return Some(only);
            }
        }
        None
    }

    /// Offers to move an option into its component, which is inserted if it is missing.
    fn move_option(&self, finding: Diagnostic, entry: &Entry<'_>, map: NodeId, name: &str) -> Diagnostic {
        let tree = self.subject.tree;
        let Some((_, level)) = self.levels.last() else { return finding };
        let Some(extra) = tree.get(*level, super::moves::EXTRA) else {
            return self.moved(finding, map, entry, *level, &[super::moves::EXTRA, name]);
        };
        let named = |other: &Entry<'_>| namespaces::short(other.name).unwrap_or(other.name) == name;
        let Some(component) = tree.entries(extra.value).into_iter().find(named) else {
            return match tree.doc.follow(extra.value) == tree.doc.follow(map) {
                true => self.wrapped(finding, entry, name),
                false => self.moved(finding, map, entry, extra.value, &[name]),
            };
        };
        match tree.get(component.value, entry.name) {
            Some(_) => finding,
            None => self.moved(finding, map, entry, component.value, &[]),
        }
    }

    /// Offers to put an entry into a new component at the place where the entry is.
    fn wrapped(&self, finding: Diagnostic, entry: &Entry<'_>, name: &str) -> Diagnostic {
        let (key, value) = (self.subject.written_text(entry.key), self.subject.written_text(entry.value));
        let (Some(key), Some(value), Format::Json) = (key, value, self.subject.tree.format) else {
            return finding;
        };
        let span = Span { end: self.span(entry.value).end, ..self.span(entry.key) };
        let text = format!("\"{name}\": {{ {key}: {value} }}");
        finding.fix("move it there", Applicability::Unsafe, vec![Edit { span, text }])
    }
}

/// The options of a component.
fn options(component: &Component) -> &'static [Key] {
    match component.body {
        Kind::Object(keys) | Kind::Open(keys) => keys,
        _ => &[],
    }
}
