//! Formats of `gwc diff`: one renderer a file, all over the same [`Changes`].

mod format;
mod report;
mod verdict;
mod human;
mod json;
mod schema;
mod markdown;
mod github;
mod gitlab;
mod sarif;

use std::io;

pub use format::{ChangesFormat, View};
pub use report::{
    Approved, Change, Changes, Completeness, Edit, GatewayChanges, Location, Targets, ThreeWay, Verdict,
    Weight, Witness,
};
pub use schema::changes_schema;

/// Writes changes. The view concerns the human format only.
///
/// # Errors
/// The output cannot be written.
pub fn write_changes(
    format: ChangesFormat,
    changes: &Changes,
    view: View,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        ChangesFormat::Human => human::write(changes, view, out),
        ChangesFormat::Json => json::write(changes, out),
        ChangesFormat::Markdown => markdown::write(changes, out),
        ChangesFormat::Github => github::write(changes, out),
        ChangesFormat::Gitlab => gitlab::write(changes, out),
        ChangesFormat::Sarif => sarif::write(changes, out),
    }
}
