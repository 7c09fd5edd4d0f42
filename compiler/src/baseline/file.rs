//! The baseline file: one line per rule, severity and subject, with a count. It is sorted, so it merges well.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;
use std::fmt::Write as _;

use super::key::{Key, weight};
use crate::catalog::{Catalog, retired_rule};
use crate::codes::{MALFORMED_BASELINE, STALE_BASELINE_ENTRY};
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Diagnostics, Edit, Severity};
use gwc_syntax::source::{FileId, SourceMap, Span};

const HEADER: &str = "# Findings that `gwc check --baseline` does not report. It only shrinks: \
                      rule, severity, count, route or message.\n";

/// The findings that an entry covers.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    /// A finding with a higher severity is not covered.
    severity: Severity,
    /// The number of places.
    count: usize,
    /// Its line in the file, if it was read from one.
    line: Option<Span>,
}

/// Findings that are known and not reported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: BTreeMap<Key, Entry>,
}

impl Baseline {
    /// A baseline of exactly these findings.
    pub fn of(findings: &[Diagnostic], sources: &SourceMap) -> Self {
        let mut baseline = Self::default();
        for finding in findings {
            let fresh = Entry { severity: finding.severity, count: 0, line: None };
            let entry = baseline.entries.entry(Key::of(finding, sources)).or_insert(fresh);
            entry.severity = entry.severity.max(finding.severity);
            entry.count += weight(finding);
        }
        baseline
    }

    /// Reads a baseline file, which names rules of a catalogue. Malformed lines are reported and left out.
    pub fn parse(
        sources: &SourceMap,
        file: FileId,
        catalog: &Catalog,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut baseline = Self::default();
        let source = sources.file(file);
        for line in 1..=source.lines() {
            let range = source.line_range(line);
            let text = source.text[range.clone()].trim_start_matches('\u{feff}');
            if text.trim().is_empty() || text.starts_with('#') {
                continue;
            }
            let span = Span::new(file, range.end - text.len(), range.end);
            match entry(text, span) {
                Some((mut key, entry)) => {
                    if let Some(rule) = catalog.retired(&key.code) {
                        let code = span.slice(0, key.code.len());
                        diagnostics.push(retired_rule(&key.code, rule, (code, &key.code)));
                        key.code = rule.code.to_owned();
                    }
                    baseline.add(key, entry);
                }
                None => diagnostics.push(unreadable(span, text)),
            }
        }
        baseline
    }

    /// Adds an entry. The counts of two lines of one key are added. Such an entry has no line, because either line
    /// could be the stale one.
    fn add(&mut self, key: Key, entry: Entry) {
        match self.entries.entry(key) {
            Slot::Vacant(slot) => {
                slot.insert(entry);
            }
            Slot::Occupied(mut slot) => {
                let known = slot.get_mut();
                known.severity = known.severity.max(entry.severity);
                known.count += entry.count;
                known.line = None;
            }
        }
    }

    /// The file's text.
    pub fn to_text(&self) -> String {
        let mut text = HEADER.to_string();
        for (key, entry) in &self.entries {
            let severity = entry.severity.as_str();
            let _ = writeln!(text, "{} {severity} {} {}", key.code, entry.count, key.subject);
        }
        text
    }

    /// Removes and returns the findings that the baseline covers. Reports entries that no longer cover anything, or
    /// fewer places than their count.
    pub fn apply(&self, findings: &mut Diagnostics, sources: &SourceMap) -> Vec<Diagnostic> {
        let mut left: BTreeMap<&Key, usize> = self.entries.iter().map(|(key, e)| (key, e.count)).collect();
        let (mut kept, mut excused) = (Vec::new(), Vec::new());
        for finding in std::mem::take(findings) {
            let key = Key::of(&finding, sources);
            let known = self.entries.get(&key).is_some_and(|entry| entry.severity >= finding.severity);
            match left.get_mut(&key) {
                Some(count) if known && *count >= weight(&finding) => {
                    *count -= weight(&finding);
                    excused.push(finding);
                }
                _ => kept.push((key, finding)),
            }
        }
        findings.extend(kept.into_iter().map(|(key, finding)| self.grown(&key, finding, &mut left)));
        let stale = left.into_iter().filter(|(_, count)| *count > 0);
        findings
            .extend(stale.filter_map(|(key, unused)| stale_entry(key, &self.entries[key], unused, sources)));
        excused
    }

    /// A finding that is not covered. If it exceeds an entry, the entry is not stale, and a note tells the difference.
    fn grown(&self, key: &Key, finding: Diagnostic, left: &mut BTreeMap<&Key, usize>) -> Diagnostic {
        let (Some(entry), Some(count)) =
            (self.entries.get(key), left.get_mut(key).filter(|count| **count > 0))
        else {
            return finding;
        };
        let (before, now) = (*count, weight(&finding));
        *count = count.saturating_sub(now);
        match entry.severity < finding.severity {
            true => {
                let (now, before) = (finding.severity.as_str(), entry.severity.as_str());
                finding.note(format!("the baseline has this finding as {before}; it is now {now}"))
            }
            false => finding.note(format!("the baseline has {before} of its {now} places")),
        }
    }

    /// The smaller of two baselines, entry by entry. `--update-baseline` writes it, so a baseline never grows.
    pub fn shrunk_to(&self, now: &Self) -> Self {
        let both = self.entries.iter().filter_map(|(key, old)| Some((key, old, now.entries.get(key)?)));
        let smaller = both.map(|(key, old, new)| {
            let count = old.count.min(new.count);
            (key.clone(), Entry { severity: old.severity.min(new.severity), count, line: None })
        });
        Self { entries: smaller.collect() }
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// `GW301 warning 2 GET /v1/models`
fn entry(text: &str, line: Span) -> Option<(Key, Entry)> {
    let mut words = text.splitn(4, ' ');
    let (code, severity, count, subject) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let severity = Severity::find(severity)?;
    let count = count.parse().ok().filter(|count| *count > 0)?;
    let digits = code.strip_prefix("GW")?;
    let coded = digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit());
    let key = Key { code: code.to_string(), subject: subject.trim_end().to_string() };
    coded.then_some((key, Entry { severity, count, line: Some(line) }))
}

fn unreadable(span: Span, text: &str) -> Diagnostic {
    MALFORMED_BASELINE
        .at(span, format!("`{text}` is not a baseline entry, so it accepts no finding"))
        .help("write a code, a severity, a count and a route, such as `GW301 warning 2 GET /v1/models`, or remove the line")
}

fn stale_entry(key: &Key, entry: &Entry, unused: usize, sources: &SourceMap) -> Option<Diagnostic> {
    let line = entry.line?;
    let kept = entry.count - unused;
    let message = match kept {
        0 => format!("baseline entry `{key}` matches no finding"),
        _ => format!("baseline entry `{key}` has the count {}, but {kept} are left", entry.count),
    };
    let (title, edit) = match kept {
        0 => ("remove the entry", Edit { span: with_line_break(line, sources), text: String::new() }),
        _ => {
            let text = format!("{} {} {kept} {}", key.code, entry.severity.as_str(), key.subject);
            ("lower the count", Edit { span: line, text })
        }
    };
    Some(STALE_BASELINE_ENTRY.at(line, message).fix(title, Applicability::Safe, vec![edit]))
}

/// The line and its line break.
fn with_line_break(line: Span, sources: &SourceMap) -> Span {
    let text = &sources.file(line.file).text[line.end as usize..];
    let break_len = if text.starts_with("\r\n") { 2 } else { usize::from(text.starts_with('\n')) };
    Span { end: line.end + break_len as u32, ..line }
}
