//! What `check`, `build` and `lock` share: inputs compiled and held against each other, and what is suppressed of that.

use std::path::Path;
use std::time::Instant;

use super::inputs::Read;
use super::io::Io;
use super::lost::Protections;
use crate::compile::{Input, NEWEST};
use crate::emit::Output;
use crate::load::GatewayFiles;
use crate::rules;
use crate::settings::Settings;
use crate::suppress::{self, Suppressed};
use crate::topology::hosts::Table;
use crate::topology::manifests::{self, Manifest};
use crate::topology::{MapKey, Served, Topology};
use crate::{Compilation, codes, compile, load};
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Hidden, Reason, Severity};
use gwc_syntax::source::SourceMap;
use gwc_syntax::tree::{Comment, Document};
use gwc_syntax::value::parse_target;

pub use super::inputs::Inputs;

/// Compiled gateways and everything there is to say about them.
pub struct Session {
    pub(super) started: Instant,
    /// The files that were read.
    pub sources: SourceMap,
    /// What `gwc.toml` says.
    pub settings: Settings,
    /// The gateways of route files, each with its files.
    pub gateways: Vec<(GatewayFiles, Compilation)>,
    /// KrakenD configurations, each with the ConfigMap and the key that it stands in.
    pub configurations: Vec<(Compilation, Option<MapKey>)>,
    /// Host tables.
    pub tables: Vec<Table>,
    /// Objects of Kubernetes.
    pub manifests: Vec<Manifest>,
    /// Trees of host tables.
    pub(super) others: Vec<Document>,
    /// Findings, in the order of their places.
    pub findings: Vec<Diagnostic>,
    /// Findings that somebody suppressed.
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
        let started = Instant::now();
        let mut all = Diagnostics::default();
        let settings = settings(inputs, &mut sources, &mut all);
        let read = Read::of(inputs, &mut sources, &mut all);
        let Read { gateways, configurations, tables, manifests, others } = read;
        let gateways = gateways.into_iter().map(|mut files| {
            files.environment.clone_from(&io.environment);
            files.only = inputs.only;
            let compilation = compile(&sources, &files, &settings);
            (files, compilation)
        });
        let gateways = gateways.collect();
        // What the command line names, else the settings, else the newest KrakenD.
        let set = || settings.targets.iter().find_map(|t| parse_target(&t.value).ok());
        let (target, compat) = (inputs.target.or_else(set).unwrap_or(NEWEST), inputs.compat);
        let configurations = configurations.into_iter().map(|(configuration, from)| {
            let input = Input::Krakend { configuration, target, compat };
            (compile(&sources, input, &settings), from)
        });
        let configurations = configurations.collect();
        let mut session = Self {
            started,
            sources,
            settings,
            gateways,
            configurations,
            tables,
            manifests,
            others,
            findings: Vec::new(),
            suppressed: Vec::new(),
            hidden: Vec::new(),
        };
        session.judge(all, io);
        session
    }

    /// Holds the inputs against each other, and settles what was found of all.
    fn judge(&mut self, mut all: Diagnostics, io: &Io<'_>) {
        duplicate_gateways(&self.gateways, &mut all);
        rules::check_topology(&self.topology(), &mut all);
        all.extend(self.compilations().flat_map(|c| c.diagnostics.iter().cloned()));
        self.hidden = self.compilations().flat_map(|c| c.hidden.iter().cloned()).collect();
        self.settle(all, io);
    }

    /// All compilations, those of route files first.
    pub(super) fn compilations(&self) -> impl Iterator<Item = &Compilation> {
        let configurations = self.configurations.iter().map(|(compilation, _)| compilation);
        self.gateways.iter().map(|(_, compilation)| compilation).chain(configurations)
    }

    /// What stands around the gateways.
    fn topology(&self) -> Topology<'_> {
        let built = self.gateways.iter().filter_map(|(_, c)| c.gateway.as_ref());
        let raw = self.configurations.iter();
        let raw =
            raw.filter_map(|(c, from)| Some(Served { gateway: c.gateway.as_ref()?, from: from.as_ref() }));
        let served = built.map(|gateway| Served { gateway, from: None }).chain(raw);
        Topology {
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
            let topology = Topology { settings: &nothing, tables: &[], manifests: &manifests, served };
            rules::check_topology(&topology, &mut found);
        }
        // What the gateway itself says was judged there, and so was how large its ConfigMap is.
        let sizes = [&rules::CONFIG_TOO_LARGE, &rules::ANNOTATION_TOO_LARGE];
        let again = found.split_off(|d| d.primary.span.file.0 as usize >= known && !sizes.contains(&d.rule));
        self.hide(again, Reason::Duplicate);
        // What an author's template says has no comment that could silence it; settings can.
        let off = self.settings.apply(&mut found, &self.sources);
        self.hide(off, Reason::Off);
        found.extend(std::mem::take(&mut self.findings));
        self.take(found);
    }

    /// Keeps findings in the order of their places, each once.
    fn take(&mut self, mut all: Diagnostics) {
        let repeated = all.distinct();
        self.hide(repeated, Reason::Duplicate);
        self.findings = all.into_iter().collect();
    }

    /// Applies settings and suppressions.
    fn settle(&mut self, mut all: Diagnostics, io: &Io<'_>) {
        let off = self.settings.apply(&mut all, &self.sources);
        self.hide(off, Reason::Off);
        let comments: Vec<Comment> = self.documents().flat_map(|d| d.comments.iter().copied()).collect();
        let context = suppress::Context {
            sources: &self.sources,
            comments: &comments,
            settings: &self.settings,
            catalog: rules::catalog(),
            today: io.today,
        };
        self.suppressed = suppress::apply(&mut all, &context);
        let suppressed = self.suppressed.iter().map(|suppressed| &suppressed.finding);
        let waived: Vec<&Diagnostic> = suppressed.filter(|d| rules::targets::is_waivable(d.rule)).collect();
        for (_, compilation) in &mut self.gateways {
            compilation.waive(&waived);
        }
        self.take(all);
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
    pub fn hide(&mut self, findings: impl IntoIterator<Item = Diagnostic>, reason: Reason) {
        self.hidden.extend(Hidden::all(reason, findings));
    }

    /// The trees of all files.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        let manifests = self.manifests.iter().map(|manifest| &manifest.doc);
        self.compilations().flat_map(|c| &c.documents).chain(&self.others).chain(manifests)
    }

    /// What protects the gateways of this state.
    pub fn protections(&self) -> Protections {
        let gateways = self.compilations().filter_map(|compilation| compilation.gateway.as_ref());
        let left_out = self.suppressed.iter().map(|suppressed| &suppressed.finding);
        let left_out = left_out.chain(self.hidden.iter().map(|hidden| &hidden.finding));
        Protections::of(gateways, self.findings.iter().chain(left_out), &self.sources)
    }

    /// Whether something forbids to write output.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|d| d.severity == Severity::Error)
    }
}

fn settings(inputs: &Inputs, sources: &mut SourceMap, out: &mut Diagnostics) -> Settings {
    let Some(file) = inputs.settings_file().and_then(|path| load::file(&path, sources, out)) else {
        return Settings::default();
    };
    Settings::parse(sources, file, rules::catalog(), out)
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
