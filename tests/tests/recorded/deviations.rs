//! Where `gwr` answers otherwise than KrakenD on purpose, and why: `deviations.txt`.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a case came to.
pub(crate) enum Outcome {
    Equal,
    Differs(Vec<String>),
    /// `gwr` does not serve the endpoint, or the configuration, and prints why.
    NotServed,
}

/// The table: a reason for each case, by the beginning of its name and of a difference.
pub(crate) struct Deviations(Vec<Deviation>);

struct Deviation {
    cases: String,
    difference: String,
    reason: String,
    line: String,
    used: AtomicBool,
}

impl Deviations {
    pub(crate) fn read() -> Deviations {
        let text = include_str!("deviations.txt");
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        Deviations(lines.map(Deviation::of).collect())
    }

    /// Fails unless the case is equal, or each difference is in the table.
    pub(crate) fn check(&self, case: &str, outcome: Outcome) {
        let Outcome::Differs(lines) = outcome else { return };
        let unknown: Vec<&String> = lines.iter().filter(|line| !self.explains(case, line, &lines)).collect();
        let mut message = String::new();
        for line in &unknown {
            let _ = write!(message, "\n  {line}");
        }
        assert!(unknown.is_empty(), "{case} differs:{message}");
    }

    /// Whether a difference is in the table, or follows from another status of the same step that is.
    fn explains(&self, case: &str, line: &str, all: &[String]) -> bool {
        let step = line.split(':').next().unwrap_or_default();
        let status = all.iter().find(|other| other.starts_with(&format!("{step}: status ")));
        self.covers(case, line) || status.is_some_and(|status| self.covers(case, status))
    }

    fn covers(&self, case: &str, line: &str) -> bool {
        let covers = |known: &&Deviation| known.covers(case, line);
        let Some(known) = self.0.iter().find(covers) else { return false };
        known.used.store(true, Ordering::Relaxed);
        true
    }

    /// The cases of each reason, in the order of the table.
    pub(crate) fn by_reason(&self) -> Vec<(&str, Vec<String>)> {
        let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
        for known in &self.0 {
            let cases = if known.cases.is_empty() { "all".to_owned() } else { format!("`{}`", known.cases) };
            match reasons.last_mut() {
                Some((_, listed)) if known.reason == "as above" => {
                    if !listed.contains(&cases) {
                        listed.push(cases);
                    }
                }
                _ => reasons.push((&known.reason, vec![cases])),
            }
        }
        reasons
    }

    /// The lines that no case needed.
    pub(crate) fn unused(&self) -> Vec<&str> {
        let unused = self.0.iter().filter(|known| !known.used.load(Ordering::Relaxed));
        unused.map(|known| known.line.as_str()).collect()
    }
}

impl Deviation {
    /// `CASES | DIFFERENCE | REASON`.
    fn of(line: &str) -> Deviation {
        let (sometimes, line) = line.strip_prefix("? ").map_or((false, line), |line| (true, line));
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let [cases, difference, reason] = parts.as_slice() else { panic!("not a deviation: {line}") };
        assert!(!reason.is_empty(), "a deviation has a reason: {line}");
        let (cases, difference) = (cases.trim_end_matches('*').to_owned(), (*difference).to_owned());
        let (reason, line) = ((*reason).to_owned(), line.to_owned());
        Deviation { cases, difference, reason, line, used: AtomicBool::new(sometimes) }
    }

    fn covers(&self, case: &str, line: &str) -> bool {
        case.starts_with(&self.cases) && line.contains(&self.difference)
    }
}
