//! The input of suppressions, and their result.

use crate::catalog::Catalog;
use crate::settings::Settings;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::SourceMap;
use gwc_syntax::tree::Comment;
use gwc_syntax::value::Date;

/// What suppressions depend on.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The files.
    pub sources: &'a SourceMap,
    /// The comments of all files.
    pub comments: &'a [Comment],
    /// The settings of `gwc.toml`.
    pub settings: &'a Settings,
    /// The rules that a suppression may name.
    pub catalog: &'a Catalog,
    /// Today, in UTC.
    pub today: Date,
}

/// A finding that a comment or `gwc.toml` suppressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// The finding.
    pub finding: Diagnostic,
    /// The reason of the suppression.
    pub reason: String,
}

/// A finding that stays, and its suppressed part. A group can have both.
pub(super) type Verdict = (Option<Diagnostic>, Option<Suppressed>);
