//! Options of one component whose values have the wrong type: people see one finding with several places.

use super::{Walker, WrongKind};
use crate::codes::DIES_AT_START;

/// What a wrong type does to one option, in a sentence about one and about several.
const IGNORED: (&str, &str) = ("KrakenD ignores the option", "KrakenD ignores these options");

impl Walker<'_, '_> {
    /// Gives the findings about options of one map a common message and a common help.
    pub(super) fn join_wrong_kinds(&mut self) {
        // KrakenD does not start with this value: its finding is a part of that one.
        let is_deadly = |wrong: &WrongKind| {
            let span = self.out[wrong.at].primary.span;
            self.out.iter().any(|found| found.rule == &DIES_AT_START && found.primary.span == span)
        };
        let mut wrong = std::mem::take(&mut self.wrong);
        wrong.retain(|option| !is_deadly(option));
        wrong.sort_by_key(|option| (option.map, option.at));
        for options in wrong.chunk_by(|a, b| a.map == b.map).filter(|options| options.len() > 1) {
            let (headline, help) = (headline(options), help(options));
            for option in options {
                let finding = &mut self.out[option.at];
                finding.together = Some(headline.clone());
                finding.help = Some(help.clone());
            }
        }
    }
}

fn headline(options: &[WrongKind]) -> String {
    let component = options[0].component;
    let names: Vec<String> = options.iter().map(|option| format!("`{}`", option.name)).collect();
    let effect = if component.mismatch == IGNORED.0 { IGNORED.1 } else { component.mismatch };
    format!("values of the wrong type for {} of `{}`: {effect}", listed(&names), component.name)
}

/// What to write, or at least what to set: each type once.
fn help(options: &[WrongKind]) -> String {
    let written: Option<Vec<String>> = options.iter().map(|option| option.written.clone()).collect();
    if let Some(written) = written {
        return format!("write {}", listed(&written));
    }
    let mut kinds: Vec<(&str, Vec<String>)> = Vec::new();
    for option in options {
        let name = format!("`{}`", option.name);
        match kinds.iter_mut().find(|(expected, _)| *expected == option.expected) {
            Some((_, names)) => names.push(name),
            None => kinds.push((option.expected, vec![name])),
        }
    }
    let parts: Vec<String> =
        kinds.iter().map(|(expected, names)| format!("{expected} for {}", listed(names))).collect();
    match parts.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("set {}, and {last}", first.join(", ")),
        one => format!("set {}", one.concat()),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(parts: &[String]) -> String {
    match parts {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        one => one.concat(),
    }
}
