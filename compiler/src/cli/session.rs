//! What `check`, `build` and `lock` share: reading the gateways, compiling them, reporting.

use std::path::PathBuf;
use std::time::Instant;

use super::{Exit, Io};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::load::GatewayFiles;
use crate::render::{self, Report, Summary};
use crate::source::SourceMap;
use crate::{Compilation, codes, compile, load};

/// Which gateways, in which environment.
#[derive(Debug, clap::Args)]
pub struct Inputs {
    /// Folders with gateways, or files
    #[arg(default_value = "routes")]
    pub paths: Vec<PathBuf>,
    /// Lay `overlays/NAME.yaml` over each gateway
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
}

/// How findings are written and what fails the run.
#[derive(Debug, clap::Args)]
pub struct Reporting {
    /// How findings are written
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = parse_format)]
    pub format: render::Format,
    /// The least severity that fails the run
    #[arg(long, value_name = "SEVERITY", default_value = "warning", value_parser = parse_severity)]
    pub fail_on: Severity,
}

fn parse_format(text: &str) -> Result<render::Format, String> {
    let names: Vec<&str> = render::Format::ALL.iter().map(|f| f.as_str()).collect();
    render::Format::find(text).ok_or_else(|| format!("expected {}", names.join(", ")))
}

fn parse_severity(text: &str) -> Result<Severity, String> {
    let all = [Severity::Error, Severity::Warning, Severity::Loss, Severity::Note];
    all.into_iter()
        .find(|s| s.as_str() == text)
        .ok_or_else(|| "expected error, warning, loss or note".to_owned())
}

/// Compiled gateways and everything there is to say about them.
pub struct Session {
    started: Instant,
    /// The files that were read.
    pub sources: SourceMap,
    /// The gateways, each with its files.
    pub gateways: Vec<(GatewayFiles, Compilation)>,
    /// All findings, in the order of their places.
    pub findings: Vec<Diagnostic>,
}

impl Session {
    /// Reads and compiles.
    pub fn new(inputs: &Inputs, io: &Io<'_>) -> Self {
        let started = Instant::now();
        let mut sources = SourceMap::default();
        let mut all = Diagnostics::default();
        let mut files = load::gateways(&inputs.paths, inputs.env.as_deref(), &mut sources, &mut all);
        files.iter_mut().for_each(|f| f.environment.clone_from(&io.environment));
        let gateways: Vec<_> = files
            .into_iter()
            .map(|files| {
                let compilation = compile(&sources, &files);
                (files, compilation)
            })
            .collect();
        duplicate_gateways(&gateways, &mut all);
        for (_, compilation) in &gateways {
            all.extend(compilation.diagnostics.iter().cloned());
        }
        all.sort();
        Self { started, sources, gateways, findings: all.into_iter().collect() }
    }

    /// Whether something forbids to write output.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|d| d.severity == Severity::Error)
    }

    /// Writes the findings and the summary line, and says how the run ends.
    pub fn report(&self, reporting: &Reporting, io: &mut Io<'_>) -> Exit {
        let endpoints =
            self.gateways.iter().filter_map(|(_, c)| c.gateway.as_ref()).map(|g| g.endpoints.len()).sum();
        let read = self.gateways.iter().map(|(f, _)| f.routes.len() + usize::from(f.overlay.is_some())).sum();
        let summary = Summary::of(&self.findings).read(read, Some(endpoints)).elapsed(self.started.elapsed());
        let report = Report::new(&self.sources, &self.findings).summary(summary);
        if let Err(error) = render::write(reporting.format, &report, io.colours, io.out) {
            return io.fail("the findings can not be written", &error);
        }
        if summary.at_least(reporting.fail_on) > 0 || summary.errors > 0 {
            Exit::Findings
        } else {
            Exit::Clean
        }
    }
}

/// Outputs go to a folder named for the gateway, so no two may share a name.
fn duplicate_gateways(gateways: &[(GatewayFiles, Compilation)], out: &mut Diagnostics) {
    let mut named: Vec<_> =
        gateways.iter().filter_map(|(_, c)| c.gateway.as_ref()).map(|g| &g.name).collect();
    named.sort_by(|a, b| (&a.value, a.span).cmp(&(&b.value, b.span)));
    for pair in named.windows(2) {
        if pair[0].value == pair[1].value && !pair[0].value.is_empty() {
            out.push(
                codes::DUPLICATE_NAME
                    .at(pair[1].span, format!("two gateways are called `{}`", pair[1].value))
                    .related(pair[0].span, "the other one")
                    .help("rename one of them: outputs go to a folder of that name"),
            );
        }
    }
}
