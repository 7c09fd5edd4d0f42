//! The text of files as it may be written anywhere: without passwords of URLs, and without the secrets that findings
//! are about.

use std::borrow::Cow;

use super::report::Report;
use gwc_syntax::diagnostic::{Concealed, Diagnostic};
use gwc_syntax::value::without_passwords;

/// A shorter part of a secret is no secret, and would mask much else.
const SHORTEST: usize = 4;

/// The secrets that the findings of a report are about.
#[derive(Debug)]
pub(super) struct Secrets<'a>(Vec<&'a str>);

impl<'a> Secrets<'a> {
    /// Those of all findings, also of what is suppressed or left out.
    pub(super) fn of(report: &Report<'a>) -> Self {
        let suppressed = report.suppressed.iter().map(|suppressed| &suppressed.finding);
        let hidden = report.hidden.iter().map(|hidden| &hidden.finding);
        Self::in_findings(report.findings.iter().chain(suppressed).chain(hidden))
    }

    fn in_findings(findings: impl Iterator<Item = &'a Diagnostic>) -> Self {
        let texts = findings.filter_map(|finding| finding.secret.as_ref().map(Concealed::as_str));
        // A file writes the line breaks of a key as `\n`, or on lines of their own.
        let parts = texts.flat_map(|text| text.split(char::is_control));
        let mut parts: Vec<&str> = parts.map(str::trim).filter(|part| part.len() >= SHORTEST).collect();
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        parts.dedup();
        Self(parts)
    }

    /// The text with an asterisk for each byte of a secret: positions stay the same.
    pub(super) fn masked<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut masked = without_passwords(text);
        for secret in self.0.iter().filter(|secret| text.contains(**secret)) {
            masked = masked.replace(secret, &"*".repeat(secret.len())).into();
        }
        masked
    }
}
