//! Keys that are unknown, or known at another level.

use super::{Walker, Within};
use crate::rules::effects as rules;
use gwc_krakend::effects::{Key, Level, find};
use gwc_krakend::renamed;
use gwc_krakend::value::{Entry, Value};
use gwc_syntax::diagnostic::Applicability;
use gwc_syntax::suggest;
use gwc_syntax::tree::NodeId;

/// What to do with a name that is like no other. It is not deleted by a fix: its purpose may be a
/// protection, and the author decides.
pub(super) const REMOVE: &str = "correct its name, or remove it; start the name of a comment with `@`";

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
        if self.renamed_key(entry, within) || self.key_of_another_level(entry, keys, within) {
            return;
        }
        if within.component.is_none() && self.component_outside(entry, within) {
            return;
        }
        if let Some(level) = within.level
            && nearest(entry.name, keys, within).is_none()
            && self.option_outside(entry, within.map, level)
        {
            return;
        }
        let place = self.place(within);
        let message = format!("unknown key `{}` {place}: KrakenD ignores it", entry.name);
        let finding = rules::UNREAD_KEY.at(self.span(entry.key), message);
        let finding = match nearest(entry.name, keys, within) {
            Some(Near { name: "method", .. }) if matches!(self.value(entry.value), Value::List(_)) => {
                finding.help("an endpoint of KrakenD has one `method`: write an endpoint for each method")
            }
            Some(Near { name, old }) => {
                let finding = finding.help(format!("did you mean `{name}`?"));
                let finding = match old {
                    Some(old) => {
                        finding.note(format!("before version 3 of the format, `{name}` had the name `{old}`, which the unknown key resembles"))
                    }
                    None => finding,
                };
                self.rename(finding, within.map, entry.key, name, Applicability::Unsafe)
            }
            None => finding.help(REMOVE),
        };
        self.out.push(finding);
    }

    /// A key by the name that it had before version 3, or by the name of another program.
    fn renamed_key(&mut self, entry: &Entry<'_>, within: Within) -> bool {
        let Some((old, new)) = old_names(within).find(|(old, _)| *old == entry.name) else { return false };
        let place = self.place(within);
        let message = format!("KrakenD ignores `{old}` {place}: the key is `{new}`");
        let finding = rules::UNREAD_KEY.at(self.span(entry.key), message);
        let finding = finding.help(format!("rename it to `{new}`"));
        let finding = match new {
            "jwk_url" if within.component.is_some_and(|component| component.name == "auth/validator") => {
                finding.note("without keys, the validator returns `401` for every request")
            }
            "deny" if within.component.is_some() => {
                finding.note("KrakenD does not reject the user agents of this list")
            }
            _ => finding,
        };
        let finding = self.rename(finding, within.map, entry.key, new, Applicability::Unsafe);
        self.renamed.push((old, new));
        let edit = finding.fix.as_ref().and_then(|fix| fix.edits.first()).cloned();
        let joined = within.former.zip(edit);
        if !joined.is_some_and(|(at, edit)| self.renamed_inside(at, entry.key, (old, new), edit)) {
            self.out.push(finding);
        }
        true
    }

    /// Whether a key is a former name of another.
    pub(super) fn is_old_name(&self, within: Within, old: &str, new: &str) -> bool {
        old_names(within).any(|names| names == (old, new))
    }

    fn key_of_another_level(&mut self, entry: &Entry<'_>, keys: &'static [Key], within: Within) -> bool {
        // `endpoint` at the top is near `endpoints`, but its value is no list of them.
        let near =
            nearest(entry.name, keys, within).and_then(|near| keys.iter().find(|key| key.name == near.name));
        let is_near = near.is_some_and(|key| self.fits(entry.value, key.kind));
        let elsewhere = within.level.filter(|_| !is_near).into_iter().flat_map(others).find(|level| {
            let keys = level.keys();
            keys.iter().any(|k| k.name == entry.name)
        });
        let Some(level) = elsewhere else { return false };
        let message = format!("`{}` has no effect {}", entry.name, within.place);
        let help = match (within.level, level) {
            (Some(Level::Service), Level::Endpoint) => {
                format!("move `{}` into an object of the list `endpoints`", entry.name)
            }
            (Some(Level::Service), Level::Backend) => {
                format!("move `{}` into an object of the list `backend` of an endpoint", entry.name)
            }
            _ => format!("move `{}`: it takes effect {}", entry.name, level.place()),
        };
        // With the name in it, what is said of one key is not shown for another one.
        let finding = rules::MISPLACED_KEY.at(self.span(entry.key), message).help(help);
        let finding = self.move_key(finding, entry, within, level);
        self.out.push(finding);
        true
    }

    fn component_outside(&mut self, entry: &Entry<'_>, within: Within) -> bool {
        if find(entry.name, Level::Service).is_none() {
            return false;
        }
        let message = format!("component `{}` has no effect outside `extra_config`", entry.name);
        let finding = rules::MISPLACED_KEY.at(self.span(entry.key), message);
        let finding = self.move_into_extra(finding.help("move it into `extra_config`"), entry, within.map);
        self.out.push(finding);
        true
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
            .help(format!("keep one of them, and spell it `{name}`"));
        self.out.push(match exact {
            Some(_) => self.superseded(finding, map, (loser, winner)),
            None => finding,
        });
    }
}

/// The name that is meant, and its former name if that is what is near.
struct Near {
    name: &'static str,
    old: Option<&'static str>,
}

/// The old names of the keys of a map, each with the new one.
fn old_names(within: Within) -> Box<dyn Iterator<Item = (&'static str, &'static str)>> {
    match (within.level, within.component) {
        (Some(level), _) => Box::new(renamed::keys(level)),
        (None, Some(component)) => Box::new(renamed::options(component.name)),
        (None, None) => Box::new(std::iter::empty()),
    }
}

/// The key whose name, or whose former name, is nearest.
fn nearest(written: &str, keys: &'static [Key], within: Within) -> Option<Near> {
    // A key in another style, such as `emptyUserAgentIsBot`, has too many other letters to be near.
    let plain = |name: &str| name.replace(['_', '-'], "").to_lowercase();
    if let Some(key) = keys.iter().find(|key| plain(key.name) == plain(written)) {
        return Some(Near { name: key.name, old: None });
    }
    if let Some(name) = suggest::nearest(written, keys.iter().map(|key| key.name)) {
        return Some(Near { name, old: None });
    }
    let old = suggest::nearest(written, old_names(within).map(|(old, _)| old))?;
    let (_, name) = old_names(within).find(|(name, _)| *name == old)?;
    Some(Near { name, old: Some(old) })
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
