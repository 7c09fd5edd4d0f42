//! What the commands share: inputs that were read and compiled, and the findings that are left of that.

use std::path::Path;
use std::time::Instant;

use super::io::Io;
use super::lost::Protections;
use crate::compile::{self, Compiled, NEWEST, check_manifests, compile};
use crate::emit::Output;
use crate::settings::Settings;
use crate::suppress::{self, Suppressed};
use crate::topology::manifests;
use crate::{load, rules, waivers};
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Hidden, Reason, Severity};
use gwc_syntax::source::SourceMap;
use gwc_syntax::tree::Comment;
use gwc_syntax::value::{Target, parse_target};

pub use super::inputs::Inputs;

/// Compiled gateways and their findings.
pub struct Session {
    pub(super) started: Instant,
    /// The files that were read.
    pub sources: SourceMap,
    /// The settings of `gwc.toml`.
    pub settings: Settings,
    /// The gateways, and what they were checked against.
    pub compiled: Compiled,
    /// Findings, in the order of their places.
    pub findings: Vec<Diagnostic>,
    /// Suppressed findings.
    pub suppressed: Vec<Suppressed>,
    /// Hidden findings.
    pub hidden: Vec<Hidden>,
}

impl Session {
    /// Reads and compiles.
    pub fn new(inputs: &Inputs, io: &Io<'_>) -> Self {
        Self::over(inputs, SourceMap::default(), io)
    }

    /// Reads and compiles; texts in `sources` override files on disk.
    pub fn over(inputs: &Inputs, mut sources: SourceMap, io: &Io<'_>) -> Self {
        let started = Instant::now();
        let mut all = Diagnostics::default();
        let settings = settings(inputs, &mut sources, &mut all);
        let mut read = inputs.read(&mut sources, &mut all);
        for input in &mut read {
            if let load::Input::Routes(files) = input {
                files.environment.clone_from(&io.environment);
                files.only = inputs.only;
            }
        }
        let options = compile::Options {
            settings: &settings,
            target: named_target(inputs.target, &settings),
            compat: inputs.compat,
            key: inputs.key.as_deref(),
        };
        let mut compiled = compile(&mut sources, read, options);
        all.extend(compiled.take_findings());
        let (findings, suppressed) = (Vec::new(), Vec::new());
        let hidden = compiled.hidden();
        let mut session = Self { started, sources, settings, compiled, findings, suppressed, hidden };
        session.settle(all, io);
        session
    }

    /// Checks the manifests among some outputs against their gateways. The outputs are not written yet; findings point
    /// at their future paths below a folder.
    pub fn check_manifests(&mut self, folder: &Path, outputs: &[Output]) {
        let mut found = Diagnostics::default();
        let known = self.sources.len();
        for (_, compilation) in &self.compiled.gateways {
            let Some(gateway) = &compilation.gateway else { continue };
            let below = format!("{}/k8s/", gateway.name.value);
            let mut manifests = Vec::new();
            for output in outputs.iter().filter(|output| output.path.starts_with(&below)) {
                let path = load::display(&folder.join(&output.path));
                let file = self.sources.add_view(path, String::from_utf8_lossy(&output.bytes).into_owned());
                manifests.extend(manifests::read(&self.sources, file, true, &mut found));
            }
            found.extend(check_manifests(gateway, &manifests));
        }
        // Findings at the gateway itself were reported when it was compiled, and so was the size of its ConfigMap.
        let sizes = [&rules::CONFIG_TOO_LARGE, &rules::ANNOTATION_TOO_LARGE];
        let again = found.split_off(|d| d.primary.span.file.0 as usize >= known && !sizes.contains(&d.rule));
        self.hide(again, Reason::Duplicate);
        // Only settings can suppress a finding in a template: it has no comment that would.
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
        let comments: Vec<Comment> =
            self.compiled.documents().flat_map(|d| d.comments.iter().copied()).collect();
        let context = suppress::Context {
            sources: &self.sources,
            comments: &comments,
            settings: &self.settings,
            catalog: rules::catalog(),
            today: io.today,
        };
        self.suppressed = suppress::apply(&mut all, &context);
        let suppressed: Vec<&Diagnostic> = self.suppressed.iter().map(|one| &one.finding).collect();
        for (_, compilation) in &mut self.compiled.gateways {
            waivers::waive(compilation, &suppressed);
        }
        self.take(all);
    }

    /// Removes findings: they are not reported, and no longer prevent outputs.
    pub fn set_aside(&mut self, is_aside: impl Fn(&Diagnostic) -> bool) -> Vec<Diagnostic> {
        for (_, compilation) in &mut self.compiled.gateways {
            compilation.diagnostics.retain(|finding| !is_aside(finding));
        }
        let (aside, kept) = std::mem::take(&mut self.findings).into_iter().partition(is_aside);
        self.findings = kept;
        aside
    }

    /// Hides findings.
    pub fn hide(&mut self, findings: impl IntoIterator<Item = Diagnostic>, reason: Reason) {
        self.hidden.extend(Hidden::all(reason, findings));
    }

    /// The protections of the gateways.
    pub fn protections(&self) -> Protections {
        let gateways = self.compiled.compilations().filter_map(|compilation| compilation.gateway.as_ref());
        let left_out = self.suppressed.iter().map(|suppressed| &suppressed.finding);
        let left_out = left_out.chain(self.hidden.iter().map(|hidden| &hidden.finding));
        Protections::of(gateways, self.findings.iter().chain(left_out), &self.sources)
    }

    /// Whether an error prevents output.
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

/// What runs KrakenD configurations: what the command line names, else the settings, else the newest KrakenD.
pub(super) fn target_or(named: Option<Target>, settings: &Settings) -> Target {
    named_target(named, settings).unwrap_or(NEWEST)
}

/// What the command line names, else the settings.
fn named_target(named: Option<Target>, settings: &Settings) -> Option<Target> {
    named.or_else(|| settings.targets.iter().find_map(|target| parse_target(&target.value).ok()))
}
