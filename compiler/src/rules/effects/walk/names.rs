//! Names that are unknown, or known at another level.

use super::{Walker, Within};
use crate::rules::effects as rules;
use gwc_krakend::effects::{Component, Key, Level, components, find};
use gwc_krakend::value::Entry;
use gwc_syntax::diagnostic::Applicability;
use gwc_syntax::suggest;
use gwc_syntax::tree::NodeId;
use gwc_syntax::value::Target;

impl<'a> Walker<'a, '_> {
    /// A key that a plugin may read, unless it looks like a missing key.
    pub(super) fn other_key(
        &mut self,
        map: NodeId,
        entry: &Entry<'_>,
        keys: &'static [Key],
        entries: &[Entry<'_>],
    ) {
        let missing = keys.iter().filter(|k| k.required && !entries.iter().any(|e| e.name == k.name));
        if let Some(name) = suggest::nearest(entry.name, missing.map(|k| k.name)) {
            let message = format!("KrakenD ignores the key `{}`", entry.name);
            let finding = rules::UNREAD_KEY.at(self.span(entry.key), message);
            let finding = finding.help(format!("did you mean `{name}`?"));
            let finding = self.rename(finding, map, entry.key, name, Applicability::Unsafe);
            self.out.push(finding);
        }
    }

    pub(super) fn unknown_key(&mut self, entry: &Entry<'_>, keys: &'static [Key], within: Within) {
        let elsewhere = within.level.into_iter().flat_map(others).find(|level| {
            let keys = level.keys();
            keys.iter().any(|k| k.name == entry.name)
        });
        let near = suggest::nearest(entry.name, keys.iter().map(|k| k.name));
        if let (Some(level), None) = (elsewhere, near) {
            let message = format!("`{}` has no effect {}", entry.name, within.place);
            let help = format!("move it: it takes effect {}", level.place());
            self.out.push(rules::MISPLACED_KEY.at(self.span(entry.key), message).help(help));
            return;
        }
        if within.component.is_none() && find(entry.name, Level::Service).is_some() {
            let message = format!("component `{}` has no effect outside `extra_config`", entry.name);
            self.out.push(
                rules::MISPLACED_KEY.at(self.span(entry.key), message).help("move it into `extra_config`"),
            );
            return;
        }
        let place = self.place(within);
        let finding =
            rules::UNREAD_KEY.at(self.span(entry.key), format!("unknown key `{}` {place}", entry.name));
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

    pub(super) fn unknown_component(&mut self, map: NodeId, entry: &Entry<'_>, level: Level) {
        let names = components().filter(|c| c.levels.contains(&level)).map(|c| c.name);
        let message = format!("unknown component `{}`", entry.name);
        let finding = rules::UNREAD_COMPONENT.at(self.span(entry.key), message);
        let all = components().map(|c| c.name);
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

    pub(super) fn unread_component(
        &mut self,
        entry: &Entry<'_>,
        component: &Component,
        level: Level,
        read: &[Level],
    ) {
        let span = self.span(entry.key);
        let name = component.name;
        let finding = if component.enterprise.contains(&level) && self.subject.target != Target::Hanzo {
            let place = level.place();
            let message = format!("`{name}` {place} has no effect: only KrakenD Enterprise reads it there");
            let places: Vec<&str> = read.iter().map(|l| l.place()).collect();
            rules::ENTERPRISE_ONLY.at(span, message).help(if places.is_empty() {
                "remove it, or use a component of KrakenD CE".to_owned()
            } else {
                format!("move it: KrakenD CE reads it {}", places.join(" and "))
            })
        } else if read.is_empty() {
            let reader = if component.is_enterprise() { "KrakenD Enterprise" } else { "the Hanzo gateway" };
            let reader = if self.subject.target == Target::Hanzo { "KrakenD" } else { reader };
            let message = format!("`{name}` has no effect: only {reader} reads it");
            let rule = if component.is_enterprise() { &rules::ENTERPRISE_ONLY } else { &rules::OTHER_TARGET };
            rule.at(span, message).help("remove it, or use a component that this target reads")
        } else {
            let places: Vec<&str> = read.iter().map(|l| l.place()).collect();
            rules::MISPLACED_COMPONENT
                .at(span, format!("`{name}` has no effect {}", level.place()))
                .help(format!("move it: it takes effect {}", places.join(" and ")))
        };
        self.out.push(finding);
    }

    pub(super) fn two_spellings(&mut self, map: NodeId, name: &str, entries: &[Entry<'_>]) {
        let exact = entries.iter().find(|e| e.name == name);
        let loser = entries.iter().find(|e| e.name != name).unwrap_or(&entries[0]);
        let winner = exact.or_else(|| entries.iter().find(|e| e.key != loser.key)).unwrap_or(&entries[0]);
        let message = match exact {
            Some(_) => format!("`{}` has no effect, because `{name}` is set too", loser.name),
            None => format!(
                "`{}` and `{}` are the same key: KrakenD picks one at random",
                winner.name, loser.name
            ),
        };
        let finding = rules::TWO_SPELLINGS
            .at(self.span(loser.key), message)
            .related(self.span(winner.key), "other spelling")
            .help(format!("keep one of them, as `{name}`"));
        self.out.push(match exact {
            Some(_) => self.superseded(finding, map, (loser, winner)),
            None => finding,
        });
    }
}

/// The other levels, the most likely first.
fn others(level: Level) -> [Level; 3] {
    match level {
        Level::Service => [Level::Endpoint, Level::Backend, Level::Agent],
        Level::Endpoint => [Level::Backend, Level::Service, Level::Agent],
        Level::Backend => [Level::Endpoint, Level::Service, Level::Agent],
        Level::Agent => [Level::Backend, Level::Endpoint, Level::Service],
    }
}
