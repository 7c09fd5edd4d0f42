//! GitLab's code quality report: one array. A change without a place on either side is in no file, so it is left out:
//! GitLab refuses entries without one.

use std::io;

use serde_json::{Value, json};

use super::report::{Change, Changes, Weight};

pub(super) fn write(changes: &Changes, out: &mut dyn io::Write) -> io::Result<()> {
    let entries: Vec<Value> = changes.all().filter_map(entry).collect();
    serde_json::to_writer_pretty(&mut *out, &entries)?;
    writeln!(out)
}

fn entry(change: &Change) -> Option<Value> {
    let place = change.place()?;
    let severity = match change.weight() {
        Weight::Widens => "critical",
        Weight::Breaks => "major",
        Weight::Minor => "minor",
        Weight::Note => "info",
    };
    Some(json!({
        "description": format!("{}: {}: {}", change.title(), change.meaning(), change.about(3)),
        "check_name": change.title(),
        "fingerprint": change.fingerprint,
        "severity": severity,
        "location": {
            "path": place.file,
            "positions": {
                "begin": { "line": place.line, "column": place.column },
                "end": { "line": place.end_line, "column": place.end_column },
            },
        },
    }))
}
