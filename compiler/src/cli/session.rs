//! What `check`, `build` and `lock` share: reading gateways and settings, compiling, silencing, reporting.

mod read;

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::lost::Protections;
use super::{Exit, Io};
use crate::around::hosts::Table;
use crate::around::manifests::{self, Manifest};
use crate::around::{Around, MapKey, Served};
use crate::emit::Output;
use crate::inspect::VerdictRecord;
use crate::load::GatewayFiles;
use crate::render::{self, Format, Report, Summary, summary};
use crate::rules;
use crate::settings::{Settings, Thresholds};
use crate::suppress;
use crate::suppress::Suppressed;
use crate::{Compilation, codes, load};
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Hidden, Severity, Why};
use gwc_syntax::source::{FileId, SourceMap};
use gwc_syntax::tree::{Comment, Document};
use gwc_syntax::value::{Target, parse_target};

/// Which gateways, in which environment.
#[derive(Debug, Clone, clap::Args)]
pub struct Inputs {
    /// Folders with gateways, or files; `-` is standard input [default: this folder if it is a gateway, else `routes`]
    #[arg(default_value = default_path(), hide_default_value = true)]
    pub paths: Vec<PathBuf>,
    /// Lay `overlays/NAME.yaml` over each gateway
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// Settings; `gwc.toml` beside the routes or above them when absent
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What runs a KrakenD configuration; route files name their own targets
    #[arg(long, value_name = "TARGET", value_parser = parse_target)]
    pub target: Option<Target>,
    /// Take a KrakenD configuration that works as it is: what is only old or lenient is a warning
    #[arg(long)]
    pub compat: bool,
    /// The key of a ConfigMap's `data` that holds the configuration
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// The one target that route files are judged for, whatever targets they name.
    #[arg(skip)]
    pub only: Option<Target>,
}

impl Inputs {
    /// One path, everything else as usual.
    pub fn one(path: &Path, env: Option<&str>) -> Self {
        let env = env.map(str::to_owned);
        Self {
            paths: vec![path.to_owned()],
            env,
            config: None,
            target: None,
            compat: false,
            key: None,
            only: None,
        }
    }

    /// The settings that were named, else the nearest `gwc.toml` at or above the first path.
    pub fn settings_file(&self) -> Option<PathBuf> {
        self.config.clone().or_else(|| {
            let first = self.paths.first()?;
            let start = if first.is_file() { first.parent().unwrap_or(Path::new("")) } else { first };
            nearest_settings(start)
        })
    }
}

/// What is meant where no path is given: inside a gateway, that gateway.
pub fn default_path() -> &'static str {
    let inside = Path::new(load::GATEWAY_FILE).is_file() && !Path::new("routes").exists();
    if inside { "." } else { "routes" }
}

/// A severity, or nothing for `never`. A name of its own, because clap reads `Option<Option<_>>` as an option whose
/// value may be left out.
type Level = Option<Severity>;

/// How findings are written and what fails the run.
#[derive(Debug, clap::Args)]
pub struct Reporting {
    /// How findings are written
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = format_parser())]
    pub format: Format,
    /// The least severity that fails the run: error, warning, loss, note or never [default: warning]
    #[arg(long, value_name = "SEVERITY", value_parser = Thresholds::parse)]
    pub fail_on: Option<Level>,
    /// The least severity that is shown: error, warning, loss or note [default: warning in human and concise output, note in the others]
    #[arg(long, value_name = "SEVERITY", value_parser = Thresholds::parse)]
    pub show: Option<Level>,
    /// Show each finding by itself, with its excerpt and help and all places, however many there are
    #[arg(long)]
    pub full: bool,
    /// Show what is left out too, each with the reason
    #[arg(long)]
    pub show_hidden: bool,
    /// Count findings by rule
    #[arg(long)]
    pub statistics: bool,
}

/// Formats by name; `--help` lists them.
fn format_parser() -> impl TypedValueParser<Value = Format> {
    let names = Format::ALL.iter().map(|format| format.as_str());
    PossibleValuesParser::new(names).map(|name| Format::find(&name).unwrap_or_default())
}

/// Compiled gateways and everything there is to say about them.
pub struct Session {
    started: Instant,
    /// The files that were read.
    pub sources: SourceMap,
    /// What `gwc.toml` says.
    pub settings: Settings,
    /// The gateways of route files, each with its files.
    pub gateways: Vec<(GatewayFiles, Compilation)>,
    /// KrakenD configurations.
    pub configurations: Vec<Compilation>,
    /// What the targets do with each of those.
    pub verdicts: Vec<VerdictRecord>,
    /// For each of those, the ConfigMap and the key that it stands in.
    pub mounted: Vec<Option<MapKey>>,
    /// Host tables.
    pub tables: Vec<Table>,
    /// Objects of Kubernetes.
    pub manifests: Vec<Manifest>,
    /// Trees of host tables.
    others: Vec<Document>,
    /// Findings, in the order of their places.
    pub findings: Vec<Diagnostic>,
    /// Findings that somebody silenced.
    pub suppressed: Vec<Suppressed>,
    /// Findings that are left out.
    pub hidden: Vec<Hidden>,
}

