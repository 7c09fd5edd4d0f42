//! JUnit XML: a suite a file, a case a finding. Errors and warnings fail, the rest is output of a case that passes,
//! a suppressed finding is skipped with its reason, and a file without findings is one case that passes.

use std::io;

use quick_xml::Writer;
use quick_xml::events::BytesText;

use super::printable::printable;
use super::report::Report;
use gwc_syntax::diagnostic::{Diagnostic, Severity};
use gwc_syntax::source::{FileId, SourceFile};

pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let mut xml = Vec::new();
    let mut writer = Writer::new_with_indent(&mut xml, b' ', 2);
    let suites = suites(report);
    let counts = suites.iter().map(Suite::counts);
    let total = counts.fold([0; 3], |sum, count| [sum[0] + count[0], sum[1] + count[1], sum[2] + count[2]]);
    let [tests, failures, _] = total.map(|count| count.to_string());
    let attributes = [("name", "gwc"), ("tests", &tests), ("failures", &failures), ("errors", "0")];
    writer
        .create_element("testsuites")
        .with_attributes(attributes)
        .write_inner_content(|writer| suites.iter().try_for_each(|suite| suite.write(writer)))?;
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
    out.write_all(&xml)?;
    writeln!(out)
}

/// What was found in one file.
struct Suite<'a> {
    file: &'a SourceFile,
    findings: Vec<&'a Diagnostic>,
    suppressed: Vec<(&'a Diagnostic, &'a str)>,
}

fn suites<'a>(report: &'a Report) -> Vec<Suite<'a>> {
    let mut suites: Vec<Suite> = report
        .sources
        .files()
        .map(|(_, file)| Suite { file, findings: Vec::new(), suppressed: Vec::new() })
        .collect();
    let at = |FileId(id)| id as usize;
    for finding in report.findings {
        suites[at(finding.primary.span.file)].findings.push(finding);
    }
    for silent in report.suppressed {
        suites[at(silent.finding.primary.span.file)].suppressed.push((&silent.finding, &silent.reason));
    }
    suites
}

fn fails(finding: &Diagnostic) -> bool {
    finding.severity >= Severity::Warning
}

impl Suite<'_> {
    /// Tests, failures, skipped.
    fn counts(&self) -> [usize; 3] {
        let cases = (self.findings.len() + self.suppressed.len()).max(1);
        [cases, self.findings.iter().filter(|d| fails(d)).count(), self.suppressed.len()]
    }

    fn write(&self, writer: &mut Writer<&mut Vec<u8>>) -> io::Result<()> {
        let path = clean(&self.file.path);
        let [tests, failures, skipped] = self.counts().map(|count| count.to_string());
        let attributes = [
            ("name", path.as_str()),
            ("tests", &tests),
            ("failures", &failures),
            ("errors", "0"),
            ("skipped", &skipped),
        ];
        writer.create_element("testsuite").with_attributes(attributes).write_inner_content(|writer| {
            if self.findings.is_empty() && self.suppressed.is_empty() {
                let attributes = [("name", "no findings"), ("classname", path.as_str())];
                writer.create_element("testcase").with_attributes(attributes).write_empty()?;
            }
            self.findings.iter().try_for_each(|finding| self.case(writer, finding, None))?;
            self.suppressed.iter().try_for_each(|(finding, reason)| self.case(writer, finding, Some(*reason)))
        })?;
        Ok(())
    }

    fn case(
        &self,
        writer: &mut Writer<&mut Vec<u8>>,
        finding: &Diagnostic,
        suppressed: Option<&str>,
    ) -> io::Result<()> {
        let at = self.file.position(finding.primary.span.start);
        let name = format!("{} at {}:{}", finding.rule.title(), at.line, at.column);
        let path = clean(&self.file.path);
        let message = clean(&finding.message);
        let case = writer
            .create_element("testcase")
            .with_attributes([("name", name.as_str()), ("classname", path.as_str())]);
        case.write_inner_content(|writer| {
            let text = format!("{path}:{}:{}: {}", at.line, at.column, details(finding));
            let body = BytesText::new(&text);
            match suppressed {
                Some(reason) => {
                    let reason = clean(reason);
                    writer
                        .create_element("skipped")
                        .with_attribute(("message", reason.as_str()))
                        .write_empty()?
                }
                None if fails(finding) => {
                    let attributes = [("message", message.as_str()), ("type", finding.severity.as_str())];
                    writer.create_element("failure").with_attributes(attributes).write_text_content(body)?
                }
                None => writer.create_element("system-out").write_text_content(body)?,
            };
            Ok(())
        })?;
        Ok(())
    }
}

fn details(finding: &Diagnostic) -> String {
    let mut lines = vec![clean(&finding.message)];
    lines.extend(finding.notes.iter().map(|note| format!("note: {}", clean(note))));
    lines.extend(finding.help.iter().map(|help| format!("help: {}", clean(help))));
    lines.join("\n")
}

/// Without the characters that XML 1.0 cannot hold at all.
fn clean(text: &str) -> String {
    printable(text).replace(['\u{fffe}', '\u{ffff}'], "?")
}
