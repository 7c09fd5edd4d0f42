//! One line a finding, as compilers and editors know it: `path:line:column: error[GW101 duplicate-endpoint] message`.

use std::io;

use super::{Report, printable};

pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in report.findings {
        let place = report.sources.locate(finding.primary.span);
        let (severity, rule) = (finding.severity.as_str(), finding.rule.title());
        let message = printable(&finding.message).replace(['\n', '\r'], " ");
        let more = match finding.places.iter().filter(|place| **place != finding.primary.span).count() {
            0 => String::new(),
            more => format!(" (and at {more} more)"),
        };
        writeln!(out, "{}: {severity}[{rule}] {message}{more}", printable(&place))?;
    }
    writeln!(out, "{}", report.summary)
}