impl Session {
    /// Reads and compiles.
    pub fn new(inputs: &Inputs, io: &Io<'_>) -> Self {
        Self::over(inputs, SourceMap::default(), io)
    }

    /// Reads and compiles; `sources` may know better than the disk what stands in a file.
    pub fn over(inputs: &Inputs, mut sources: SourceMap, io: &Io<'_>) -> Self {
        let mut all = Diagnostics::default();
        let settings = settings(inputs, &mut sources, &mut all);
        let mut session = Self {
            started: Instant::now(),
            sources,
            settings,
            gateways: Vec::new(),
            configurations: Vec::new(),
            verdicts: Vec::new(),
            mounted: Vec::new(),
            tables: Vec::new(),
            manifests: Vec::new(),
            others: Vec::new(),
            findings: Vec::new(),
            suppressed: Vec::new(),
            hidden: Vec::new(),
        };
        session.read(inputs, io, &mut all);
        duplicate_gateways(&session.gateways, &mut all);
        rules::check_around(&session.around(), &mut all);
        let compilations = session.gateways.iter().map(|(_, c)| c).chain(&session.configurations);
        all.extend(compilations.clone().flat_map(|c| c.diagnostics.iter().cloned()));
        session.hidden = compilations.flat_map(|c| c.hidden.iter().cloned()).collect();
        session.settle(all, io);
        session
    }

