//! Findings that are consequences of other findings, and are hidden: one mistake, one message.
//!
//! There are two kinds. After the line with a YAML syntax error, the rest of a file is read only in part. And a finding
//! that something is *missing* (no upstream, no endpoint, never used) may be wrong if the text that sets it has an error.

use std::collections::{BTreeMap, BTreeSet};

use crate::codes;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Rule, Severity};
use gwc_syntax::source::{FileId, SourceMap, Span};

/// Something is missing in a service; the text that sets it may have an error.
static MISSING_IN_SERVICE: [&Rule; 4] =
    [&codes::NO_UPSTREAM, &codes::NO_ENDPOINTS, &codes::ROUTE_WITHOUT_AUTH, &codes::UNVERIFIED_API_KEY];
/// Something is missing in the gateway as a whole.
static MISSING_IN_GATEWAY: [&Rule; 2] = [&codes::UNUSED_NAME, &codes::NO_LOCK];

/// What some editors write at the start of a file.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Removes consequences of other findings, and returns them. `shared` are the files with values for all services; the
/// gateway is `incomplete` when a file of it could not be read.
pub(crate) fn drop_cascading(
    sources: &SourceMap,
    shared: &[FileId],
    incomplete: bool,
    out: &mut Diagnostics,
) -> Vec<Diagnostic> {
    let broken = broken_from(sources, out);
    let aliases: BTreeSet<(FileId, u32)> = out
        .iter()
        .filter(|d| d.rule == &codes::UNKNOWN_ALIAS)
        .map(|d| (d.primary.span.file, line_start(sources, d.primary.span)))
        .collect();
    let is_cause = |d: &&Diagnostic| d.severity == Severity::Error && codes::is_of_text(d.rule);
    let causes: BTreeSet<FileId> = out.iter().filter(is_cause).map(|d| d.primary.span.file).collect();
    let everywhere = shared.iter().any(|file| causes.contains(file));
    out.split_off(|d| {
        let file = d.primary.span.file;
        if MISSING_IN_GATEWAY.contains(&d.rule) {
            return causes.is_empty() && !incomplete;
        }
        if MISSING_IN_SERVICE.contains(&d.rule) {
            return !everywhere && !causes.contains(&file);
        }
        // Text such as `*: GET` without quotes is an alias, and then a syntax error.
        let after_alias = || aliases.contains(&(file, line_start(sources, d.primary.span)));
        if d.rule == &codes::YAML_SYNTAX && after_alias() {
            return false;
        }
        // A key of the whole file, which may be in the part that was not read.
        let before = line_start(sources, d.primary.span) as usize..d.primary.span.start as usize;
        let of_file = sources.file(file).text[before].chars().all(|c| c == BYTE_ORDER_MARK);
        if d.rule == &codes::MISSING_KEY && of_file && broken.contains_key(&file) {
            return false;
        }
        let in_pieces = broken.get(&file).is_some_and(|from| d.primary.span.end >= *from);
        codes::is_of_syntax(d.rule) || !in_pieces
    })
}

/// For each file with a YAML syntax error: the start of the line of the first one.
fn broken_from(sources: &SourceMap, out: &Diagnostics) -> BTreeMap<FileId, u32> {
    let mut broken = BTreeMap::new();
    for d in out.iter().filter(|d| codes::ends_reading(d.rule)) {
        let span = d.primary.span;
        let line = line_start(sources, span);
        broken.entry(span.file).and_modify(|at: &mut u32| *at = (*at).min(line)).or_insert(line);
    }
    broken
}

/// Where the line of a place begins.
fn line_start(sources: &SourceMap, span: Span) -> u32 {
    let text = &sources.file(span.file).text;
    text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1) as u32
}
