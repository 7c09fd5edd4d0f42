//! A comment on a pull request: the verdict, a table, and the requests to try.

use std::fmt::Write as _;
use std::io;

use super::report::{Change, Changes, Weight};
use super::verdict::lines;
use crate::render::markdown::{code, text};
use crate::render::printable::printable;

/// The first line, by which the Action finds its own comment again.
const MARKER: &str = "<!-- gwc diff -->";
/// GitHub accepts comments of 65,536 characters.
const LONGEST: usize = 60_000;
/// Endpoints that a cell names.
const NAMED: usize = 3;
/// Requests that are shown.
const REQUESTS: usize = 20;

pub(super) fn write(changes: &Changes, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "{MARKER}")?;
    writeln!(out, "### Gateway: {}\n", heading(changes))?;
    for line in lines(changes) {
        writeln!(out, "- {}", text(&line))?;
    }
    for remark in &changes.remarks {
        writeln!(out, "- note: {}", text(remark))?;
    }
    let mut worst: Vec<&Change> = changes.all().collect();
    worst.sort_by_key(|change| std::cmp::Reverse(change.order()));
    if worst.is_empty() {
        return Ok(());
    }
    let table = table(&worst);
    writeln!(out, "\n{table}")?;
    let requests = requests(&worst, LONGEST.saturating_sub(table.len()));
    write!(out, "{requests}")
}

fn heading(changes: &Changes) -> &'static str {
    match changes.weight() {
        None => "no change",
        Some(Weight::Widens) => "exposure is widened",
        Some(Weight::Breaks) => "clients break",
        Some(_) => "changed",
    }
}

fn table(changes: &[&Change]) -> String {
    let mut table = String::from(
        "| exposure | clients | change | endpoints | before | after |\n|---|---|---|---|---|---|\n",
    );
    for (at, change) in changes.iter().enumerate() {
        let row = row(change);
        if table.len() + row.len() > LONGEST {
            let _ = writeln!(table, "\n{} more changes are not shown.", changes.len() - at);
            break;
        }
        table.push_str(&row);
    }
    table
}

fn row(change: &Change) -> String {
    let cell = |value: &Option<String>| value.as_deref().map(text).unwrap_or_default();
    let approved = change.approval.as_ref().map(|approval| {
        let reason = text(&approval.reason);
        format!("<br>approved by {} until {}: {reason}", text(&approval.by), approval.until)
    });
    format!(
        "| {} | {} | {}<br>{}{} | {} | {} | {} |\n",
        bold(change.exposure.as_str(), "widens"),
        bold(change.kind.clients().as_str(), "breaks"),
        change.title(),
        change.kind.summary(),
        approved.unwrap_or_default(),
        endpoints(change),
        cell(&change.before),
        cell(&change.after)
    )
}

fn bold(word: &str, severe: &str) -> String {
    if word == severe { format!("**{word}**") } else { word.to_owned() }
}

fn endpoints(change: &Change) -> String {
    let named: Vec<String> = change.endpoints.iter().take(NAMED).map(|endpoint| code(endpoint)).collect();
    match change.endpoints.len().saturating_sub(NAMED) {
        0 if named.is_empty() => "the gateway".to_owned(),
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// A request for each of the most severe changes, folded.
fn requests(changes: &[&Change], room: usize) -> String {
    let mut body = String::new();
    let with = changes.iter().filter_map(|change| Some((change, change.witness.as_ref()?)));
    for (change, witness) in with.take(REQUESTS) {
        let mut item = format!("# {}\n{}\n", change.title(), witness.curl);
        for condition in &witness.conditions {
            let _ = writeln!(item, "# where {condition}");
        }
        let _ = writeln!(item, "# before: {}\n# after:  {}\n", witness.before, witness.after);
        if body.len() + item.len() > room {
            break;
        }
        body.push_str(&printable(&item));
    }
    if body.is_empty() {
        return body;
    }
    // A fence longer than any in the text.
    let fence = "`".repeat(body.split(|c| c != '`').map(str::len).max().unwrap_or(0).max(2) + 1);
    let body = body.trim_end();
    format!("<details><summary>Requests that show it</summary>\n\n{fence}sh\n{body}\n{fence}\n\n</details>\n")
}
