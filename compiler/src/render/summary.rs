//! The numbers of a run: counts, the last line, `--statistics`, and when a run fails.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::time::Duration;

use gwc_syntax::diagnostic::{Applicability, Diagnostic, Severity};

/// What a run read and found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Source files read.
    pub files: usize,
    /// Endpoints after expansion; `None` where nothing was expanded.
    pub endpoints: Option<usize>,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity loss.
    pub losses: usize,
    /// Findings of severity note.
    pub notes: usize,
    /// Findings suppressed by a comment or `gwc.toml`.
    pub suppressed: usize,
    /// Findings with a safe fix.
    pub fixable: usize,
    /// Findings with an unsafe fix.
    pub unsafe_fixable: usize,
    /// The least severity that is shown.
    pub shown: Option<Severity>,
    /// Wall time; only the human format shows it.
    pub elapsed: Option<Duration>,
}

impl Summary {
    /// Counts findings.
    pub fn of(findings: &[Diagnostic]) -> Self {
        Self::count(&findings.iter().collect::<Vec<_>>())
    }

    /// Counts findings as people see them: those that are shown with one message are one.
    pub fn of_distinct(findings: &[Diagnostic]) -> Self {
        Self::count(&distinct(findings).collect::<Vec<_>>())
    }

    fn count(findings: &[&Diagnostic]) -> Self {
        let count = |severity| findings.iter().filter(|d| d.severity == severity).count();
        let fixes =
            |how| findings.iter().filter(|d| d.fix.as_ref().is_some_and(|f| f.applicability == how)).count();
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            losses: count(Severity::Loss),
            notes: count(Severity::Note),
            fixable: fixes(Applicability::Safe),
            unsafe_fixable: fixes(Applicability::Unsafe),
            ..Self::default()
        }
    }

    /// Sets the numbers of files and endpoints.
    pub fn read(mut self, files: usize, endpoints: Option<usize>) -> Self {
        self.files = files;
        self.endpoints = endpoints;
        self
    }

    /// Sets the number of suppressed findings.
    pub fn suppressed(mut self, count: usize) -> Self {
        self.suppressed = count;
        self
    }

    /// Sets the lowest severity that is shown; the summary names the flag that shows the rest.
    pub fn shown(mut self, severity: Severity) -> Self {
        self.shown = Some(severity);
        self
    }

    /// Sets the duration of the run.
    pub fn elapsed(mut self, elapsed: Duration) -> Self {
        self.elapsed = Some(elapsed);
        self
    }

    /// Whether a run with these counts fails, when findings of this severity do; `None` never fails.
    pub fn fails(&self, least: Option<Severity>) -> bool {
        least.is_some_and(|severity| self.at_least(severity) > 0)
    }

    /// How many findings weigh `severity` or more.
    pub fn at_least(&self, severity: Severity) -> usize {
        [
            (Severity::Error, self.errors),
            (Severity::Warning, self.warnings),
            (Severity::Loss, self.losses),
            (Severity::Note, self.notes),
        ]
        .iter()
        .filter(|(weight, _)| *weight >= severity)
        .map(|(_, count)| count)
        .sum()
    }
}

/// `checked 4 files -> 133 endpoints - 0 errors, 0 warnings - 6 ms`
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "checked {}", counted(self.files, "file"))?;
        if let Some(endpoints) = self.endpoints {
            write!(f, " -> {}", counted(endpoints, "endpoint"))?;
        }
        write!(f, " - {}, {}", counted(self.errors, "error"), counted(self.warnings, "warning"))?;
        for (count, one, many) in [(self.losses, "loss", "losses"), (self.notes, "note", "notes")] {
            if count > 0 {
                write!(f, ", {count} {}", if count == 1 { one } else { many })?;
            }
        }
        f.write_str(&self.show_hint())?;
        f.write_str(&self.fix_hint())?;
        if self.suppressed > 0 {
            write!(f, ", {} suppressed", self.suppressed)?;
        }
        if let Some(elapsed) = self.elapsed {
            write!(f, " - {} ms", elapsed.as_millis())?;
        }
        Ok(())
    }
}

impl Summary {
    /// The flag that shows what is counted and not shown.
    fn show_hint(&self) -> String {
        let counts =
            [(Severity::Note, self.notes), (Severity::Loss, self.losses), (Severity::Warning, self.warnings)];
        let unseen = |severity| self.shown.is_some_and(|shown| severity < shown);
        let least = counts.into_iter().find(|(severity, count)| *count > 0 && unseen(*severity));
        least.map_or_else(String::new, |(severity, _)| format!(" (shown with --show {})", severity.as_str()))
    }

    fn fix_hint(&self) -> String {
        match (self.fixable, self.unsafe_fixable) {
            (0, 0) => String::new(),
            (safe, 0) => format!(", {safe} fixable with --fix"),
            (0, more) => format!(", {more} fixable with --fix --unsafe-fixes"),
            (safe, more) => format!(", {safe} fixable with --fix, {more} more with --unsafe-fixes"),
        }
    }
}

/// The first finding of those that people see as one, and every other finding.
fn distinct(findings: &[Diagnostic]) -> impl Iterator<Item = &Diagnostic> {
    let mut seen = BTreeSet::new();
    findings.iter().filter(move |finding| match &finding.together {
        Some(together) => seen.insert((finding.rule.code, finding.severity, together, &finding.help)),
        None => true,
    })
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Writes `--statistics`: how often each rule fired, most often first.
pub fn write_statistics(findings: &[Diagnostic], out: &mut dyn io::Write) -> io::Result<()> {
    let mut counts: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for finding in findings {
        let entry = counts.entry((finding.rule.code, finding.rule.name)).or_default();
        entry.0 += 1;
        entry.1 += usize::from(finding.fix.as_ref().is_some_and(|f| f.applicability == Applicability::Safe));
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|(rule, (count, _))| (std::cmp::Reverse(*count), *rule));
    let width = rows.first().map_or(0, |(_, (count, _))| count.to_string().len());
    for ((code, name), (count, fixable)) in rows {
        let fix = if fixable > 0 { format!("  ({fixable} fixable)") } else { String::new() };
        writeln!(out, "{count:>width$}  {code} {name}{fix}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_says_only_what_there_is() {
        let mut summary = Summary::default().read(4, Some(133)).elapsed(Duration::from_micros(6400));
        assert_eq!(summary.to_string(), "checked 4 files -> 133 endpoints - 0 errors, 0 warnings - 6 ms");
        summary = Summary { errors: 1, losses: 1, notes: 2, suppressed: 3, fixable: 1, ..Summary::default() };
        assert_eq!(
            summary.read(1, None).to_string(),
            "checked 1 file - 1 error, 0 warnings, 1 loss, 2 notes, 1 fixable with --fix, 3 suppressed"
        );
    }

    #[test]
    fn losses_and_notes_do_not_fail_a_run() {
        let (warning, error) = (Some(Severity::Warning), Some(Severity::Error));
        assert!(!Summary { losses: 1, notes: 1, ..Summary::default() }.fails(warning));
        assert!(Summary { warnings: 1, ..Summary::default() }.fails(warning));
        assert!(!Summary { warnings: 1, ..Summary::default() }.fails(error));
        assert!(!Summary { errors: 1, ..Summary::default() }.fails(None));
    }
}