    /// What stands around the gateways.
    fn around(&self) -> Around<'_> {
        let built = self.gateways.iter().filter_map(|(_, c)| c.gateway.as_ref());
        let raw = self.configurations.iter().zip(&self.mounted);
        let raw =
            raw.filter_map(|(c, from)| Some(Served { gateway: c.gateway.as_ref()?, from: from.as_ref() }));
        let served = built.map(|gateway| Served { gateway, from: None }).chain(raw);
        Around {
            settings: &self.settings,
            tables: &self.tables,
            manifests: &self.manifests,
            served: served.collect(),
        }
    }

    /// Holds the manifests among some outputs against the gateways that they run. Those are in memory yet; findings
    /// point at the files that they will be below a folder.
    pub fn judge_manifests(&mut self, folder: &Path, outputs: &[Output]) {
        let mut found = Diagnostics::default();
        // What settings and host tables say of the gateway was judged with it.
        let nothing = Settings::default();
        let known = self.sources.len();
        for (_, compilation) in &self.gateways {
            let Some(gateway) = &compilation.gateway else { continue };
            let below = format!("{}/k8s/", gateway.name.value);
            let mut manifests = Vec::new();
            for output in outputs.iter().filter(|output| output.path.starts_with(&below)) {
                let path = load::display(&folder.join(&output.path));
                let file = self.sources.add_view(path, String::from_utf8_lossy(&output.bytes).into_owned());
                manifests.extend(manifests::read(&self.sources, file, true, &mut found));
            }
            let served = vec![Served { gateway, from: None }];
            let around = Around { settings: &nothing, tables: &[], manifests: &manifests, served };
            rules::check_around(&around, &mut found);
        }
        // What the gateway itself says was judged there, and so was how large its ConfigMap is.
        let sizes = [&rules::CONFIG_TOO_LARGE, &rules::ANNOTATION_TOO_LARGE];
        found.retain(|d| d.primary.span.file.0 as usize >= known && !sizes.contains(&d.rule));
        // What an author's template says has no comment that could silence it; settings can.
        let off = self.settings.apply(&mut found, &self.sources);
        self.hide(off, Why::Off);
        found.extend(std::mem::take(&mut self.findings));
        found.sort();
        self.findings = found.into_iter().collect();
    }

    /// Applies settings and suppressions.
    fn settle(&mut self, mut all: Diagnostics, io: &Io<'_>) {
        let off = self.settings.apply(&mut all, &self.sources);
        self.hide(off, Why::Off);
        let comments: Vec<Comment> = self.documents().flat_map(|d| d.comments.iter().copied()).collect();
        let context = suppress::Context {
            sources: &self.sources,
            comments: &comments,
            settings: &self.settings,
            catalog: rules::catalog(),
            today: io.today,
        };
        self.suppressed = suppress::apply(&mut all, &context);
        for (_, compilation) in &mut self.gateways {
            compilation.waive(self.suppressed.iter().map(|suppressed| &suppressed.finding));
        }
        all.sort();
        self.findings = all.into_iter().collect();
    }

    /// Takes findings out: they are not reported, and no longer forbid to emit.
    pub fn set_aside(&mut self, is_aside: impl Fn(&Diagnostic) -> bool) -> Vec<Diagnostic> {
        for (_, compilation) in &mut self.gateways {
            compilation.diagnostics.retain(|finding| !is_aside(finding));
        }
        let (aside, kept) = std::mem::take(&mut self.findings).into_iter().partition(is_aside);
        self.findings = kept;
        aside
    }

    /// Leaves findings out.
    pub fn hide(&mut self, findings: impl IntoIterator<Item = Diagnostic>, why: Why) {
        self.hidden.extend(findings.into_iter().map(|finding| Hidden { finding, why }));
    }

    /// The trees of all files.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        let compilations = self.gateways.iter().map(|(_, c)| c).chain(&self.configurations);
        let manifests = self.manifests.iter().map(|manifest| &manifest.doc);
        compilations.flat_map(|c| &c.documents).chain(&self.others).chain(manifests)
    }

    /// What protects the gateways of this state.
    pub fn protections(&self) -> Protections {
        let compilations = self.gateways.iter().map(|(_, c)| c).chain(&self.configurations);
        let gateways = compilations.filter_map(|compilation| compilation.gateway.as_ref());
        let left_out = self.suppressed.iter().map(|suppressed| &suppressed.finding);
        let left_out = left_out.chain(self.hidden.iter().map(|hidden| &hidden.finding));
        Protections::of(gateways, self.findings.iter().chain(left_out), &self.sources)
    }

    /// Whether something forbids to write output.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|d| d.severity == Severity::Error)
    }

    /// Writes the findings and the summary line, and says how the run ends.
    pub fn report(&self, reporting: &Reporting, io: &mut Io<'_>) -> Exit {
        self.report_these(&self.findings, reporting, io)
    }

    /// As [`Session::report`], for some of the findings.
    pub fn report_these(&self, findings: &[Diagnostic], reporting: &Reporting, io: &mut Io<'_>) -> Exit {
        let thresholds = self.thresholds(reporting);
        let compilations = self.gateways.iter().map(|(_, c)| c).chain(&self.configurations);
        let endpoints = compilations.filter_map(|c| c.gateway.as_ref()).map(|g| g.endpoints.len()).sum();
        let routes = self.gateways.iter().map(|(f, _)| f.routes.len() + usize::from(f.overlay.is_some()));
        let around: BTreeSet<FileId> = self.manifests.iter().map(|m| m.doc.file).collect();
        let around = around.len() + self.others.len();
        let alone = self.mounted.iter().filter(|from| from.is_none()).count();
        let read = routes.sum::<usize>() + alone + around;
        let summary = Summary::of(findings)
            .read(read, Some(endpoints))
            .suppressed(self.suppressed.len())
            .shown(thresholds.show)
            .elapsed(self.started.elapsed());
        let (shown, below): (Vec<Diagnostic>, Vec<Diagnostic>) =
            findings.iter().cloned().partition(|finding| thresholds.shows(finding));
        let below = below.into_iter().map(|finding| Hidden { finding, why: Why::BelowThreshold });
        let hidden: Vec<Hidden> = self.hidden.iter().cloned().chain(below).collect();
        let report = Report::new(&self.sources, &shown)
            .suppressed(&self.suppressed)
            .hidden(&hidden, reporting.show_hidden)
            .screen(reporting.full, io.width)
            .verdicts(&self.verdicts)
            .summary(summary);
        let mut written = render::write(reporting.format, &report, io.colours, io.out);
        if reporting.statistics {
            let out: &mut dyn std::io::Write =
                if reporting.format == Format::Human { io.out } else { io.err };
            written = written.and_then(|()| summary::write_statistics(findings, out));
        }
        match written {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                io.fail("the findings can not be written", &error)
            }
            _ if summary.fails(thresholds.fail) => Exit::Findings,
            _ => Exit::Clean,
        }
    }

    /// What the command line says, else the settings, else the usual.
    fn thresholds(&self, reporting: &Reporting) -> Thresholds {
        let set = self.settings.thresholds();
        Thresholds {
            show: reporting.show.flatten().or(self.settings.show).unwrap_or(reporting.format.shows()),
            fail: reporting.fail_on.unwrap_or(set.fail),
        }
    }
}

fn settings(inputs: &Inputs, sources: &mut SourceMap, out: &mut Diagnostics) -> Settings {
    let Some(file) = inputs.settings_file().and_then(|path| load::file(&path, sources, out)) else {
        return Settings::default();
    };
    Settings::parse(sources, file, rules::catalog(), out)
}

fn nearest_settings(start: &Path) -> Option<PathBuf> {
    let beside = start.join(Settings::FILE);
    if beside.is_file() {
        return Some(beside);
    }
    match start.parent() {
        Some(parent) => nearest_settings(parent),
        // A relative path ends at the working folder; what is above it counts too.
        None if start.is_relative() => {
            let here = std::env::current_dir().ok()?;
            here.ancestors().skip(1).map(|folder| folder.join(Settings::FILE)).find(|path| path.is_file())
        }
        None => None,
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
