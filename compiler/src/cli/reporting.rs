//! Printing findings, and when they fail a run.

use std::collections::BTreeSet;
use std::io::ErrorKind;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::io::{Exit, Io};
use super::session::Session;
use crate::render::{self, Format, Report, Summary, summary};
use crate::settings::Thresholds;
use gwc_syntax::diagnostic::{Diagnostic, Hidden, Reason, Severity};
use gwc_syntax::source::FileId;

/// A severity, or nothing for `never`. An alias, because clap reads `Option<Option<_>>` as an option with an optional
/// value.
type Level = Option<Severity>;

/// Options for printing findings.
#[derive(Debug, clap::Args)]
pub struct Reporting {
    /// Output format of the findings
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = format_parser())]
    pub format: Format,
    /// Lowest severity that fails the run: error, warning, loss, note or never [default: warning]
    #[arg(long, value_name = "SEVERITY", value_parser = Thresholds::parse)]
    pub fail_on: Option<Level>,
    /// Lowest severity that is shown: error, warning, loss or note [default: warning for human and concise, note for other formats]
    #[arg(long, value_name = "SEVERITY", value_parser = Thresholds::parse)]
    pub show: Option<Level>,
    /// Show every finding with its excerpt, help and all places; do not group or shorten
    #[arg(long)]
    pub full: bool,
    /// Show hidden findings too, each with the reason
    #[arg(long)]
    pub show_hidden: bool,
    /// Print the number of findings of each rule
    #[arg(long)]
    pub statistics: bool,
}

/// Formats by name; `--help` lists them.
fn format_parser() -> impl TypedValueParser<Value = Format> {
    let names = Format::ALL.iter().map(|format| format.as_str());
    PossibleValuesParser::new(names).map(|name| Format::find(&name).unwrap_or_default())
}

impl Session {
    /// Prints the findings and the summary line, and returns the exit code.
    pub fn report(&self, reporting: &Reporting, io: &mut Io<'_>) -> Exit {
        self.report_these(&self.findings, reporting, io)
    }

    /// As [`Session::report`], for some of the findings.
    pub fn report_these(&self, findings: &[Diagnostic], reporting: &Reporting, io: &mut Io<'_>) -> Exit {
        let thresholds = self.thresholds(reporting);
        let gateways = self.compiled.compilations().filter_map(|c| c.gateway.as_ref());
        let endpoints =
            gateways.map(|gateway| gateway.endpoints.len() + gateway.verbatim.endpoints.len()).sum();
        let routes =
            self.compiled.gateways.iter().map(|(f, _)| f.routes.len() + usize::from(f.overlay.is_some()));
        let topology: BTreeSet<FileId> = self.compiled.manifests.iter().map(|m| m.doc.file).collect();
        let topology = topology.len() + self.compiled.table_documents.len();
        let alone = self.compiled.configurations.iter().filter(|(_, from)| from.is_none()).count();
        let read = routes.sum::<usize>() + alone + topology;
        let summary = match reporting.format {
            Format::Human => Summary::of_distinct(findings),
            _ => Summary::of(findings),
        };
        let summary = summary
            .read(read, Some(endpoints))
            .suppressed(self.suppressed.len())
            .shown(thresholds.show)
            .elapsed(self.started.elapsed());
        let (shown, below): (Vec<Diagnostic>, Vec<Diagnostic>) =
            findings.iter().cloned().partition(|finding| thresholds.shows(finding));
        let below = Hidden::all(Reason::BelowThreshold, below);
        let hidden: Vec<Hidden> = self.hidden.iter().cloned().chain(below).collect();
        let verdicts: Vec<_> = self.compiled.compilations().filter_map(|c| c.verdict.as_ref()).collect();
        let report = Report::new(&self.sources, &shown)
            .suppressed(&self.suppressed)
            .hidden(&hidden, reporting.show_hidden)
            .screen(reporting.full, io.width)
            .verdicts(&verdicts)
            .summary(summary);
        let mut written = render::write(reporting.format, &report, io.colours, io.out);
        if reporting.statistics {
            let out: &mut dyn std::io::Write =
                if reporting.format == Format::Human { io.out } else { io.err };
            written = written.and_then(|()| summary::write_statistics(findings, out));
        }
        match written {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                io.fail("cannot write the findings", &error)
            }
            _ if summary.fails(thresholds.fail) => Exit::Findings,
            _ => Exit::Clean,
        }
    }

    /// The thresholds of the command line, else of the settings, else the defaults.
    fn thresholds(&self, reporting: &Reporting) -> Thresholds {
        let set = self.settings.thresholds();
        Thresholds {
            show: reporting.show.flatten().or(self.settings.show).unwrap_or(reporting.format.shows()),
            fail: reporting.fail_on.unwrap_or(set.fail),
        }
    }
}
