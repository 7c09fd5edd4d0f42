//! Workflow commands that GitHub shows as annotations, at the lines of the new side.

use std::io;

use super::report::{Change, Changes, Location, Weight};
use crate::render::github::{data, property};

pub(super) fn write(changes: &Changes, out: &mut dyn io::Write) -> io::Result<()> {
    for change in changes.all() {
        let command = match change.weight() {
            Weight::Widens => "error",
            Weight::Breaks | Weight::Minor => "warning",
            Weight::Note => "notice",
        };
        // What is gone has no line in the files of the change.
        let place = change.places_after.first().map(|place| format!("{},", position(place)));
        let place = place.unwrap_or_default();
        writeln!(out, "::{command} {place}title={}::{}", property(&change.title()), data(&message(change)))?;
    }
    Ok(())
}

/// Columns only count within one line: GitHub refuses them otherwise.
fn position(place: &Location) -> String {
    let lines = format!("file={},line={},endLine={}", property(&place.file), place.line, place.end_line);
    match place.line == place.end_line {
        true => format!("{lines},col={},endColumn={}", place.column, place.end_column),
        false => lines,
    }
}

/// What changed, in a few lines; the other formats for machines use it too.
pub(super) fn message(change: &Change) -> String {
    let mut lines =
        vec![change.kind.summary().to_owned(), format!("{}: {}", change.meaning(), change.about(3))];
    lines.extend(Some(change.values()).filter(|values| !values.is_empty()));
    if let Some(witness) = &change.witness {
        lines.push(witness.curl.clone());
        lines.extend(witness.conditions.iter().map(|text| format!("where {text}")));
        lines.push(format!("before: {}\nafter: {}", witness.before, witness.after));
    }
    if let Some(approval) = &change.approval {
        lines.push(format!("approved by {} until {}: {}", approval.by, approval.until, approval.reason));
    }
    lines.join("\n")
}
