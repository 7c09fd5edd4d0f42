//! Components that are unknown, or read at another level.

use super::Walker;
use super::names::REMOVE;
use super::wrong_kinds::listed;
use crate::rules::effects as rules;
use gwc_krakend::effects::{Component, Kind, Level, components, find};
use gwc_krakend::renamed;
use gwc_krakend::value::{Entry, Value};
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Edit, Label};
use gwc_syntax::suggest;
use gwc_syntax::tree::NodeId;
use gwc_syntax::value::Target;

impl<'a> Walker<'a, '_> {
    /// A component by a name that KrakenD accepts no longer, and the index of the finding. Its options are checked as
    /// those of its successor.
    pub(super) fn renamed_component(
        &mut self,
        map: NodeId,
        entry: &Entry<'_>,
        level: Level,
    ) -> Option<(&'static Component, usize)> {
        let component = find(renamed::namespace(entry.name)?, level)?;
        let name = component.name;
        let message = format!("KrakenD ignores `{}`: the component is `{name}`", entry.name);
        let finding = rules::UNREAD_COMPONENT.at(self.span(entry.key), message);
        let help = format!("rename it to `{name}`");
        self.replaced = vec![help.clone()];
        let finding = self.rename(finding.help(help), map, entry.key, name, Applicability::Unsafe);
        self.renamed.extend(renamed::old_namespace(entry.name).map(|old| (old, name)));
        self.out.push(finding);
        Some((component, self.out.len() - 1))
    }

    /// Adds the new name of an option to the finding that its component has an old name: one mistake, one finding with
    /// the whole replacement. Not where one of the two cannot be renamed by an edit.
    pub(super) fn renamed_inside(
        &mut self,
        at: usize,
        key: NodeId,
        (old, new): (&str, &str),
        edit: Edit,
    ) -> bool {
        let span = self.span(key);
        let component = &mut self.out[at];
        let Some(fix) = &mut component.fix else { return false };
        self.replaced.push(format!("`{old}` to `{new}`"));
        let help = listed(&self.replaced);
        fix.title.clone_from(&help);
        fix.edits.push(edit);
        component.help = Some(help);
        component.related.push(Label { span, text: format!("now `{new}`") });
        true
    }

    pub(super) fn unknown_component(&mut self, map: NodeId, entry: &Entry<'_>, level: Level) {
        if self.key_in_extra(entry, level) || self.option_outside(entry, map, level) {
            return;
        }
        let message = format!("unknown component `{}`: KrakenD ignores it", entry.name);
        let finding = rules::UNREAD_COMPONENT.at(self.span(entry.key), message);
        let finding = match self.meant(entry, level) {
            Some(component) => self.suggestion(finding, map, entry, level, component),
            None => finding.help(REMOVE),
        };
        self.out.push(finding);
    }

    /// A key of the configuration that is in `extra_config`, one level too deep.
    fn key_in_extra(&mut self, entry: &Entry<'_>, level: Level) -> bool {
        let is_key = |level: &Level| level.keys().iter().any(|key| key.name == entry.name);
        let levels = [level, Level::Service, Level::Endpoint, Level::Backend];
        let Some(home) = levels.into_iter().find(is_key) else { return false };
        let message = format!("`{}` has no effect in `extra_config`: it is not a component", entry.name);
        let help = match home == level {
            true => format!("move `{}` one level up, beside `extra_config`", entry.name),
            false => format!("move `{}`: it takes effect {}", entry.name, home.place()),
        };
        let finding = rules::MISPLACED_KEY.at(self.span(entry.key), message).help(help);
        let finding = match entry.name {
            "async_agent" => finding.note("KrakenD runs no agent of this list, and consumes no message"),
            _ => finding,
        };
        self.out.push(finding);
        true
    }

    /// A component whose options are those of another level, such as a whole validator at the top of the file.
    pub(super) fn options_of_another_level(
        &mut self,
        entry: &Entry<'_>,
        component: &'static Component,
        level: Level,
    ) -> bool {
        let (own, foreign): (Vec<&str>, Vec<&str>) =
            self.options(entry).into_iter().partition(|option| knows(component, option));
        if !matches!(component.body, Kind::Object(_)) || foreign.len() <= own.len() {
            return false;
        }
        let others =
            components().filter(|other| other.name == component.name && !other.levels.contains(&level));
        let Some(other) =
            others.filter(|other| !other.levels.is_empty()).find(|other| knows_all(other, &foreign))
        else {
            return false;
        };
        let names: Vec<String> = foreign.iter().map(|option| format!("`{option}`")).collect();
        let message = format!(
            "{} in `{}` {} no effect {}",
            names.join(", "),
            component.name,
            if names.len() == 1 { "has" } else { "have" },
            level.place(),
        );
        let finding = rules::MISPLACED_COMPONENT.at(self.span(entry.key), message);
        let finding = match component.name {
            "auth/validator" => finding
                .note("endpoints without their own `auth/validator` accept requests without a token")
                .help("copy `auth/validator` into the `extra_config` of each endpoint that requires a token"),
            _ => finding.help(format!("move it: it takes effect {}", places(other.levels))),
        };
        self.out.push(finding);
        true
    }

    /// The component that a name suggests: by its words, by the options in it, or by its letters.
    fn meant(&self, entry: &Entry<'_>, level: Level) -> Option<&'static Component> {
        let options = self.options(entry);
        let by_words = renamed::by_words(entry.name, level);
        let fits = |component: &&'static Component| !options.is_empty() && knows_all(component, &options);
        if let Some(name) = by_words {
            let named = || components().filter(|component| component.name == name);
            return named().find(fits).or_else(|| find(name, level));
        }
        let at_level = components().filter(|component| component.levels.contains(&level));
        let mut fitting = at_level.filter(fits);
        if let (Some(component), None) = (fitting.next(), fitting.next()) {
            return Some(component);
        }
        let near = |component: &&'static Component| options.is_empty() || knows_any(component, &options);
        let names = components().filter(|c| c.levels.contains(&level)).filter(near).map(|c| c.name);
        let all = components().filter(near).map(|c| c.name);
        let name = suggest::nearest(entry.name, names).or_else(|| suggest::nearest(entry.name, all))?;
        find(name, level)
    }

    fn suggestion(
        &mut self,
        finding: Diagnostic,
        map: NodeId,
        entry: &Entry<'_>,
        level: Level,
        component: &'static Component,
    ) -> Diagnostic {
        let name = component.name;
        if !component.levels.contains(&level) {
            let places = places(component.levels);
            return match name {
                "auth/validator" => finding
                    .note("endpoints without `auth/validator` accept requests without a token")
                    .help("did you mean `auth/validator`? write it in the `extra_config` of each endpoint"),
                _ if places.is_empty() => finding.help(format!("did you mean `{name}`?")),
                _ => finding.help(format!("did you mean `{name}`? It takes effect {places}")),
            };
        }
        let finding = match (name, level) {
            ("modifier/lua-endpoint", Level::Endpoint) => {
                finding.note("for Lua code that needs `request` or `response`, use `modifier/lua-proxy`")
            }
            _ => finding,
        };
        let finding = finding.help(format!("did you mean `{name}`?"));
        let options = self.options(entry);
        match knows_all(component, &options) {
            true => self.rename(finding, map, entry.key, name, Applicability::Unsafe),
            false => finding,
        }
    }

    /// The names of the options in a component.
    fn options(&self, entry: &Entry<'_>) -> Vec<&'a str> {
        match self.value(entry.value) {
            Value::Map(map) => self.subject.tree.entries(map).iter().map(|option| option.name).collect(),
            _ => Vec::new(),
        }
    }

    pub(super) fn unread_component(
        &mut self,
        map: NodeId,
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
            rules::ENTERPRISE_ONLY.at(span, message).help(if read.is_empty() {
                match level {
                    Level::Agent => "use `async/amqp`, the driver of KrakenD CE".to_owned(),
                    _ => "remove it, or run KrakenD Enterprise".to_owned(),
                }
            } else {
                format!("move it into the `extra_config` {}, where KrakenD CE reads it", homes(read))
            })
        } else if read.is_empty() {
            let reader = if component.is_enterprise() { "KrakenD Enterprise" } else { "the Hanzo gateway" };
            let reader = if self.subject.target == Target::Hanzo { "KrakenD" } else { reader };
            let message = format!("`{name}` has no effect: only {reader} reads it");
            let rule = if component.is_enterprise() { &rules::ENTERPRISE_ONLY } else { &rules::OTHER_TARGET };
            let help = match reader {
                "the Hanzo gateway" => {
                    "if the Hanzo gateway runs this file, check it with `--target hanzo`; otherwise, use a component of KrakenD CE"
                }
                _ => "remove it, or use a component that this target reads",
            };
            rule.at(span, message).help(help)
        } else {
            let finding = rules::MISPLACED_COMPONENT
                .at(span, format!("`{name}` has no effect {}", level.place()))
                .help(format!("move it into the `extra_config` {}", homes(read)));
            self.move_component(finding, map, entry, level, read)
        };
        self.out.push(finding);
    }
}

fn places(levels: &[Level]) -> String {
    levels.iter().map(|level| level.place()).collect::<Vec<_>>().join(" and ")
}

/// Whose `extra_config` is read.
fn homes(levels: &[Level]) -> String {
    let home = |level: &Level| match level {
        Level::Service => "at the top of the file",
        Level::Endpoint => "of an endpoint",
        Level::Backend => "of a backend",
        Level::Agent => "of an async agent",
    };
    levels.iter().map(home).collect::<Vec<_>>().join(" or ")
}

/// Whether a component reads each of these options, by its present or its former name.
fn knows_all(component: &Component, options: &[&str]) -> bool {
    options.iter().all(|option| knows(component, option))
}

fn knows_any(component: &Component, options: &[&str]) -> bool {
    matches!(component.body, Kind::Any) || options.iter().any(|option| knows(component, option))
}

fn knows(component: &Component, option: &str) -> bool {
    let (Kind::Object(keys) | Kind::Objects(keys) | Kind::Open(keys)) = component.body else { return false };
    let renamed = renamed::options(component.name).any(|(old, _)| old == option);
    renamed || keys.iter().any(|key| key.name == option) || gwc_krakend::effects::is_comment(option)
}
