//! Changes for a terminal: at most two screens, the most severe last, then the verdict.
//!
//! The most severe changes are blocks with a request to send; the others are a line each, and where those are too many,
//! a line for each kind.

use std::collections::BTreeSet;
use std::io;

use super::format::View;
use super::report::{Change, Changes, Edit, GatewayChanges, ThreeWay, Weight};
use super::verdict;
use crate::render::printable::printable;

/// Lines of two screens.
const SCREENS: usize = 96;
/// Endpoints that a line names.
const NAMED: usize = 3;
/// Values longer than this are cut in a line.
const LONGEST: usize = 100;

pub(super) fn write(changes: &Changes, view: View, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "{} -> {}", printable(&changes.before), printable(&changes.after))?;
    for remark in &changes.remarks {
        writeln!(out, "note: {}", printable(remark))?;
    }
    let verdict = verdict::lines(changes);
    let base = changes.base.as_ref().map(base_lines).unwrap_or_default();
    let used = 1 + changes.remarks.len() + verdict.len() + base.len();
    let gateways: Vec<&GatewayChanges> = changes.gateways.iter().filter(|g| !g.changes.is_empty()).collect();
    for gateway in &gateways {
        let room = SCREENS.saturating_sub(used) / gateways.len();
        writeln!(out)?;
        if changes.gateways.len() > 1 {
            writeln!(out, "{}:", gateway.name)?;
        }
        for line in lay_out(gateway, view, room.saturating_sub(2)) {
            writeln!(out, "{}", printable(&line))?;
        }
    }
    for line in &base {
        writeln!(out, "{}", printable(line))?;
    }
    writeln!(out)?;
    verdict.iter().try_for_each(|line| writeln!(out, "{}", printable(line)))
}

/// The lines of a gateway: blocks from the end for as long as there is room, and lines before them.
fn lay_out(gateway: &GatewayChanges, view: View, room: usize) -> Vec<String> {
    let mut rest: Vec<&Change> = gateway.changes.iter().collect();
    let mut blocks: Vec<Vec<String>> = Vec::new();
    let mut used = 0;
    while let Some(change) = rest.last() {
        let block = block(change, view);
        // What is left needs a line each, or one for each kind.
        let left = rest.len() - 1;
        let fits = used + block.len() + left.min(kinds(&rest[..left])) + 2 <= room;
        if !view.full && !fits && !blocks.is_empty() {
            break;
        }
        used += block.len();
        blocks.push(block);
        rest.pop();
    }
    let mut lines = short(&rest, room.saturating_sub(used));
    if !rest.is_empty() {
        lines.push("run with `--full` to see each of these changes with a request that shows it".to_owned());
        lines.push(String::new());
    }
    lines.extend(blocks.into_iter().rev().flatten());
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

fn kinds(changes: &[&Change]) -> usize {
    changes.iter().map(|change| change.kind).collect::<BTreeSet<_>>().len()
}

/// A line for each change, else for each kind.
fn short(changes: &[&Change], room: usize) -> Vec<String> {
    if changes.len() + 2 <= room {
        return changes.iter().map(|change| line(change)).collect();
    }
    // They are in order, so those of one kind follow each other.
    let alike = |a: &&Change, b: &&Change| (a.weight(), a.kind) == (b.weight(), b.kind);
    let lines: Vec<String> = changes.chunk_by(alike).map(kind_line).collect();
    let room = room.saturating_sub(2).max(1);
    if lines.len() <= room {
        return lines;
    }
    let left_out = lines.len() - room + 1;
    let about = format!("{left_out} less severe kinds of changes are not listed");
    [about].into_iter().chain(lines.into_iter().skip(left_out)).collect()
}

fn line(change: &Change) -> String {
    let values = shortened(&change.values());
    let values = if values.is_empty() { values } else { format!(": {values}") };
    format!("{} ({}) {}{values}", change.title(), change.meaning(), change.about(NAMED))
}

fn kind_line(same: &[&Change]) -> String {
    let [first, ..] = same else { return String::new() };
    if same.len() == 1 {
        return line(first);
    }
    let mut endpoints: Vec<&str> = same.iter().flat_map(|c| &c.endpoints).map(String::as_str).collect();
    endpoints.sort_unstable();
    endpoints.dedup();
    let shown = endpoints.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    let (title, meaning, changes) = (first.title(), first.meaning(), same.len());
    match endpoints.len() {
        count if count > NAMED => {
            format!("{title} ({meaning}) {changes} changes of {count} endpoints: {shown}, ...")
        }
        _ => format!("{title} ({meaning}) {changes} changes of {shown}"),
    }
}

/// A change with all that a reader needs to judge it, and a blank line.
fn block(change: &Change, view: View) -> Vec<String> {
    let title = format!("{} {} [{}]", change.title(), change.meaning(), change.fingerprint);
    let mut lines = vec![coloured(&title, change.weight(), view.colours)];
    lines.push(format!("  {}", change.kind.summary()));
    let most = if view.full { usize::MAX } else { NAMED };
    lines.push(format!("  {}", change.about(most)));
    lines.extend(change.before.iter().map(|text| format!("  before  {}", cut(text, view))));
    lines.extend(change.after.iter().map(|text| format!("  after   {}", cut(text, view))));
    if let Some(witness) = &change.witness {
        lines.push(format!("  try     {}", witness.curl));
        lines.extend(witness.conditions.iter().map(|text| format!("          where {}", cut(text, view))));
        lines.push(format!("          before: {}", cut(&witness.before, view)));
        lines.push(format!("          after:  {}", cut(&witness.after, view)));
    }
    lines.extend(place(change));
    if let Some(approval) = &change.approval {
        let reason = &approval.reason;
        lines.push(format!("  approved by {} until {}: {reason}", approval.by, approval.until));
    }
    lines.push(String::new());
    lines
}

fn place(change: &Change) -> Option<String> {
    let place = change.place()?;
    let more = change.places_after.len().max(change.places_before.len()) - 1;
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let was = if change.places_after.is_empty() { "was at " } else { "at " };
    Some(format!("  {was}{}{more}", place.text()))
}

fn cut(text: &str, view: View) -> String {
    if view.full { one_line(text) } else { shortened(text) }
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

fn shortened(text: &str) -> String {
    let line = one_line(text);
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}...", &line[..at]),
        None => line,
    }
}

fn coloured(text: &str, weight: Weight, colours: bool) -> String {
    let colour = match weight {
        Weight::Widens => "31;1",
        Weight::Breaks => "31",
        Weight::Minor => "33",
        Weight::Note => "0",
    };
    if colours { format!("\u{1b}[{colour}m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// Where each change since the base was made.
fn base_lines(base: &ThreeWay) -> Vec<String> {
    let managers = match base.managers.is_empty() {
        true => String::new(),
        false => format!(" (field managers: {})", base.managers.join(", ")),
    };
    let mut lines = vec![String::new(), format!("since {}:", base.base)];
    let groups: [(String, &[Edit]); 3] = [
        (format!("only in the cluster{managers}"), &base.only_before),
        ("only in the repository".to_owned(), &base.only_after),
        ("in both".to_owned(), &base.both),
    ];
    for (name, edits) in groups {
        lines.push(format!(
            "  {name}: {}",
            if edits.is_empty() { "nothing".to_owned() } else { edits.len().to_string() }
        ));
        lines.extend(edits.iter().take(NAMED).map(|edit| format!("    {} {}", edit.title, edit.about)));
        let more = edits.len().saturating_sub(NAMED);
        lines.extend((more > 0).then(|| format!("    and {more} more")));
    }
    lines
}
