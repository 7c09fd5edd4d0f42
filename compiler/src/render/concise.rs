//! One line a finding, as compilers and editors know it: `path:line:column: error[GW101 duplicate-endpoint] message`.

use std::io;

use super::{Report, printable};
use gwc_syntax::diagnostic::Diagnostic;

pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in report.findings {
        writeln!(out, "{}", line(report, finding))?;
    }
    for (finding, reason) in report.left_out() {
        writeln!(out, "hidden: {} ({})", line(report, finding), printable(&reason))?;
    }
    writeln!(out, "{}", report.summary)
}

fn line(report: &Report, finding: &Diagnostic) -> String {
    let place = report.sources.locate(finding.primary.span);
    let (severity, rule) = (finding.severity.as_str(), finding.rule.title());
    let message = printable(&finding.message).replace(['\n', '\r'], " ");
    let more = match finding.places.iter().filter(|place| **place != finding.primary.span).count() {
        0 => String::new(),
        more => format!(" (and at {more} more)"),
    };
    format!("{}: {severity}[{rule}] {message}{more}", printable(&place))
}
