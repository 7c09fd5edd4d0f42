//! One line a finding, as compilers and editors know it: `path:line:column: error[GW101 duplicate-endpoint] message`.

use std::io;

use super::printable::printable;
use super::report::Report;
use gwc_syntax::diagnostic::Diagnostic;

pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in report.findings {
        writeln!(out, "{}", line(report, finding, &finding.message, finding.spans().count() - 1))?;
    }
    for (finding, reason) in report.left_out() {
        writeln!(
            out,
            "hidden: {} ({})",
            line(report, finding, &finding.message, finding.spans().count() - 1),
            printable(&reason)
        )?;
    }
    writeln!(out, "{}", report.summary)
}

/// A finding in one line, with its message and the number of its further places.
pub(super) fn line(report: &Report, finding: &Diagnostic, message: &str, further: usize) -> String {
    let place = report.sources.locate(finding.primary.span);
    let (severity, rule) = (finding.severity.as_str(), finding.rule.title());
    let message = printable(message).replace(['\n', '\r'], " ");
    let more = match further {
        0 => String::new(),
        more => format!(" (and at {more} more)"),
    };
    format!("{}: {severity}[{rule}] {message}{more}", printable(&place))
}
